"""Papers whose issue must do more than enter a number: an app above names the page on which they are issued.

The plain issue form refuses such kinds, so that a decision never becomes valid without what follows from it.
"""

from __future__ import annotations

from typing import Any

from django.urls import NoReverseMatch, reverse

_claims: dict[str, str] = {}


def register(kind: str, url_name: str) -> None:
    """Papers of `kind` are issued on the page `url_name` (which takes the paper's code). Call it in `apps.ready`."""
    if _claims.get(kind, url_name) != url_name:
        raise ValueError(f"issuing {kind} is claimed twice")
    _claims[kind] = url_name


def claimed(kind: str) -> bool:
    """Whether an app above issues this kind."""
    return kind in _claims


def issue_url(paper: Any) -> str:
    """Where the paper is issued: the page of the app that claims it, else the plain form."""
    name = _claims.get(paper.kind, "")
    try:
        return reverse(name or "documents:issue", args=[paper.code])
    except NoReverseMatch:
        return reverse(name, kwargs={"paper_code": paper.code})
