"""The producer's own pages: start, profile, representative, sites. Officials open the same page to read."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from saolang.accounts.views.once import OnceMixin, VersionMixin
from saolang.core.registries import desk_producer_panels
from saolang.ui.access import SIGNED_IN
from saolang.ui.views import ActionView, DeskDetailView, DeskFormView, DeskView, ObjectMixin

from .. import queries
from ..access import has_printed_papers
from ..criteria import set_name
from ..domain.producers import reapply_producer, update_producer, update_representative
from ..domain.sites import remove_site, save_site
from ..enums import PaperStanding, ProducerState, SiteKind
from ..forms import ProfileForm, RepresentativeForm, SiteForm
from ..models import Producer, Product, Site
from ..registration import PERSONAL_NUMBER_KINDS
from ..states import PRODUCER_FLOW
from .parts import ProducerMixin
from .tools import product_twins


class HomeView(DeskView):
    """Where "Sản phẩm" leads: the one producer a person acts for, a choice of several, or the officials' list."""

    permission = SIGNED_IN
    template_name = "producers/home.html"
    title = gettext_lazy("Sản phẩm của tôi")

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Go straight to the only place there is to go."""
        own = list(queries.producers_of(request.user))
        claims = list(queries.claims_of(request.user))
        if not own and not claims and request.user.has_perm("producers.list_producers"):
            return HttpResponseRedirect(reverse("producers:producers"))
        if len(own) == 1 and not claims:
            return HttpResponseRedirect(own[0].get_absolute_url())
        return self.render_to_response(self.get_context_data(own=own, claims=claims))


def product_rows(products: list[Product]) -> list[dict[str, Any]]:
    """What a product list says of each product: set, stage, how many compulsory papers are missing."""
    from ..criteria import present_regime

    rows = []
    for product in products:
        missing = 0
        if product.set_number is not None:
            kinds = {kind.code for kind in present_regime().compulsory_evidence(product.set_number)}
            statuses = queries.paper_statuses(product)
            missing = sum(statuses[kind].standing == PaperStanding.MISSING for kind in kinds)
        rows.append({"product": product, "set_name": set_name(product.set_number), "missing": missing})
    return rows


class ProducerView(ProducerMixin, DeskDetailView):
    """One producer: standing and next act, products, profile, sites."""

    permission = "producers.view_producer"
    template_name = "producers/producer.html"

    def get_title(self) -> str:
        """The producer's name."""
        return str(self.get_object())

    def get_crumbs(self) -> list[tuple[str, str]]:
        """Back to the list, for officials."""
        if self.request.user.has_perm("producers.list_producers"):
            return [(_("Chủ thể"), reverse("producers:producers"))]
        return []

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Collect what the page shows and what this person may do."""
        producer, user = self.get_object(), self.request.user
        products = list(queries.products_visible_to(user).filter(producer=producer, merged_into__isnull=True))
        may = {
            name: user.has_perm(f"producers.{name}", producer)
            for name in (
                "change_producer",
                "change_people",
                "add_product",
                "add_evidence",
                "view_personal",
                "rename_producer",
            )
        }
        given = {
            "state": PRODUCER_FLOW.state(producer),
            "actions": [
                (action, ACTION_URLS[action.name])
                for action in PRODUCER_FLOW.available(producer, user)
                if action.name in ACTION_URLS
            ],
            "rows": product_rows(products),
            "sites": list(producer.sites.select_related("unit__parent").order_by("-is_main", "kind", "pk")),
            "facts": profile_facts(producer),
            "steps": first_steps(producer, products) if may["change_producer"] else [],
            "may": may,
            "details": getattr(producer, "representative_details", None) if may["view_personal"] else None,
            "printed": has_printed_papers(producer),
            "twins": product_twins(producer, user),
            "panels": [panel for build in desk_producer_panels if (panel := build(producer, user)) is not None],
            "is_main_task": producer.state in (ProducerState.PENDING, ProducerState.CLAIMED),
        }
        return super().get_context_data(**{**given, **kwargs})


ACTION_URLS = {
    "confirm": "producers:confirm",
    "refuse": "producers:refuse",
    "refuse_claim": "producers:refuse",
    "reapply": "producers:reapply",
    "cease": "producers:cease",
    "resume": "producers:resume",
}


def profile_facts(producer: Producer) -> list[tuple[str, Any]]:
    """Facts of the profile for the page; contact is shown to whoever may open it, since they may open the record."""
    number_label = (
        _("Mã số (không công khai)") if producer.kind in PERSONAL_NUMBER_KINDS else _("Mã số thuế / số đăng ký")
    )
    office = ", ".join(
        part
        for part in (producer.head_office_address, producer.head_office_unit.path if producer.head_office_unit else "")
        if part
    )
    from saolang.core.text import format_date

    return [
        (_("Loại hình"), producer.get_kind_display()),
        (number_label, producer.registration_number),
        (_("Quy mô"), producer.get_sme_status_display()),
        (_("Ngày thành lập"), format_date(producer.established_on) if producer.established_on else ""),
        (_("Người đại diện"), ", ".join(filter(None, [producer.representative, producer.representative_title]))),
        (_("Trụ sở chính"), office),
        (_("Xã nộp hồ sơ"), producer.filing_commune.full_name if producer.filing_commune else ""),
        (_("Điện thoại"), producer.contact_phone),
        (_("Thư điện tử"), producer.contact_email),
        (_("Trang web"), producer.website),
    ]


def first_steps(producer: Producer, products: list[Product]) -> list[dict[str, Any]]:
    """The way from an empty account to a product that can file, each step done or to do."""
    here = {"code": producer.code}
    profile_done = bool(producer.representative and producer.history_text and producer.structure_text)
    with_set = [product for product in products if product.set_number]
    papers = producer.evidence.filter(retired_on__isnull=True).count()
    add_product = reverse("producers:product_add", kwargs=here)
    return [
        {
            "title": _("Hoàn chỉnh thông tin chủ thể"),
            "url": reverse("producers:profile", kwargs=here),
            "done": profile_done,
            "text": _("Người đại diện, lịch sử, cơ cấu: dùng cho mọi hồ sơ, khai một lần."),
        },
        {
            "title": _("Thêm sản phẩm và chọn bộ"),
            "done": bool(with_set),
            "url": products[0].get_absolute_url() if products else add_product,
            "text": _("Bộ sản phẩm quyết định phiếu đánh giá."),
        },
        {
            "title": _("Đưa giấy tờ vào tủ minh chứng"),
            "done": bool(papers),
            "url": reverse("producers:cabinet", kwargs=here),
            "text": _("Mỗi giấy tải một lần, dùng cho nhiều tiêu chí và nhiều hồ sơ."),
        },
    ]


class ProfileView(VersionMixin, ProducerMixin, ObjectMixin, DeskFormView):
    """Changing the profile."""

    permission = "producers.change_producer"
    form_class = ProfileForm
    title = gettext_lazy("Thông tin chủ thể")
    subtitle = gettext_lazy("Khai một lần, dùng cho mọi hồ sơ.")
    success_message = gettext_lazy("Đã lưu thông tin chủ thể.")

    def get_crumbs(self) -> list[tuple[str, str]]:
        """Back to the producer."""
        return [(str(self.get_object()), self.get_object().get_absolute_url())]

    def get_form_kwargs(self) -> dict[str, Any]:
        """Name, kind and number stay what was confirmed."""
        producer = self.get_object()
        confirmed = producer.state not in (ProducerState.PENDING, ProducerState.REFUSED)
        return {**super().get_form_kwargs(), "producer": producer, "confirmed": confirmed}

    def save(self, form: ProfileForm) -> Producer:  # type: ignore[override]
        """Save the changes."""
        return update_producer(
            self.get_object(),
            changes=form.cleaned_data,
            actor=self.request.user,
            expected_version=self.expected_version,
        )


class RepresentativeView(ProducerMixin, ObjectMixin, DeskFormView):
    """Personal data of the representative."""

    permission = "producers.change_producer"
    form_class = RepresentativeForm
    title = gettext_lazy("Thông tin cá nhân của người đại diện")
    subtitle = gettext_lazy(
        "Mẫu số 02 và 03 cần các mục này. Chỉ chủ thể và người đang xử lý hồ sơ nhìn thấy; không bao giờ công khai."
    )
    success_message = gettext_lazy("Đã lưu.")

    def get_crumbs(self) -> list[tuple[str, str]]:
        """Back to the producer."""
        return [(str(self.get_object()), self.get_object().get_absolute_url())]

    def get_initial(self) -> dict[str, Any]:
        """What is kept so far."""
        details = getattr(self.get_object(), "representative_details", None)
        names = ("gender", "ethnicity", "permanent_address")
        return {name: getattr(details, name, "") for name in names}

    def save(self, form: RepresentativeForm) -> Producer:  # type: ignore[override]
        """Keep the data."""
        update_representative(self.get_object(), actor=self.request.user, **form.cleaned_data)
        return self.get_object()


class SiteEditView(OnceMixin, ProducerMixin, ObjectMixin, DeskFormView):
    """Adding or changing a site."""

    permission = "producers.change_producer"
    form_class = SiteForm
    success_message = gettext_lazy("Đã lưu cơ sở.")

    def get_title(self) -> str:
        """Add or change."""
        return _("Sửa cơ sở") if "site" in self.kwargs else _("Thêm cơ sở sản xuất, vùng nguyên liệu")

    def get_crumbs(self) -> list[tuple[str, str]]:
        """Back to the producer."""
        return [(str(self.get_object()), self.get_object().get_absolute_url())]

    @property
    def site(self) -> Site | None:
        """The site to change, among this producer's."""
        if "site" not in self.kwargs:
            return None
        return get_object_or_404(self.get_object().sites.select_related("unit__parent"), pk=self.kwargs["site"])

    def get_initial(self) -> dict[str, Any]:
        """What the site is now, or that the first production site is the main one."""
        site = self.site
        if site is None:
            return {"is_main": not self.get_object().sites.filter(kind=SiteKind.PRODUCTION).exists()}
        names = ("kind", "name", "address", "unit", "area_ha", "is_main")
        inside = site.unit.province.code == self.get_object().filing_commune.province.code
        initial = {name: getattr(site, name) for name in names}
        return initial if inside else {**initial, "elsewhere": site.unit.path}

    def save_once(self, form: SiteForm) -> Producer:  # type: ignore[override]
        """Save the site."""
        values = {name: value for name, value in form.cleaned_data.items() if name not in ("token", "elsewhere")}
        save_site(self.get_object(), values=values, actor=self.request.user, site=self.site)
        return self.get_object()

    def get_success_url(self) -> str:
        """Back to the producer."""
        return str(self.get_object().get_absolute_url())


class SiteRemoveView(ActionView):
    """Removing a site."""

    permission = "producers.change_producer"
    model = Site
    success_message = gettext_lazy("Đã xóa cơ sở.")

    def act(self) -> Producer:
        """Remove it."""
        producer = self.get_object().producer
        remove_site(self.get_object(), actor=self.request.user)
        return producer


class ReapplyView(ProducerMixin, ActionView):
    """Asking the commune again."""

    permission = "producers.reapply_producer"
    success_message = gettext_lazy("Đã gửi lại. UBND xã sẽ xem và xác nhận.")

    def act(self) -> Producer:
        """Ask again."""
        return reapply_producer(self.get_object(), actor=self.request.user, expected_version=self.expected_version)
