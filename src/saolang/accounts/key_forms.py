"""Forms of passkeys with a Vietnamese label where the package has an English one written in."""

from __future__ import annotations

from typing import Any

from allauth.mfa.webauthn import forms as webauthn
from django.utils.translation import gettext_lazy as _


class _NamedKey:
    """Gives the name of a key its label."""

    fields: dict[str, Any]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("Tên khóa")
        self.fields["name"].help_text = _("Ví dụ: điện thoại của tôi, máy cơ quan.")


class AddKeyForm(_NamedKey, webauthn.AddWebAuthnForm):
    """A new key."""


class EditKeyForm(_NamedKey, webauthn.EditWebAuthnForm):
    """Another name for a key."""
