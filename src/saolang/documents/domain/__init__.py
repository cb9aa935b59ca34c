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
from .register import (
    DuplicateEntry,
    enter_incoming,
    enter_outgoing,
    enter_reference,
    register_paper,
)
from .register_changes import add_text, confirm_receipt, correct, send_on
from .register_files import DOCUMENT_PURPOSE
from .register_links import link, set_end, unlink
from .register_secrecy import withdraw

__all__ = [
    "DOCUMENT_PURPOSE",
    "DuplicateEntry",
    "add_text",
    "attach_signed_file",
    "cancel_paper",
    "confirm_receipt",
    "correct",
    "draft_paper",
    "enter_incoming",
    "enter_outgoing",
    "enter_reference",
    "issue_paper",
    "link",
    "redraft",
    "register_paper",
    "return_to_draft",
    "send_on",
    "set_end",
    "submit_for_signature",
    "unlink",
    "withdraw",
]
