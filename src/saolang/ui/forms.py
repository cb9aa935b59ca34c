"""Form pieces: the renderer, and fields that read dates and numbers the way people here write them."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.renderers import TemplatesSetting
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from saolang.core.problems import DomainError
from saolang.core.text import format_date, format_number, normalize, parse_date, parse_number


class FormRenderer(TemplatesSetting):
    """Renders forms with our own templates (label, required mark, help, error, control)."""

    form_template_name = "ui/forms/form.html"
    field_template_name = "ui/forms/field.html"


class DateInput(forms.TextInput):
    """A date typed as dd/mm/yyyy."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        base = {"inputmode": "numeric", "placeholder": _("ngày/tháng/năm"), "autocomplete": "off", "maxlength": "40"}
        super().__init__({**base, **(attrs or {})})

    def format_value(self, value: Any) -> str | None:
        """Show a date as 21/11/2026; leave what a person typed as it is."""
        return format_date(value) if isinstance(value, dt.date) else value


class RowsField(forms.ModelMultipleChoiceField):
    """Several rows by key; a number that no key can be is an unknown choice, not an error of the database."""

    def clean(self, value: Any) -> Any:
        """Refuse such numbers before the database is asked."""
        for key in value if isinstance(value, (list, tuple)) else ():
            if len(str(key)) > 18:
                raise ValidationError(
                    self.error_messages["invalid_pk_value"], code="invalid_pk_value", params={"pk": str(key)[:20]}
                )
        return super().clean(value)


class VnDateField(forms.DateField):
    """A date: 21/11/2026, 5/8/2026, 2026-11-21 or "ngày 21 tháng 11 năm 2026"."""

    widget = DateInput

    def to_python(self, value: Any) -> dt.date | None:
        """Read the date; raises ValidationError that says what would be right."""
        if value in self.empty_values:
            return None
        try:
            return parse_date(value)
        except DomainError as error:
            raise ValidationError([str(problem) for problem in error.problems], code="invalid") from error

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Compare as dates."""
        try:
            return self.to_python(data) != (parse_date(initial) if initial else None)
        except (ValidationError, DomainError):
            return True


class NumberInput(forms.TextInput):
    """A number typed the Vietnamese way."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"inputmode": "decimal", "autocomplete": "off", **(attrs or {})})

    def format_value(self, value: Any) -> str | None:
        """Show a number as 1.234,5; leave what a person typed as it is."""
        return format_number(value) if isinstance(value, int | float | Decimal) else value


class VnNumberField(forms.DecimalField):
    """A number: 1.234.567,5 or 1234567.5."""

    widget = NumberInput

    def to_python(self, value: Any) -> Decimal | None:
        """Read the number; raises ValidationError that says what would be right."""
        if value in self.empty_values:
            return None
        try:
            return parse_number(value)
        except DomainError as error:
            raise ValidationError([str(problem) for problem in error.problems], code="invalid") from error

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """Leave out min, max and step: they belong to number inputs, which refuse a decimal comma."""
        return {}


class FileInput(forms.FileInput):
    """A file control that says what it takes and checks the size before anything travels."""

    def __init__(self, *, accept: str = "", max_bytes: int | None = None, attrs: dict[str, Any] | None = None) -> None:
        given: dict[str, Any] = dict(attrs or {})
        if accept:
            given["accept"] = accept
        if max_bytes:
            given["data-max-bytes"] = str(max_bytes)
            given["data-too-big"] = _("Tệp {name} lớn hơn mức cho phép.")
        super().__init__(given)


class ReasonForm(forms.Form):
    """The reason for an act that weighs; it is kept in the history."""

    reason = forms.CharField(
        label=gettext_lazy("Lý do"),
        widget=forms.Textarea(attrs={"rows": 4, "maxlength": 2000}),
        max_length=2000,
        help_text=gettext_lazy("Ghi rõ sự việc, điều khoản hoặc văn bản liên quan. Lý do được lưu vào lịch sử hồ sơ."),
    )

    def __init__(self, *args: Any, required: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].required = required

    def clean_reason(self) -> str:
        """Return the reason in normal form."""
        return normalize(self.cleaned_data.get("reason"))
