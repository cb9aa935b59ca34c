"""Writes of the documents app."""

from .papers import (
    attach_signed_file,
    cancel_paper,
    draft_paper,
    issue_paper,
    redraft,
    return_to_draft,
    submit_for_signature,
)

__all__ = [
    "attach_signed_file",
    "cancel_paper",
    "draft_paper",
    "issue_paper",
    "redraft",
    "return_to_draft",
    "submit_for_signature",
]
