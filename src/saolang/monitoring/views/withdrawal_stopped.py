"""The commune's pages: confirming that production stopped, or that it goes on."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy

from saolang.accounts.views.once import OnceMixin
from saolang.ui.views import ActionView, DeskFormView

from ..domain.withdrawal_stopped import ask_commune, confirm_stopped, deny_stopped, report_stopped
from ..domain.withdrawals import Basis
from ..forms import withdrawals as forms
from ..models import WithdrawalCase
from ..queries.withdrawals import stars_of_communes
from .withdrawals import CasePage, _CaseForm, crumb, keep


class AskCommuneView(CasePage, ActionView):
    """Ask the commune whether production stopped."""

    permission = "monitoring.manage_withdrawal"
    success_message = gettext_lazy("Đã hỏi xã. Xã trả lời trên trang “Xác nhận ngừng sản xuất”.")

    def act(self) -> WithdrawalCase:
        return ask_commune(self.get_object(), actor=self.request.user)


class StoppedView(OnceMixin, _CaseForm):
    """The commune confirms in the case that waits for it."""

    permission = "monitoring.confirm_stopped"
    form_class = forms.StoppedForm
    title = gettext_lazy("Xác nhận ngừng sản xuất")
    submit_label = gettext_lazy("Ghi xác nhận của xã")
    success_message = gettext_lazy("Đã ghi xác nhận. Thời hạn 15 ngày tính từ ngày văn bản của xã.")
    template_name = "monitoring/withdrawals/stopped.html"

    def save_once(self, form: Any) -> WithdrawalCase:
        data, user = form.cleaned_data, self.request.user
        basis = Basis(data["number"], data["on"], "", keep(data["file"], user))
        return confirm_stopped(
            self.get_object(),
            basis=basis,
            stopped_on=data["stopped_on"],
            note=data["note"],
            actor=user,
            expected_version=self.expected_version,
        )


class StillMadeView(_CaseForm):
    """The commune answers that the product is still made."""

    permission = "monitoring.confirm_stopped"
    form_class = forms.StillMadeForm
    title = gettext_lazy("Trả lời: vẫn còn sản xuất")
    submit_label = gettext_lazy("Gửi trả lời")
    success_message = gettext_lazy("Đã gửi trả lời của xã.")

    def save(self, form: Any) -> WithdrawalCase:
        return deny_stopped(
            self.get_object(),
            note=form.cleaned_data["note"],
            actor=self.request.user,
            expected_version=self.expected_version,
        )


class StoppedProductView(OnceMixin, DeskFormView):
    """The commune names a product that is no longer made."""

    permission = "monitoring.confirm_stopped"
    form_class = forms.StoppedProductForm
    title = gettext_lazy("Xác nhận ngừng sản xuất")
    subtitle = gettext_lazy("Cho sản phẩm đang có sao trên địa bàn xã (Điều 8.1.đ)")
    submit_label = gettext_lazy("Ghi xác nhận của xã")
    success_message = gettext_lazy("Đã ghi xác nhận. Cơ quan OCOP tỉnh đã được báo.")

    def get_crumbs(self) -> list[tuple[str, str]]:
        return [crumb()]

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "stars": stars_of_communes(self.request.user)}

    def save_once(self, form: Any) -> WithdrawalCase:
        data, user = form.cleaned_data, self.request.user
        with transaction.atomic():
            basis = Basis(data["number"], data["on"], "", keep(data["file"], user))
            return report_stopped(
                data["star"], basis=basis, stopped_on=data["stopped_on"], note=data["note"], actor=user
            )

    def get_success_url(self) -> str:
        return reverse("monitoring:withdrawals")
