"""Mixins for pages that change something: the version a page showed, and forms that act once."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.forms import BaseForm
from django.http import HttpRequest

from ..domain.form_tokens import AlreadySubmitted, spend_form_token


class VersionMixin:
    """Reads the version of the record that the page showed."""

    request: HttpRequest

    @property
    def expected_version(self) -> int | None:
        """The version in the posted form, if it says one."""
        text = self.request.POST.get("version", "")
        return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


class OnceMixin:
    """Carries a form out once: its token is spent in the transaction of the act. Implement ``save_once(form)``."""

    request: HttpRequest
    once_url: str = ""

    def save_once(self, form: BaseForm) -> Any:
        """Do the work."""
        raise NotImplementedError

    def after_repeat(self) -> str:
        """Where a repeated form leads."""
        return self.once_url or self.get_success_url()  # type: ignore[attr-defined]

    def save(self, form: BaseForm) -> Any:
        """Spend the token and do the work, or go where the first sending led."""
        try:
            with transaction.atomic():
                spend_form_token(form.cleaned_data.get("token", ""), user=self.request.user)  # type: ignore[attr-defined]
                return self.save_once(form)
        except AlreadySubmitted:
            return self.after_repeat()
