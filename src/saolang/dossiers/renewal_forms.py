"""Forms of a renewal: its kind and set, and what changed since the last recognition."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from saolang.producers.models import Evidence
from saolang.ui.forms import RowsField

from .enums import DossierKind, UpdateTopic
from .forms import long_text
from .set_choice import SetProposal, current_sets


class RenewForm(forms.Form):
    """Re-assessment or upgrade, and the set of the list in force where it is not settled yet."""

    kind = forms.ChoiceField(
        label=_("Lần đăng ký"),
        choices=[row for row in DossierKind.choices if row[0] != DossierKind.FIRST],
        widget=forms.RadioSelect,
    )
    set_number = forms.TypedChoiceField(
        label=_("Bộ sản phẩm theo Quyết định 26/2026/QĐ-TTg"),
        help_text=_("Bộ được đề xuất đứng đầu, kèm lý do. Xã và tỉnh nhìn thấy bộ bạn chọn và lý do."),
        coerce=int,
    )
    old_set = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, proposal: SetProposal, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if proposal.settled is not None:
            del self.fields["set_number"]
            return
        proposed = [(item.number, f"{item.number}. {item.name}: {item.reason}") for item in proposal.candidates]
        known = {number for number, _label in proposed}
        others = [(number, f"{number}. {name}") for number, name in current_sets() if number not in known]
        groups: list[Any] = [("", _("Chọn một bộ"))]
        if proposed:
            groups.append((_("Được đề xuất"), proposed))
        groups.append((_("Bộ khác"), others))
        self.fields["set_number"].choices = groups  # type: ignore[attr-defined]


class UpgradeChangesForm(forms.Form):
    """What an upgrade must show: the changes and the papers that prove them."""

    changes_text = long_text(
        _("Những thay đổi so với sản phẩm đã được công nhận"),
        _("Nêu rõ thay đổi nào làm sản phẩm xứng đáng hạng cao hơn (Điều 6.1.b)."),
        rows=8,
    )
    papers = RowsField(
        label=_("Tài liệu minh chứng về những thay đổi"),
        queryset=Evidence.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Giấy mới phải được thêm vào tủ minh chứng trước."),
    )

    def __init__(self, *args: Any, papers: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["papers"].queryset = papers  # type: ignore[attr-defined]


class UpdatesForm(forms.Form):
    """What a re-assessment brings up to date, matter by matter."""

    def __init__(self, *args: Any, before: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.before = before
        for topic in UpdateTopic:
            self.fields[f"unchanged_{topic}"] = forms.BooleanField(label=_("Không thay đổi"), required=False)
            self.fields[f"text_{topic}"] = long_text(_("Nội dung mới và kết quả từ lần công nhận trước"), rows=3)

    def rows(self) -> list[tuple[str, Any, Any, Any, str]]:
        """Topic, its name, its two bound fields, and what the dossier before said."""
        return [
            (str(topic), topic.label, self[f"unchanged_{topic}"], self[f"text_{topic}"], self.before.get(topic, ""))
            for topic in UpdateTopic
        ]

    def updates(self) -> dict[str, tuple[bool, str]]:
        """Both answers by topic."""
        data = self.cleaned_data
        return {str(topic): (data[f"unchanged_{topic}"], data[f"text_{topic}"]) for topic in UpdateTopic}
