"""Who may do what in directives, one family in a file. Importing the package registers every permission."""

from . import difficulties, meetings, notices, tasks  # noqa: F401
