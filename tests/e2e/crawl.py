"""Which pages there are: everything a person reaches by links, each kind of page once."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from urllib.parse import urlsplit

from django.urls import Resolver404, resolve
from playwright.sync_api import Error, Page

FILES = {
    "files:download",
    "files:thumb",
    "documents:pdf",
    "documents:docx",
    "documents:page",
    "directives:board_list_xlsx",
    "directives:board_units_file",
    "directives:board_documents_file",
    "directives:board_topics_file",
    "directives:meeting_agenda_pdf",
    "directives:reading_rule_file",
    "dossiers:form",
    "portal:checkpoint",
    "portal:growth",
    "portal:proof_format",
    "portal:proof_file",
}
A_FILE = ("Download is starting", "net::ERR_ABORTED")
"""What the browser says of an address that answers with a file; which of them depends on what it hears first."""
LIMIT = 120
SEVERAL = {"dossiers:dossier": 4, "assessment:item": 3, "portal:product": 3, "documents:paper": 2}
"""Kinds of pages that look different from record to record, and how many of them to look at."""


def kind_of(path: str) -> str:
    """Name of the view behind a path; empty when there is none or when it answers with a file."""
    try:
        found = resolve(urlsplit(path).path)
    except Resolver404:
        return ""
    name = found.view_name or ""
    return "" if name in FILES or not name else name


def links_of(page: Page, within: str = "") -> list[str]:
    """Paths of this site that the page, or the part of it ``within``, links to, in its order."""
    rows = page.eval_on_selector_all(
        f"{within} a[href]:not([download])", "links => links.filter(a => a.origin === location.origin).map(a => a.href)"
    )
    return list(dict.fromkeys(urlsplit(row).path for row in rows))


def walk(
    page: Page, starts: Iterable[str], *, skip: Iterable[str] = (), through: Iterable[str] = ()
) -> dict[str, list[str]]:
    """Follow links from the start pages; return the paths found by kind of page, one a kind or as ``SEVERAL`` says.

    Kinds in ``skip`` were looked at before and are only passed through when they are a start, or for their tabs alone
    when they are in ``through``: the first pages of areas.
    """
    first = list(starts)
    waiting, seen = deque(first), set(first)
    done: dict[str, list[str]] = {}
    known, doors = set(skip), set(through)
    while waiting and sum(map(len, done.values())) < LIMIT:
        path = waiting.popleft()
        kind = kind_of(path)
        if not kind or (len(done.get(kind, ())) >= SEVERAL.get(kind, 1) and path not in first):
            continue
        try:
            answer = page.goto(path)
        except Error as error:
            if any(words in error.message for words in A_FILE):
                continue
            raise
        assert answer is not None
        assert answer.status == 200, f"{path}: {answer.status}"
        passed = kind in known and path not in first
        if not passed:
            done.setdefault(kind, []).append(path)
        for link in links_of(page, "nav.tabs" if passed else ""):
            if link not in seen and (kind_of(link) not in known or kind_of(link) in doors):
                seen.add(link)
                waiting.append(link)
    return done
