"""Corrections, changed facts, new certificates, transfers: asked, checked, drafted, issued."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic.base import View

from saolang.accounts.views.once import VersionMixin
from saolang.audit.queries import history_of, phrase
from saolang.core.text import format_date
from saolang.documents.domain.papers import SIGNED_PURPOSE
from saolang.files.domain import store
from saolang.producers.enums import ProducerKind
from saolang.producers.models import Product
from saolang.ui.access import SIGNED_IN
from saolang.ui.views import (
    ActionView,
    ConfirmView,
    DeskDetailView,
    DeskFormView,
    DeskListView,
    ObjectMixin,
    PermissionMixin,
)

from ..amendment_enums import AmendmentKind
from ..amendment_forms import AmendmentForm, CheckForm, EnterAmendmentForm, IssueAmendmentForm, TransferForm
from ..amendment_states import AMENDMENT
from ..amendment_tables import AmendmentFilter, AmendmentTable
from ..amendments import ENTERED_PURPOSE, visible_amendments
from ..domain.corrections import (
    AMENDMENT_PURPOSE,
    LABELS,
    PRINTED,
    cancel_amendment,
    check_amendment,
    refuse_amendment,
    request_amendment,
)
from ..domain.reissue import draft_amendment, enter_amendment, issue_amendment, items_of, new_facts
from ..domain.transfer import transfer_without_star
from ..models import Amendment, AmendmentItem, Recognition

SIGNED = ("pdf", "image")
ASKED = tuple(kind for kind in AmendmentKind if kind != AmendmentKind.TRANSFER)


def register_crumbs(user: Any) -> list[tuple[str, str]]:
    """The way to a page of the register; producers have no list of it."""
    if not user.has_perm("registry.view_register"):
        return []
    return [(_("Sổ đăng ký"), reverse("registry:list")), (_("Đính chính, cấp lại"), reverse("registry:amendments"))]


class AmendmentListView(DeskListView):
    """Requests of all kinds, open ones first."""

    permission = SIGNED_IN
    title = gettext_lazy("Đính chính, cấp lại, cấp đổi")
    subtitle = gettext_lazy("Thông tin in trên văn bản đã ban hành chỉ đổi bằng văn bản riêng")
    table_class = AmendmentTable
    filterset_class = AmendmentFilter
    empty_title = gettext_lazy("Chưa có đề nghị nào")
    empty_text = gettext_lazy(
        "Mở một mục trong sổ đăng ký và chọn việc cần làm; chủ thể gửi đề nghị từ trang sản phẩm."
    )

    def get_crumbs(self) -> list[tuple[str, str]]:
        return register_crumbs(self.request.user)[:1]

    def get_queryset(self) -> Any:
        return visible_amendments(self.request.user).order_by("-requested_on", "-pk")


class _StarForm(ObjectMixin, DeskFormView):
    """A form about one star; ``code`` in the address is the star's."""

    model = Recognition
    context_name = "entry"

    def get_queryset(self) -> Any:
        return Recognition.objects.select_related("product__producer__organisation", "decision__issuer")

    def get_crumbs(self) -> list[tuple[str, str]]:
        entry = self.get_object()
        known = self.request.user.has_perm("registry.view_register")
        return [
            *register_crumbs(self.request.user)[:1],
            *([(entry.product_name, entry.get_absolute_url())] if known else []),
        ]

    def stored(self, form: Any) -> Any:
        """The uploaded paper, if one came."""
        upload = form.cleaned_data.get("file")
        return store(upload, actor=self.request.user, purpose=AMENDMENT_PURPOSE, allow=SIGNED) if upload else None


class AmendmentNewView(_StarForm):
    """Ask for one of the four kinds."""

    permission = "registry.request_amendment"
    form_class = AmendmentForm
    template_name = "registry/amendment_new.html"
    submit_label = gettext_lazy("Gửi đề nghị")

    @property
    def kind(self) -> str:
        """The kind in the address."""
        kind = self.kwargs["kind"]
        if kind not in ASKED:
            raise Http404
        return str(kind)

    def get_title(self) -> str:
        return f"{AmendmentKind(self.kind).label}: {self.get_object().product_name}"

    def get_form_kwargs(self) -> dict[str, Any]:
        star = self.get_object()
        rows = Recognition.objects.filter(
            product__producer=star.product.producer_id, withdrawn_on__isnull=True, replaced_on__isnull=True
        ).exclude(pk=star.pk)
        return {**super().get_form_kwargs(), "star": star, "kind": self.kind, "others": list(rows[:50])}

    def save(self, form: Any) -> Any:
        star = self.get_object()
        codes = form.cleaned_data.get("others") or []
        others = Recognition.objects.filter(product__producer=star.product.producer_id, code__in=codes)
        with transaction.atomic():
            return request_amendment(
                [star, *others],
                kind=self.kind,
                reason=form.cleaned_data["reason"],
                changes=form.changes(),
                with_certificate=form.cleaned_data.get("with_certificate"),
                file=self.stored(form),
                actor=self.request.user,
            )

    success_message = gettext_lazy("Đã ghi đề nghị.")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        if not self.request.user.has_perm("registry.view_register"):  # a producer came from the page of the product
            kwargs["cancel_url"] = self.get_object().product.get_absolute_url()
        return super().get_context_data(kind=self.kind, **kwargs)


