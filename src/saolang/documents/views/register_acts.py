"""Acts on one document of the register, and which bodies keep their register here."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from saolang.accounts.enums import RoleKind
from saolang.accounts.models import Organisation
from saolang.accounts.roles import units_of
from saolang.core import clock
from saolang.ui.views import ActionView, ConfirmView, DeskFormView

from .. import domain
from ..citing import province_of, split_number
from ..domain import keepers
from ..forms_register import EndForm, EndKeepingForm, KeeperForm, LinkForm, SendForm, WithdrawForm
from ..models import DocumentLink, DocumentRecipient, KeptRegister, Paper, RegisteredDocument
from ..numbering import switched_on
from ..queries_register import PUBLIC_KINDS
from .register import DocumentMixin


class LinkView(DocumentMixin, DeskFormView):
    """Say what a document refers to."""

    permission = "documents.keep_register"
    form_class = LinkForm
    title = gettext_lazy("Ghi văn bản được nêu")
    submit_label = gettext_lazy("Ghi")

    def save(self, form: Any) -> RegisteredDocument:
        data = form.cleaned_data
        number, symbol = split_number(data["number"])
        document: RegisteredDocument = self.get_object()
        domain.link(
            document, kind=data["kind"], number=number, symbol=symbol, printed=data["number"],
            printed_on=data["printed_on"], issuer_name=data["issuer_name"], actor=self.request.user,
        )  # fmt: skip
        return document


class UnlinkView(DocumentMixin, ConfirmView):
    """Take a link back."""

    permission = "documents.keep_register"
    title = gettext_lazy("Bỏ liên kết văn bản")
    submit_label = gettext_lazy("Bỏ liên kết")
    danger = True

    def act(self, reason: str) -> RegisteredDocument:
        document: RegisteredDocument = self.get_object()
        row = get_object_or_404(DocumentLink, pk=self.kwargs["row"], source=document)
        domain.unlink(row, actor=self.request.user, reason=reason)
        return document


class SendView(DocumentMixin, DeskFormView):
    """Send a document on to bodies of the province."""

    permission = "documents.keep_register"
    template_name = "documents/register/send.html"
    form_class = SendForm
    title = gettext_lazy("Chuyển văn bản")
    submit_label = gettext_lazy("Chuyển")
    success_message = gettext_lazy("Đã chuyển. Người của nơi nhận đọc được văn bản từ bây giờ.")

    def get_form_kwargs(self) -> dict[str, Any]:
        document = self.get_object()
        return {**super().get_form_kwargs(), "bodies": receivers(document)}

    def save(self, form: Any) -> RegisteredDocument:
        document: RegisteredDocument = self.get_object()
        domain.send_on(document, bodies=form.cleaned_data["bodies"], actor=self.request.user)
        return document


def receivers(document: RegisteredDocument) -> Any:
    """Bodies of the province that have not got the document yet."""
    province = province_of(document.holder)
    today = clock.today()
    near = Q(unit=province) | Q(unit__parent=province) if province else Q()
    have = document.recipients.filter(sent_on__isnull=False, organisation__isnull=False).values("organisation_id")
    rows = Organisation.objects.filter(near, kind__in=PUBLIC_KINDS).exclude(pk=document.holder_id)
    current = Q(valid_to__isnull=True) | Q(valid_to__gte=today)
    return rows.filter(current).exclude(pk__in=have).order_by("unit__level", "kind", "name")


class ReceiveView(DocumentMixin, ActionView):
    """The body has the document."""

    permission = "documents.view_registered"
    success_message = gettext_lazy("Đã xác nhận.")

    def act(self) -> RegisteredDocument:
        document: RegisteredDocument = self.get_object()
        row = get_object_or_404(DocumentRecipient, pk=self.kwargs["row"], document=document)
        domain.confirm_receipt(row, actor=self.request.user)
        return document


class EndView(DocumentMixin, DeskFormView):
    """The last day on which a document holds."""

    permission = "documents.keep_register"
    form_class = EndForm
    title = gettext_lazy("Ghi ngày hết hiệu lực")
    submit_label = gettext_lazy("Ghi")
    success_message = gettext_lazy("Đã ghi.")

    def get_initial(self) -> dict[str, Any]:
        return {"ends_on": self.get_object().ends_on}

    def save(self, form: Any) -> RegisteredDocument:
        return domain.set_end(
            self.get_object(), ends_on=form.cleaned_data["ends_on"], actor=self.request.user,
            reason=form.cleaned_data["reason"], expected_version=self.request.POST.get("version"),
        )  # fmt: skip


class WithdrawView(DocumentMixin, DeskFormView):
    """Empty the line of a document that turned out to be secret."""

    permission = "documents.keep_register"
    template_name = "ui/confirm.html"
    form_class = WithdrawForm
    title = gettext_lazy("Hủy vì là văn bản mật")
    submit_label = gettext_lazy("Xóa văn bản, giữ lại dòng trong sổ")
    success_message = gettext_lazy("Đã xóa tệp, nội dung và thông tin của văn bản; dòng trong sổ còn lại.")

    def save(self, form: Any) -> RegisteredDocument:
        return domain.withdraw(self.get_object(), actor=self.request.user)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        warning = _(
            "Tệp, nội dung, trích yếu, số, ký hiệu, nơi nhận và liên kết của văn bản bị xóa, không lấy lại được; "
            "nhiệm vụ đã giao từ văn bản cũng mất nội dung. "
            "Số thứ tự trong sổ giữ nguyên, ghi là đã hủy."
        )
        return super().get_context_data(**{"warning": warning, "danger": True, **kwargs})


class RegisterPaperView(ActionView):
    """Enter an issued paper into the outgoing register of its issuer."""

    model = Paper
    permission = "documents.manage_paper"
    success_message = gettext_lazy("Đã vào sổ văn bản đi.")

    def act(self) -> RegisteredDocument:
        return domain.register_paper(self.get_object(), self.request.user)


class KeepersView(DeskFormView):
    """Bodies that keep their register here, each with its period and source; below, one more."""

    permission = "documents.name_keepers"
    template_name = "documents/register/keepers.html"
    form_class = KeeperForm
    title = gettext_lazy("Nơi giữ sổ trên hệ thống")
    subtitle = gettext_lazy("Chỉ những cơ quan này được hệ thống cấp số đến, số đi và số văn bản")
    submit_label = gettext_lazy("Ghi")
    success_message = gettext_lazy("Đã ghi.")

    def get_crumbs(self) -> list[tuple[str, str]]:
        return [(str(_("Văn bản")), reverse("documents:list"))]

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "holders": self.bodies().order_by("kind", "name")}

    def bodies(self) -> Any:
        """Public bodies of the provinces that the person answers for."""
        units = units_of(
            self.request.user, RoleKind.ADMINISTRATOR, RoleKind.PROVINCE_OFFICER, RoleKind.STEERING_SECRETARY
        )
        near = Q(unit__in=units) | Q(unit__parent__in=units)
        return Organisation.objects.filter(near, kind__in=PUBLIC_KINDS, valid_to__isnull=True)

    def get_initial(self) -> dict[str, Any]:
        return {"valid_from": clock.today()}

    def save(self, form: Any) -> str:
        keepers.keep_here(actor=self.request.user, **form.cleaned_data)
        return reverse("documents:keepers")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = KeptRegister.objects.filter(holder__in=self.bodies()).select_related("holder", "entered_by")
        first = self.bodies().first()
        on = first is not None and switched_on(first, clock.today())
        return super().get_context_data(rows=rows, switched_on=on, today=clock.today(), **kwargs)


class EndKeepingView(DeskFormView):
    """The last day of keeping a register here."""

    permission = "documents.name_keepers"
    form_class = EndKeepingForm
    title = gettext_lazy("Thôi giữ sổ trên hệ thống")
    submit_label = gettext_lazy("Ghi")
    success_message = gettext_lazy("Đã ghi ngày cuối.")

    def row(self) -> KeptRegister:
        """The period of the address."""
        found = KeptRegister.objects.select_related("holder__unit__parent").filter(pk=self.kwargs["pk"]).first()
        if found is None:
            raise Http404
        return found

    def get_permission_object(self) -> Any:
        return self.row().holder

    def get_crumbs(self) -> list[tuple[str, str]]:
        return [(str(_("Nơi giữ sổ trên hệ thống")), reverse("documents:keepers"))]

    def get_initial(self) -> dict[str, Any]:
        return {"valid_to": clock.today()}

    def save(self, form: Any) -> str:
        data = form.cleaned_data
        keepers.end_keeping(self.row(), valid_to=data["valid_to"], actor=self.request.user, reason=data["reason"])
        return reverse("documents:keepers")
