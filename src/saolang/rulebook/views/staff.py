"""Sets and sheets as published, and the settings that the law leaves open."""

from __future__ import annotations

from typing import Any

from django.forms import BaseForm
from django.http import Http404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from saolang.ui.views import DeskFormView, DeskView

from .. import provincial, queries
from ..domain.settings import set_setting
from ..forms import SettingForm
from ..loading import Criterion, Part, Section, Sheet, load_index
from ..models import OptionWording, ProvincialSetting, PublishedSheet
from ..regimes import regimes

STATUS_WORDS = {
    "in_force": gettext_lazy("Đang có hiệu lực"),
    "historical": gettext_lazy("Đã hết hiệu lực, giữ làm lịch sử"),
    "expired": gettext_lazy("Đã hết hiệu lực"),
}
EFFECT_WORDS = {
    "reject": gettext_lazy("Bị loại khi"),
    "stop_evaluation": gettext_lazy("Dừng đánh giá khi"),
    "not_assessed": gettext_lazy("Không đánh giá khi"),
    "mandatory": gettext_lazy("Yêu cầu"),
}


class SheetList(DeskView):
    """All decisions with their product sets."""

    permission = "rulebook.view_sheet"
    template_name = "rulebook/staff/sheets.html"
    title = gettext_lazy("Bộ tiêu chí")  # type: ignore[assignment]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the published sheets by decision; sheets known to be missing are named too."""
        published = {row.sheet_id: row for row in queries.newest_sheets()}
        with_wording = set(OptionWording.objects.values_list("sheet_id", flat=True).distinct())
        index = load_index()
        groups = []
        for decision in index["decisions"]:
            rows = [
                {
                    "id": item["id"],
                    "number": item["number"],
                    "name": item["name"],
                    "group": item["group"],
                    "published": published.pop(item["id"], None),
                    "missing": item["confidence"] == "missing",
                    "worded": item["id"] in with_wording,
                }
                for item in index["sheets"].get(decision["id"], ())
            ]
            groups.append({"decision": decision, "status": STATUS_WORDS.get(decision["status"], ""), "rows": rows})
        own = [
            {"id": row.sheet_id, "number": row.number, "name": row.name, "published": row, "worded": False}
            for row in published.values()
        ]
        return super().get_context_data(groups=groups, own=own, regimes=regimes().values(), **kwargs)


class SheetPage(DeskView):
    """One sheet: criteria, options, gates, wording or short labels, notes of the transcript."""

    permission = "rulebook.view_sheet"
    template_name = "rulebook/staff/sheet.html"

    @cached_property
    def published(self) -> PublishedSheet:
        """The version asked for, else the newest."""
        rows = PublishedSheet.objects.filter(sheet_id=self.kwargs["sheet_id"])
        version = self.kwargs.get("version")
        found = rows.filter(version=version).first() if version else rows.order_by("-version").first()
        if found is None:
            raise Http404
        return found

    @cached_property
    def sheet(self) -> Sheet:
        """The sheet with official wording where it has been loaded."""
        return queries.sheet_of(self.published)

    def get_title(self) -> str:
        """Return the name of the set."""
        return f"{self.sheet.number}. {self.sheet.name}"

    def get_crumbs(self) -> list[tuple[str, str]]:
        """Return the way back to the list."""
        return [(_("Bộ tiêu chí"), reverse("rulebook:sheets"))]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the sheet part by part, and where its wording comes from."""
        sheet, published = self.sheet, self.published
        wording = OptionWording.objects.filter(content_hash=published.content_hash).first()
        versions = PublishedSheet.objects.filter(sheet_id=sheet.id).defer("content").order_by("-version")
        return super().get_context_data(
            sheet=sheet,
            published=published,
            versions=versions,
            wording=wording,
            status=STATUS_WORDS.get(sheet.status, sheet.status),
            parts=[(part, _sections(part, sheet)) for part in sheet.parts],
            **kwargs,
        )


def _sections(part: Part, sheet: Sheet) -> list[tuple[Section, list[dict[str, Any]]]]:
    """Sections of a part with their criteria, children of a group after the group."""
    found = []
    for section in part.sections:
        criteria = [item for top in section.criteria for item in (top, *top.children)]
        found.append((section, [_entry(item, sheet) for item in criteria]))
    return found


def _entry(criterion: Criterion, sheet: Sheet) -> dict[str, Any]:
    """One criterion as the page shows it."""
    names = dict(criterion.cases)
    return {
        "criterion": criterion,
        "rules": [(EFFECT_WORDS.get(rule.effect, rule.effect), rule.when) for rule in criterion.rules],
        "options": [(option, names.get(option.case, "")) for option in criterion.options],
        "notes": sheet.notes_for(criterion.code),
    }


class SettingList(DeskView):
    """Every setting with its value today, default, source and since when."""

    permission = "rulebook.view_setting"
    template_name = "rulebook/staff/settings.html"
    title = gettext_lazy("Cài đặt của tỉnh")  # type: ignore[assignment]
    subtitle = gettext_lazy("Những điểm Quyết định để ngỏ, tỉnh đặt theo Quy chế hoạt động của Hội đồng.")  # type: ignore[assignment]

    def get_crumbs(self) -> list[tuple[str, str]]:
        """Return the way back to the list of sheets."""
        return [(_("Bộ tiêu chí"), reverse("rulebook:sheets"))]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the settings by group."""
        groups: dict[str, list[queries.SettingValue]] = {}
        for found in queries.settings_on().values():
            groups.setdefault(found.definition.group, []).append(found)
        may_change = self.request.user.has_perm("rulebook.change_setting")
        return super().get_context_data(groups=groups.items(), may_change=may_change, **kwargs)


class SettingChange(DeskFormView):
    """A new value of one setting, with the values it had."""

    permission = "rulebook.change_setting"
    template_name = "rulebook/staff/setting.html"
    form_class = SettingForm
    submit_label = gettext_lazy("Lưu giá trị mới")  # type: ignore[assignment]
    success_message = gettext_lazy("Đã lưu cài đặt.")  # type: ignore[assignment]

    @cached_property
    def item(self) -> provincial.SettingDefinition:
        """The setting of the address."""
        found = provincial.definitions().get(self.kwargs["key"])
        if found is None:
            raise Http404
        return found

    def get_title(self) -> str:
        """Return the setting's title."""
        return self.item.title

    def get_crumbs(self) -> list[tuple[str, str]]:
        """Return the way back to the settings."""
        return [(_("Cài đặt của tỉnh"), reverse("rulebook:settings"))]

    def get_form_kwargs(self) -> dict[str, Any]:
        """Add the setting and its value today."""
        current = queries.provincial_setting(self.item.key)
        return {**super().get_form_kwargs(), "item": self.item, "current": current}

    def save(self, form: BaseForm) -> str:
        """Set the value."""
        set_setting(key=self.item.key, actor=self.request.user, **form.cleaned_data)  # type: ignore[attr-defined]
        return reverse("rulebook:settings")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the value today and the history."""
        rows = ProvincialSetting.objects.filter(key=self.item.key).order_by("-effective_from")
        history = [(row, self.item.display(row.value)) for row in rows]
        now = queries.settings_on()[self.item.key]
        return super().get_context_data(item=self.item, now=now, history=history, **kwargs)
