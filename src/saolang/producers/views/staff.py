"""Officials: producers of the commune or province, and the commune's confirmation of new ones."""

from __future__ import annotations

from typing import Any

from django.db.models import Count
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from saolang.accounts.views.once import VersionMixin
from saolang.ui.views import ActionView, ConfirmView, DeskListView

from .. import queries
from ..domain.producers import confirm_producer, refuse_producer
from ..filters import ProducerFilter
from ..models import Producer
from ..tables import ProducerTable, WaitingTable
from .parts import ProducerMixin


class ProducerListView(DeskListView):
    """Producers that the official may see."""

    permission = "producers.list_producers"
    template_name = "producers/list.html"
    title = gettext_lazy("Chủ thể OCOP")
    filterset_class = ProducerFilter
    table_class = ProducerTable
    empty_title = gettext_lazy("Chưa có chủ thể nào")
    empty_text = gettext_lazy(
        "Chủ thể tự đăng ký ở trang “Đăng ký chủ thể”; UBND xã nơi sản xuất xác nhận rồi chủ thể nộp được hồ sơ."
    )

    def get_queryset(self) -> Any:
        """What the person may see, with the number of products."""
        return queries.producers_visible_to(self.request.user).annotate(product_count=Count("products", distinct=True))


class WaitingListView(DeskListView):
    """Producers that wait for this commune."""

    permission = "producers.list_waiting"
    title = gettext_lazy("Chủ thể chờ xác nhận")
    table_class = WaitingTable
    empty_title = gettext_lazy("Không có chủ thể nào chờ xác nhận")
    empty_text = gettext_lazy("Khi có người đăng ký chủ thể ở xã, tên sẽ hiện ở đây và trong “Việc của tôi”.")

    def get_queryset(self) -> Any:
        """Those of the communes served."""
        return queries.producers_waiting_for(self.request.user)


class ConfirmProducerView(ProducerMixin, ActionView):
    """The commune confirms."""

    permission = "producers.confirm_producer"

    def act(self) -> Producer:
        """Confirm."""
        return confirm_producer(self.get_object(), actor=self.request.user, expected_version=self.expected_version)

    success_message = gettext_lazy("Đã xác nhận chủ thể; chủ thể nhận được thông báo.")


class RefuseProducerView(VersionMixin, ProducerMixin, ConfirmView):
    """The commune does not confirm, with a reason."""

    permission = "producers.confirm_producer"
    title = gettext_lazy("Không xác nhận chủ thể")
    submit_label = gettext_lazy("Không xác nhận")
    danger = True
    success_message = gettext_lazy("Đã ghi không xác nhận; người đăng ký nhận được lý do.")

    def get_crumbs(self) -> list[tuple[str, str]]:
        """Back to the producer."""
        return [(_("Chủ thể"), self.get_object().get_absolute_url())]

    def act(self, reason: str) -> Producer:
        """Refuse."""
        return refuse_producer(
            self.get_object(), actor=self.request.user, reason=reason, expected_version=self.expected_version
        )
