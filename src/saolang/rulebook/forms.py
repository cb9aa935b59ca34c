"""Forms of the rulebook."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from saolang.core import clock
from saolang.ui.forms import VnDateField

from .provincial import SettingDefinition


def value_field(item: SettingDefinition) -> forms.Field:
    """The field that fits a setting's type."""
    if item.type == "bool":
        return forms.ChoiceField(label=_("Giá trị"), choices=[("true", _("Có")), ("false", _("Không"))])
    if item.type == "choice":
        return forms.ChoiceField(label=_("Giá trị"), choices=item.choices, widget=forms.RadioSelect)
    if item.type == "roles":
        widget = forms.CheckboxSelectMultiple
        return forms.MultipleChoiceField(label=_("Giá trị"), choices=item.choices, widget=widget)
    return forms.CharField(label=_("Giá trị"), max_length=200, help_text=item.unit)


class SettingForm(forms.Form):
    """A new value of one setting, from a day on, with its source and reason."""

    effective_from = VnDateField(label=_("Áp dụng từ ngày"), help_text=_("Hôm nay hoặc một ngày sau."))
    source = forms.CharField(
        label=_("Căn cứ"), max_length=300, help_text=_("Ví dụ: số, ngày của Quy chế hoạt động của Hội đồng.")
    )
    reason = forms.CharField(label=_("Lý do thay đổi"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))

    field_order = ("value", "effective_from", "source", "reason")

    def __init__(self, *args: Any, item: SettingDefinition, current: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = value_field(item)
        field.initial = ("true" if current else "false") if item.type == "bool" else current
        self.fields["value"] = field
        self.fields["effective_from"].initial = clock.today()
        self.order_fields(self.field_order)
