"""Public sign-up of a producer."""

from __future__ import annotations

from typing import Any

from allauth.account.models import EmailAddress
from django.contrib import messages
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_ratelimit.core import is_ratelimited

from saolang.core.problems import DomainError
from saolang.ui.access import PUBLIC
from saolang.ui.views import DeskFormView

from ..domain.producers import register_producer
from ..enums import ProducerState
from ..forms import RegisterForm
from ..models import Producer

RATE = "20/h"


class RegisterView(DeskFormView):
    """A producer signs up: account, producer, place of production; then the commune confirms."""

    permission = PUBLIC
    form_class = RegisterForm
    template_name = "producers/register.html"
    title = gettext_lazy("Đăng ký chủ thể OCOP")
    submit_label = gettext_lazy("Đăng ký")

    def get_form_kwargs(self) -> dict[str, Any]:
        """Whoever has signed in needs no account fields."""
        return {**super().get_form_kwargs(), "signed_in": self.request.user.is_authenticated}

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Refuse a flood from one address, keeping what was typed."""
        if is_ratelimited(request, group="producers.register", key="ip", rate=RATE, method="POST", increment=True):
            error = DomainError.of(
                "too_many", _("Đã có quá nhiều lần gửi từ địa chỉ mạng này."), fix=_("Chờ một giờ rồi gửi lại.")
            )
            response = self.render_to_response(
                self.get_context_data(form=self.get_form(), problems=error.problems), status=429
            )
            response["Retry-After"] = "3600"
            return response
        return super().post(request, *args, **kwargs)

    def save(self, form: RegisterForm) -> str:  # type: ignore[override]
        """Register, sign the new person in, and go to the desk."""
        user = self.request.user if self.request.user.is_authenticated else None
        values = {name: value for name, value in form.cleaned_data.items() if value not in ("", None)}
        values.setdefault("name", "")
        producer = register_producer(actor=user, **values)
        if user is None:
            self._welcome(values["email"].lower())
        self._tell(producer)
        return reverse("producers:home")

    def _welcome(self, email: str) -> None:
        address = EmailAddress.objects.select_related("user").get(email=email)
        login(self.request, address.user, backend="django.contrib.auth.backends.ModelBackend")
        address.send_confirmation(self.request, signup=True)

    def _tell(self, producer: Producer) -> None:
        place = producer.filing_commune.label if producer.filing_commune else ""
        if producer.state == ProducerState.CLAIMED:
            text = _("Chủ thể này đã có trong danh sách công bố. UBND %(place)s sẽ xác minh người đại diện.")
        else:
            text = _("Đã đăng ký. UBND %(place)s sẽ xác nhận; trong lúc chờ, bạn thêm sản phẩm và giấy tờ được ngay.")
        messages.success(self.request, text % {"place": place})
