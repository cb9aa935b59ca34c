"""The producer's pages: own dossiers, sections, criteria, submitting, additions, withdrawal."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.forms import BaseForm, Form
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from saolang.core.problems import NotAllowed
from saolang.producers.domain.producers import update_producer
from saolang.producers.domain.products import update_product
from saolang.producers.models import Evidence, Product
from saolang.producers.queries import producers_of
from saolang.ui.views import ActionView, DeskDetailView, DeskFormView, DeskListView

from .. import checks, facts, law, presenting, queries, rounds
from ..carried import CarriedOver
from ..domain import prepare, submit, supplement, withdraw
from ..enums import OPEN_STATES, DossierKind, DossierState
from ..forms import (
    AnswerForm,
    Form01Form,
    OpenForm,
    Part1Form,
    Part2Form,
    Part4Form,
    SignForm,
    SupplementForm,
)
from ..models import Dossier
from ..panels import star_panel
from ..reading import Reading
from ..sections import BY_KEY, FORM01, PAPERS, PART1, PART2, PART4, PRODUCER, SIGN
from ..states import DOSSIER
from .shared import DossierMixin, cabinet_of


class OwnListView(DeskListView):
    """Dossiers of the producers for whom the person acts."""

    permission = "dossiers.prepare_dossier"
    template_name = "dossiers/producer/list.html"
    title = gettext_lazy("Hồ sơ")
    subtitle = gettext_lazy("Hồ sơ đăng ký đánh giá, phân hạng sản phẩm")
    empty_title = gettext_lazy("Chưa có hồ sơ nào")
    empty_text = gettext_lazy("Chọn một sản phẩm và lập hồ sơ; có thể lưu dở và quay lại bất cứ lúc nào.")

    def get_queryset(self) -> Any:
        """Open ones first, newest first."""
        return queries.for_list(queries.own(self.request.user)).order_by("closed_on", "-pk")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Rows with their states."""
        context = super().get_context_data(**kwargs)
        rows = [{"dossier": dossier, "state": DOSSIER.state(dossier)} for dossier in context["object_list"]]
        return {**context, "rows": rows}


class OpenView(DeskFormView):
    """Begin a dossier of one product."""

    permission = "dossiers.prepare_dossier"
    form_class = OpenForm
    template_name = "dossiers/producer/open.html"
    title = gettext_lazy("Lập hồ sơ mới")
    submit_label = gettext_lazy("Lập hồ sơ")

    def get_form_kwargs(self) -> dict[str, Any]:
        """Products without an open dossier."""
        taken = Dossier.objects.filter(state__in=OPEN_STATES).values("product_id")
        products = Product.objects.filter(producer__in=producers_of(self.request.user).order_by())
        products = products.exclude(pk__in=taken).select_related("producer__organisation").order_by("search_text")
        return {**super().get_form_kwargs(), "products": products}

    def get_initial(self) -> dict[str, Any]:
        """The product named in the address."""
        code = self.request.GET.get("san-pham", "")
        product = Product.objects.filter(code=code).first() if code else None
        return {"kind": self.request.GET.get("loai", DossierKind.FIRST), "product": product.pk if product else None}

    def save(self, form: BaseForm) -> Dossier:
        """Open it."""
        data = form.cleaned_data  # type: ignore[attr-defined]
        return prepare.open_dossier(data["product"], data["kind"], actor=self.request.user)


_FORMS: dict[str, type[Form]] = {
    FORM01: Form01Form, PART1: Part1Form, PART2: Part2Form, PART4: Part4Form, SIGN: SignForm,
}  # fmt: skip
_READ_ONLY = (PRODUCER, PAPERS)


