"""Recording that an authority stopped the trade in a product, and that it goes on."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from saolang.core.problems import DomainError
from saolang.core.text import normalize_line
from saolang.files.domain import store
from saolang.ui.views import DeskFormView, ObjectMixin

from ..domain.suspensions import lift, suspend
from ..mark_access import SUSPENSION_PURPOSE
from ..mark_forms import LiftForm, SuspensionForm
from ..models import Recognition, Suspension
from ..queries import visible_to


class SuspendView(ObjectMixin, DeskFormView):
    """Record a suspension from the product's entry in the register."""

    permission = "registry.suspend_product"
    model = Recognition
    context_name = "entry"
    form_class = SuspensionForm
    template_name = "registry/suspend.html"
    title = gettext_lazy("Ghi tạm ngừng lưu thông")
    submit_label = gettext_lazy("Ghi tạm ngừng lưu thông")
    success_message = gettext_lazy("Đã ghi. Cảnh báo hiện trên mọi trang; giấy chứng nhận giữ nguyên.")

    def get_queryset(self) -> Any:
        return visible_to(self.request.user)

    def get_permission_object(self) -> Any:
        return None

    def get_crumbs(self) -> list[tuple[str, str]]:
        entry = self.get_object()
        return [(_("Sổ đăng ký"), reverse("registry:list")), (entry.product_name, entry.get_absolute_url())]

    def save(self, form: Any) -> Recognition:
        data = {**form.cleaned_data}
        if not normalize_line(data["number"]):
            raise DomainError.of("no_number", _("Chưa ghi số văn bản."), where="number")
        with transaction.atomic():
            data["file"] = store(
                data["file"], actor=self.request.user, purpose=SUSPENSION_PURPOSE, allow=("pdf", "image")
            )
            suspend(self.get_object().product, actor=self.request.user, **data)
        return self.get_object()


class LiftView(ObjectMixin, DeskFormView):
    """Record that the product may be sold again."""

    permission = "registry.suspend_product"
    model = Suspension
    context_name = "suspension"
    form_class = LiftForm
    title = gettext_lazy("Ghi được lưu thông lại")
    submit_label = gettext_lazy("Ghi được lưu thông lại")
    success_message = gettext_lazy("Đã ghi được lưu thông lại.")

    def get_queryset(self) -> Any:
        return Suspension.objects.select_related("product", "authority")

    def get_permission_object(self) -> Any:
        return None

    def save(self, form: Any) -> str:
        row = lift(self.get_object(), actor=self.request.user, **form.cleaned_data)
        entry = row.product.recognitions.order_by("-pk").first()
        return entry.get_absolute_url() if entry is not None else reverse("registry:list")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        row = self.get_object()
        return super().get_context_data(subtitle=f"{row.product.name}, {row.number}", **kwargs)

    def get_success_url(self) -> str:
        return reverse("registry:list")
