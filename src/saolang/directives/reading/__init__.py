"""Reading a notice, a conclusion or a plan: plain rules, no Django, no database, no outside service.

The same file, rules and version give the same result to the byte.
"""

from __future__ import annotations

from .model import Block, Citation, Deadline, Document, Figure, Reading, RulesError, Source, Task, Unreadable
from .parse import parse, secrecy_mark
from .rules import Rules, load_rules
from .source import read_file

VERSION = "1"

__all__ = [
    "VERSION",
    "Block",
    "Citation",
    "Deadline",
    "Document",
    "Figure",
    "Reading",
    "Rules",
    "RulesError",
    "Source",
    "Task",
    "Unreadable",
    "load_rules",
    "parse",
    "read_file",
    "secrecy_mark",
]
