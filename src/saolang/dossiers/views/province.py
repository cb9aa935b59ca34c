"""The province's pages: list, receipt, rounds."""

from __future__ import annotations

from typing import Any

from django.db.models import Count
from django.forms import BaseForm
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from saolang.accounts.enums import RoleKind
from saolang.accounts.roles import units_of
from saolang.core import clock
from saolang.core.text import format_date
from saolang.places.models import Unit
from saolang.ui.views import DeskFormView, DeskListView, DeskView

from .. import law, queries
from ..clocks import clock_of
from ..domain import province as domain
from ..domain.rounds import add_extra_round, ensure_rounds
from ..enums import DossierState as S
from ..forms import ExtraRoundForm, ReceiveForm, RoundForm
from ..models import Round
from ..rounds import fitting
from ..states import DOSSIER
from .shared import DossierMixin

TABS = (
    ("", gettext_lazy("Tất cả"), ()),
    ("cho-tiep-nhan", gettext_lazy("Chờ tiếp nhận"), (S.PROPOSED,)),
    ("dang-kiem-tra", gettext_lazy("Đang kiểm tra"), (S.PROVINCE, S.PROVINCE_COMPLETION)),
    ("da-vao-dot", gettext_lazy("Đã vào đợt"), (S.IN_ROUND, S.IN_COUNCIL, S.CONCLUDED)),
    ("danh-gia-lai", gettext_lazy("Đang đánh giá lại"), (S.AGENCY_REVIEW,)),
    ("da-xong", gettext_lazy("Đã xong"), (S.AT_MINISTRY, S.RECOGNISED, S.NOT_RECOGNISED, S.REJECTED, S.WITHDRAWN)),
)


class ProvinceListView(DeskListView):
    """Dossiers that communes proposed."""

    permission = "dossiers.list_province"
    template_name = "dossiers/staff/list.html"
    title = gettext_lazy("Hồ sơ")
    subtitle = gettext_lazy("Hồ sơ các xã đề nghị")
    empty_title = gettext_lazy("Chưa có hồ sơ nào")
    empty_text = gettext_lazy("Hồ sơ hiện ở đây khi xã gửi văn bản đề nghị.")

    def get_queryset(self) -> Any:
        """By the letter's date."""
        rows = queries.for_list(queries.of_province(self.request.user))
        wanted = self.request.GET.get("trang-thai", "")
        states = next((states for key, _label, states in TABS if key == wanted), ())
        if states:
            rows = rows.filter(state__in=states)
        return rows.order_by("closed_on", "proposed_on", "pk")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Rows with state and number."""
        context = super().get_context_data(**kwargs)
        rows = [
            {
                "dossier": dossier,
                "state": DOSSIER.state(dossier),
                "clock": clock_of(dossier),
                "receipt": queries.receipt_at(dossier, "province"),
                "with_commune": True,
            }
            for dossier in context["object_list"]
        ]
        tabs = [(key, label) for key, label, _states in TABS]
        return {**context, "rows": rows, "tabs": tabs, "tab": self.request.GET.get("trang-thai", "")}


class ReceiveAtProvinceView(DossierMixin, DeskFormView):
    """The province receives with its own number."""

    permission = "dossiers.handle_at_province"
    form_class = ReceiveForm
    title = gettext_lazy("Tiếp nhận hồ sơ tại tỉnh")
    submit_label = gettext_lazy("Tiếp nhận")
    success_message = gettext_lazy("Đã tiếp nhận tại tỉnh.")

    def get_initial(self) -> dict[str, Any]:
        """Today."""
        return {"received_on": clock.today()}

    def get_form(self, form_class: Any = None) -> Any:
        """The help of the commune's clock does not belong here."""
        form = super().get_form(form_class)
        form.fields["received_on"].help_text = _("Từ ngày văn bản đề nghị (%(day)s) đến hôm nay.") % {
            "day": format_date(self.get_object().proposed_on)
        }
        return form

    def save(self, form: BaseForm) -> Any:
        """Receive."""
        receipt = domain.receive_at_province(
            self.get_object(),
            received_on=form.cleaned_data["received_on"],  # type: ignore[attr-defined]
            actor=self.request.user,
            expected_version=self.request.POST.get("version") or None,
        )
        return receipt.dossier