class SectionView(DossierMixin, DeskFormView):
    """One section, saved by itself; what is missing in it stands beside the form."""

    permission = "dossiers.prepare_dossier"
    template_name = "dossiers/producer/section.html"
    submit_label = gettext_lazy("Lưu phần này")

    @property
    def section(self) -> Any:
        """The section of the address."""
        found = BY_KEY.get(self.kwargs["section"])
        if found is None:
            raise Http404
        return found

    def get_title(self) -> str:
        """The section's name."""
        return str(self.section.title)

    def get_form_class(self) -> type[Form]:
        """The section's form; two sections only show what is kept elsewhere."""
        return _FORMS.get(self.section.key, Form)

    def get_form_kwargs(self) -> dict[str, Any]:
        """What the forms need to know."""
        kwargs, dossier = super().get_form_kwargs(), self.get_object()
        if self.section.key == PART1:
            kwargs["with_producer"] = self.request.user.has_perm("producers.change_producer", dossier.producer)
        return kwargs

    def get_initial(self) -> dict[str, Any]:
        """What is stored."""
        dossier = self.get_object()
        if self.section.key == PART1:
            producer = dossier.producer
            return {
                "description": dossier.product.description,
                "history_text": producer.history_text,
                "structure_text": producer.structure_text,
            }
        initial = {name: getattr(dossier, name) for name in self.section.fields if name != "signed_scan"}
        if self.section.key == FORM01 and initial["sample_count"] is None:
            initial["sample_count"] = law.sheet_of(dossier).samples_required
        return initial

    def save(self, form: BaseForm) -> str:
        """Save through the domain that keeps the facts."""
        dossier, actor, data = self.get_object(), self.request.user, form.cleaned_data  # type: ignore[attr-defined]
        version = self.request.POST.get("version") or None
        key = self.section.key
        if key in _READ_ONLY:
            return self.after()
        if key == PART1:
            self.save_part1(dossier, data, actor)
        elif key == SIGN:
            upload = data.pop("file", None)
            if upload is not None:
                prepare.sign(
                    dossier, upload=upload, signed_place=data["signed_place"], actor=actor, expected_version=version
                )
            else:
                prepare.save_section(dossier, key, data, actor=actor, expected_version=version)
        else:
            prepare.save_section(dossier, key, data, actor=actor, expected_version=version)
        messages.success(self.request, _("Đã lưu “%(name)s”.") % {"name": self.section.title})
        return self.after()

    def save_part1(self, dossier: Dossier, data: dict[str, Any], actor: Any) -> None:
        """Product and producer keep these facts; nothing is written twice."""
        if dossier.state != DossierState.PREPARING:
            raise NotAllowed.of("already_submitted", _("Hồ sơ đã nộp, phần đã nộp không sửa được."))
        update_product(dossier.product, changes={"description": data["description"]}, actor=actor)
        if "history_text" in data:
            changes = {name: data[name] for name in ("history_text", "structure_text")}
            update_producer(dossier.producer, changes=changes, actor=actor)

    def after(self) -> str:
        """To the next section that lacks something, or the record."""
        return str(self.get_object().get_absolute_url()) + f"#{self.section.key}"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The section's state, and what is read from elsewhere."""
        dossier = self.get_object()
        reading = Reading(dossier)
        statuses = checks.section_statuses(reading)
        status = next((item for item in statuses if item.section.key == self.section.key), None)
        if status is None:
            raise Http404
        context = {
            "section": self.section,
            "status": status,
            "panel": star_panel(reading),
            "read_only": self.section.key in _READ_ONLY,
            "facts": facts.content_of(reading),
            "carried": CarriedOver(reading).open_keys(self.section.key),
        }
        if self.section.key == PRODUCER:
            context["details"] = reading.details
        if self.section.key == PAPERS:
            expected = rounds.expected_decision_on(dossier)
            context.update(
                standings=reading.standings,
                papers=presenting.paper_rows(dossier, context["facts"], expected),
                notes=checks.notes(reading, expected),
                expected_on=expected,
            )
        return super().get_context_data(**{**context, **kwargs})


