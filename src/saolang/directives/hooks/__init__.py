"""What the families of directives plug into lower apps when Django starts."""

from types import ModuleType

from . import boards, difficulties, meetings, notices, tasks

FAMILIES: tuple[ModuleType, ...] = (notices, tasks, boards, difficulties, meetings)