class PutIntoRoundView(DossierMixin, DeskFormView):
    """Choose the round; the one that fits the letter's date is proposed."""

    permission = "dossiers.handle_at_province"
    form_class = RoundForm
    template_name = "dossiers/staff/round_choice.html"
    title = gettext_lazy("Đưa vào đợt đánh giá")
    submit_label = gettext_lazy("Đưa vào đợt")
    success_message = gettext_lazy("Đã đưa hồ sơ vào đợt đánh giá.")

    def rounds(self) -> Any:
        """Rounds of the letter's year and the next; made when they are not there yet."""
        dossier = self.get_object()
        year = dossier.proposed_on.year if dossier.proposed_on else clock.today().year
        for each in (year, year + 1):
            ensure_rounds(dossier.commune.parent, each, actor=self.request.user)
        return Round.objects.filter(province=dossier.commune.parent, year__gte=year).order_by(
            "proposed_before", "number"
        )

    def get_form_kwargs(self) -> dict[str, Any]:
        """The rounds."""
        return {**super().get_form_kwargs(), "rounds": self.rounds()}

    def get_initial(self) -> dict[str, Any]:
        """The round that fits."""
        dossier = self.get_object()
        fits = fitting(dossier.commune.parent, dossier.proposed_on or clock.today())
        found = self.rounds().filter(year=fits.year, number=fits.number).first()
        return {"round": found.pk if found else None}

    def save(self, form: BaseForm) -> Any:
        """Put it in."""
        return domain.put_into_round(
            self.get_object(), round=form.cleaned_data["round"], actor=self.request.user,  # type: ignore[attr-defined]
            expected_version=self.request.POST.get("version") or None,
        )  # fmt: skip


class RoundsView(DeskView):
    """Rounds of the province with their limits and dossiers."""

    permission = "dossiers.list_province"
    template_name = "dossiers/staff/rounds.html"
    title = gettext_lazy("Đợt đánh giá")
    subtitle = gettext_lazy("Ít nhất hai đợt mỗi năm (Điều 5.1)")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """This year's and later rounds are always there."""
        user = self.request.user
        year = clock.today().year
        for province in Unit.objects.filter(pk__in=units_of(user, RoleKind.PROVINCE_OFFICER)):
            for each in (year, year + 1):
                ensure_rounds(province, each, actor=user)
        rounds = (
            queries.rounds_visible_to(user)
            .annotate(count=Count("dossiers"))
            .select_related("province")
            .prefetch_related("dossiers__product", "dossiers__producer__organisation")
            .order_by("-year", "proposed_before")
        )
        rows = [
            {
                "round": item,
                "dossiers": [{"dossier": row, "state": DOSSIER.state(row)} for row in item.dossiers.all()],
                "open": item.proposed_before > clock.today(),
            }
            for item in rounds
        ]
        return super().get_context_data(rows=rows, may_add=bool(law.setting("extra_rounds")), **kwargs)


class ExtraRoundView(DeskFormView):
    """Add a further round."""

    permission = "dossiers.list_province"
    form_class = ExtraRoundForm
    title = gettext_lazy("Thêm đợt đánh giá")
    success_message = gettext_lazy("Đã thêm đợt đánh giá.")

    def get_initial(self) -> dict[str, Any]:
        """This year."""
        return {"year": clock.today().year}

    def save(self, form: BaseForm) -> str:
        """Add it to the person's province."""
        from django.urls import reverse

        province = Unit.objects.filter(pk__in=units_of(self.request.user, RoleKind.PROVINCE_OFFICER)).first()
        assert province is not None
        add_extra_round(province, actor=self.request.user, **form.cleaned_data)  # type: ignore[attr-defined]
        return reverse("dossiers:rounds")