class TransferNewView(ObjectMixin, DeskFormView):
    """A product goes to another producer, with or without its star."""

    permission = "registry.amend_register"
    model = Product
    form_class = TransferForm
    title = gettext_lazy("Chuyển chủ thể của sản phẩm")
    submit_label = gettext_lazy("Ghi việc chuyển")
    template_name = "registry/transfer_new.html"

    def get_permission_object(self) -> Any:
        return None

    def get_queryset(self) -> Any:
        return Product.objects.select_related("producer__organisation")

    def get_crumbs(self) -> list[tuple[str, str]]:
        product = self.get_object()
        return [*register_crumbs(self.request.user)[:1], (product.name, product.get_absolute_url())]

    def save(self, form: Any) -> Any:
        data, product = form.cleaned_data, self.get_object()
        with transaction.atomic():
            upload = data.get("file")
            file = store(upload, actor=self.request.user, purpose=AMENDMENT_PURPOSE, allow=SIGNED) if upload else None
            if data["with_star"] == "yes":
                stars = Recognition.objects.filter(product=product, withdrawn_on__isnull=True, replaced_on__isnull=True)
                return request_amendment(
                    list(stars),
                    kind=AmendmentKind.TRANSFER,
                    reason=data["reason"],
                    changes={"producer_name": form.to_producer.name},
                    to_producer=form.to_producer,
                    file=file,
                    actor=self.request.user,
                )
            row = transfer_without_star(
                product, to_producer=form.to_producer, on=data["on"], reason=data["reason"], file=file,
                actor=self.request.user,
            )  # fmt: skip
            return (row.new_product or product).get_absolute_url()

    success_message = gettext_lazy("Đã ghi việc chuyển chủ thể.")


class _AmendmentPage:
    """Pages under one amendment."""

    model = Amendment
    context_name = "amendment"
    request: HttpRequest

    def get_queryset(self) -> Any:
        return Amendment.objects.select_related(
            "producer__organisation", "to_producer__organisation", "decision__issuer", "decision_paper", "file"
        )

    def get_crumbs(self) -> list[tuple[str, str]]:
        amendment = self.get_object()  # type: ignore[attr-defined]
        return [*register_crumbs(self.request.user), (str(amendment), amendment.get_absolute_url())]


STEP_URLS = {
    "check": "registry:amendment_check",
    "draft": "registry:amendment_draft",
    "issue": "registry:amendment_issue",
    "enter": "registry:amendment_enter",
    "refuse": "registry:amendment_refuse",
    "cancel": "registry:amendment_cancel",
}


class AmendmentView(_AmendmentPage, DeskDetailView):
    """One amendment: what changes, papers, the next step, history."""

    permission = "registry.view_amendment"
    template_name = "registry/amendment.html"

    def get_title(self) -> str:
        return str(self.get_object())

    def get_crumbs(self) -> list[tuple[str, str]]:
        return register_crumbs(self.request.user)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        amendment, user = self.get_object(), self.request.user
        rows = []
        for item in items_of(amendment):
            before = item.before or {name: getattr(item.recognition, name) for name in PRINTED}
            after = item.after or new_facts(amendment, item.recognition)
            facts = [(LABELS[n], before.get(n, ""), after.get(n, ""), before.get(n) != after.get(n)) for n in PRINTED]
            rows.append({"item": item, "facts": facts})
        profile = []
        if kind := amendment.changes.get("producer_kind"):
            profile.append((LABELS["producer_kind"], ProducerKind(kind).label))
        if number := amendment.changes.get("registration_number"):
            profile.append((LABELS["registration_number"], number))
        things = [amendment, *([amendment.decision] if amendment.decision else [])]
        events = [{"at": event.at, "text": phrase(event), "who": event.actor_label} for event in history_of(*things)]
        state = AMENDMENT.state(amendment)
        return super().get_context_data(
            rows=rows,
            profile=profile,
            state=state,
            public_words=not user.has_perm("registry.view_register"),
            actions=[(action, STEP_URLS[action.name]) for action in AMENDMENT.available(amendment, user)],
            events=events if user.has_perm("registry.view_register") else [],
            official=user.has_perm("registry.view_register"),
            asked=format_date(amendment.requested_on),
            **kwargs,
        )