class SubmitView(DossierMixin, DeskDetailView):
    """Everything that is missing at once, then the act."""

    permission = "dossiers.prepare_dossier"
    template_name = "dossiers/producer/submit.html"
    http_method_names = ["get", "post", "head", "options"]

    def get_title(self) -> str:
        """What the page does."""
        return _("Kiểm tra và nộp hồ sơ")

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Submit."""
        dossier = submit.submit_dossier(
            self.get_object(), actor=request.user, expected_version=request.POST.get("version") or None
        )
        messages.success(request, _("Đã nộp hồ sơ. Hồ sơ đang chờ Ủy ban nhân dân xã tiếp nhận."))
        return HttpResponseRedirect(dossier.get_absolute_url(), status=303)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Problems by section, notes, who may press."""
        dossier, user = self.get_object(), self.request.user
        reading = Reading(dossier)
        expected = rounds.expected_decision_on(dossier)
        available = {action.name: action for action in DOSSIER.available(dossier, user, include_forbidden=True)}
        return super().get_context_data(
            action=available.get("submit"),
            missing=checks.submission_problems(dossier, user),
            notes=checks.notes(reading, expected),
            expected_on=expected,
            helpers=checks.helpers_of(dossier),
            may_confirm=user.has_perm("dossiers.confirm_dossier", dossier),
            panel=star_panel(reading),
            preparing=dossier.state == DossierState.PREPARING,
            **kwargs,
        )


class ConfirmView(DossierMixin, ActionView):
    """The owner confirms what a helper prepared."""

    permission = "dossiers.confirm_dossier"
    success_message = gettext_lazy("Đã xác nhận hồ sơ.")

    def act(self) -> str:
        """Confirm."""
        dossier = prepare.confirm_prepared(
            self.get_object(), actor=self.request.user, expected_version=self.expected_version
        )
        return reverse("dossiers:submit", args=[dossier.code])


class MoveLawView(DossierMixin, ActionView):
    """Move to the sheet that holds today."""

    permission = "dossiers.prepare_dossier"
    success_message = gettext_lazy("Đã chuyển sang phiếu đánh giá đúng quy định; hãy chọn lại mức của từng tiêu chí.")

    def act(self) -> Any:
        """Move."""
        return prepare.move_to_current_law(self.get_object(), actor=self.request.user)


class WithdrawView(DossierMixin, ActionView):
    """Rút hồ sơ."""

    permission = "dossiers.withdraw_dossier"
    success_message = gettext_lazy("Đã rút hồ sơ.")

    def act(self) -> Any:
        """Withdraw with the reason."""
        return withdraw.withdraw_dossier(
            self.get_object(), reason=self.reason, actor=self.request.user, expected_version=self.expected_version
        )


class SupplementView(DossierMixin, DeskFormView):
    """Add a dated paper to a submitted dossier."""

    permission = "dossiers.supplement_dossier"
    form_class = SupplementForm
    template_name = "dossiers/producer/supplement.html"
    title = gettext_lazy("Tài liệu bổ sung")
    submit_label = gettext_lazy("Gửi tài liệu bổ sung")
    success_message = gettext_lazy("Đã gửi tài liệu bổ sung; ngày nộp hồ sơ không đổi.")

    def get_form_kwargs(self) -> dict[str, Any]:
        """The cabinet and the criteria."""
        dossier = self.get_object()
        criteria = [(row.code, f"{row.code}. {row.name}") for row in law.sheet_of(dossier).criteria]
        return {**super().get_form_kwargs(), "papers": cabinet_of(dossier), "criteria": criteria}

    def save(self, form: BaseForm) -> Any:
        """Add it."""
        data = form.cleaned_data  # type: ignore[attr-defined]
        evidence: Evidence = data["evidence"]
        supplement.add_supplement(
            self.get_object(), evidence=evidence, criterion=data["criterion"], reason=data["reason"],
            actor=self.request.user,
        )  # fmt: skip
        return None


class AnswerCompletionView(DossierMixin, DeskFormView):
    """Answer a completion request."""

    permission = "dossiers.supplement_dossier"
    form_class = AnswerForm
    template_name = "dossiers/producer/answer.html"
    title = gettext_lazy("Gửi phần đã hoàn thiện")
    submit_label = gettext_lazy("Gửi phần đã hoàn thiện")
    success_message = gettext_lazy("Đã gửi phần hoàn thiện.")

    def save(self, form: BaseForm) -> Any:
        """Answer."""
        return supplement.answer_completion(
            self.get_object(),
            text=form.cleaned_data["text"],  # type: ignore[attr-defined]
            actor=self.request.user,
            expected_version=self.request.POST.get("version") or None,
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """What was asked and what was added since."""
        request = queries.open_request(self.get_object())
        return super().get_context_data(asked=request, **kwargs)
