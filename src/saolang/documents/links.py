"""What pages of other apps show of a paper: its state and its files."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from saolang.core.flow import State

from .models import Paper
from .states import PAPER


@dataclass(frozen=True)
class Link:
    """A link with the icon it is shown with."""

    label: str
    url: str
    icon: str


@dataclass(frozen=True)
class PaperLinks:
    """A paper as shown on another page."""

    title: str
    number: str
    state: State
    url: str
    files: tuple[Link, ...]


def paper_links(paper: Paper, *, user: Any = None) -> PaperLinks:
    """Title, state and file links of a paper. With `user`, the paper's own page is linked only for who may open it."""
    files = []
    if paper.signed_file is not None:
        files.append(Link(_("Bản đã ký"), paper.signed_file.get_absolute_url(), "file-check"))
    marked = "" if paper.is_issued else _(" (dự thảo)")
    files.append(Link(_("PDF") + marked, reverse("documents:pdf", args=[paper.code]), "file-text"))
    files.append(Link(_("Word") + marked, reverse("documents:docx", args=[paper.code]), "download"))
    url = paper.get_absolute_url() if user is None or user.has_perm("documents.view_paper", paper) else ""
    return PaperLinks(paper.title, paper.full_number, PAPER.state(paper), url, tuple(files) if url else ())