class CheckView(VersionMixin, _AmendmentPage, ObjectMixin, DeskFormView):
    """The office has compared the request with the papers."""

    permission = "registry.amend_register"
    form_class = CheckForm
    title = gettext_lazy("Kiểm tra đề nghị")
    submit_label = gettext_lazy("Xác nhận đã kiểm tra")

    def save(self, form: Any) -> Any:
        return check_amendment(
            self.get_object(), actor=self.request.user, note=form.cleaned_data["note"],
            expected_version=self.expected_version,
        )  # fmt: skip


class DraftView(_AmendmentPage, ActionView):
    """Draft the decision and the new certificates."""

    permission = "registry.amend_register"
    success_message = gettext_lazy("Đã soạn dự thảo. Trình ký, rồi ghi số khi có bản đã ký.")

    def act(self) -> Any:
        return draft_amendment(self.get_object(), actor=self.request.user, expected_version=self.expected_version)


class IssueView(VersionMixin, _AmendmentPage, ObjectMixin, DeskFormView):
    """Enter the signed decision and the signed certificates that were drafted here."""

    permission = "registry.amend_register"
    form_class = IssueAmendmentForm
    title = gettext_lazy("Ghi số và ban hành")
    submit_label = gettext_lazy("Ghi số và ban hành")
    success_message = gettext_lazy("Đã ban hành; sổ đăng ký và trang công khai đã theo quyết định mới.")

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "amendment": self.get_object()}

    def save(self, form: Any) -> Any:
        data = form.cleaned_data
        with transaction.atomic():
            signed = store(data["signed_file"], actor=self.request.user, purpose=SIGNED_PURPOSE, allow=SIGNED)
            names = ("number", "symbol", "issued_on", "signer_name", "signer_title", "sign_mode")
            return issue_amendment(
                self.get_object(),
                **{name: data[name] for name in names},
                signed_file=signed,
                certificate_numbers=form.numbers(),
                certificate_symbol=data.get("certificate_symbol") or "GCN-UBND",
                certificate_on=data.get("certificate_on"),
                actor=self.request.user,
                expected_version=self.expected_version,
            )


class EnterView(VersionMixin, _AmendmentPage, ObjectMixin, DeskFormView):
    """Enter a decision, and certificates, that were signed elsewhere."""

    permission = "registry.amend_register"
    form_class = EnterAmendmentForm
    title = gettext_lazy("Ghi từ quyết định đã ký")
    submit_label = gettext_lazy("Ghi vào sổ")
    success_message = gettext_lazy("Đã ghi quyết định; sổ đăng ký và trang công khai đã theo quyết định mới.")

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "amendment": self.get_object()}

    def save(self, form: Any) -> Any:
        data, user = form.cleaned_data, self.request.user
        with transaction.atomic():
            file = store(data["signed_file"], actor=user, purpose=ENTERED_PURPOSE, allow=SIGNED)
            upload = data.get("certificate_file")
            second = store(upload, actor=user, purpose=ENTERED_PURPOSE, allow=SIGNED) if upload else file
            return enter_amendment(
                self.get_object(),
                issuer=data["issuer"],
                number=data["number"],
                symbol=data["symbol"],
                issued_on=data["issued_on"],
                signer=data["signer"],
                file=file,
                certificates=form.certificates(second),
                actor=user,
                expected_version=self.expected_version,
            )


class RefuseView(VersionMixin, _AmendmentPage, ConfirmView):
    """The office does not do what is asked."""

    permission = "registry.amend_register"
    title = gettext_lazy("Không giải quyết đề nghị")
    submit_label = gettext_lazy("Không giải quyết")
    danger = True

    def act(self, reason: str) -> Any:
        return refuse_amendment(
            self.get_object(), actor=self.request.user, reason=reason, expected_version=self.expected_version
        )


class CancelView(VersionMixin, _AmendmentPage, ConfirmView):
    """Whoever asked takes the request back."""

    permission = "registry.cancel_amendment"
    title = gettext_lazy("Rút đề nghị")
    submit_label = gettext_lazy("Rút đề nghị")

    def act(self, reason: str) -> Any:
        return cancel_amendment(
            self.get_object(), actor=self.request.user, reason=reason, expected_version=self.expected_version
        )


class AmendmentPaperView(PermissionMixin, View):
    """From a drafted paper to the page on which it is issued."""

    permission = "registry.amend_register"

    def get(self, request: HttpRequest, paper_code: str) -> HttpResponse:
        """Find the amendment by its decision or by one of its certificates."""
        amendment = Amendment.objects.filter(decision_paper__code=paper_code).first()
        if amendment is None:
            amendment = get_object_or_404(AmendmentItem, certificate_paper__code=paper_code).amendment
        return redirect("registry:amendment_issue", code=amendment.code)
