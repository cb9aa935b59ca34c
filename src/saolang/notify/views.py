"""The inbox."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from saolang.ui.views import SIGNED_IN, ActionView, DeskListView

from . import domain, queries
from .models import Message


class InboxView(DeskListView):
    """Messages to the person, newest first; ``?chua-doc=1`` only those not read."""

    permission = SIGNED_IN
    template_name = "notify/inbox.html"
    title = _("Thông báo")
    empty_title = _("Chưa có thông báo nào")
    empty_text = _("Khi có việc chờ bạn hoặc có kết quả mới, thông báo sẽ hiện ở đây và gửi qua thư điện tử.")
    request: HttpRequest

    @property
    def only_unread(self) -> bool:
        """Say whether the list is narrowed to what is new."""
        return self.request.GET.get("chua-doc") == "1"

    def get_queryset(self) -> QuerySet[Message]:
        """Return the person's own messages."""
        found = queries.visible_to(self.request.user)
        return found.filter(read_at__isnull=True) if self.only_unread else found

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the number of new messages."""
        new = queries.unread_count(self.request.user)
        return super().get_context_data(**{"unread": new, "only_unread": self.only_unread, **kwargs})


class ReadView(ActionView):
    """Marks a message as read and goes where it leads."""

    model = Message
    permission = "notify.read_message"

    def act(self) -> str:
        """Mark, then follow the message."""
        message = self.get_object()
        domain.mark_read(message, actor=self.request.user)
        follow = message.url if self.request.POST.get("follow") == "1" else ""
        return follow or reverse("notify:inbox")


class ReadAllView(ActionView):
    """Marks everything as read."""

    permission = SIGNED_IN

    def get_permission_object(self) -> None:
        """The act is about one's own messages as a whole."""
        return

    def act(self) -> str:
        """Mark everything and stay in the inbox."""
        count = domain.mark_all_read(actor=self.request.user)
        words = ngettext("Đã đánh dấu %(n)s thông báo là đã đọc.", "Đã đánh dấu %(n)s thông báo là đã đọc.", count)
        messages.success(self.request, words % {"n": count})
        return reverse("notify:inbox")
