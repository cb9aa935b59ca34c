"""Bringing a document in: the file, its data, and the ways on when it cannot be read."""

from __future__ import annotations

import datetime as dt
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from saolang.accounts.views.once import OnceMixin, VersionMixin
from saolang.core import clock
from saolang.core.problems import DomainError
from saolang.core.text import parse_date
from saolang.documents.domain.register_files import DOCUMENT_PURPOSE
from saolang.documents.enums import Direction
from saolang.documents.models import RegisteredDocument
from saolang.documents.queries_register import registered_visible_to
from saolang.files.models import StoredFile
from saolang.ui.views import ActionView, DeskFormView, ObjectMixin

from ..domain import notices, notices_intake
from ..enums import NoticeState
from ..forms.notices import AddForm, EntryForm, FromRegisterForm, TextForm
from ..models import Notice
from .notices import NoticeMixin, to_review


class AddView(DeskFormView):
    """One file: it is kept, read, and what it says about itself is shown next."""

    permission = "directives.add_notice"
    title = gettext_lazy("Tải văn bản chỉ đạo")
    subtitle = gettext_lazy("Hệ thống đọc văn bản và đề xuất từng nhiệm vụ; chưa giao gì cho đến khi bạn xác nhận.")
    template_name = "directives/notices/add.html"
    form_class = AddForm
    submit_label = gettext_lazy("Tải lên và đọc")

    def get_crumbs(self) -> list[tuple[str, str]]:
        return [(_("Văn bản chỉ đạo"), reverse("directives:notices"))]

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "user": self.request.user}

    def save(self, form: Any) -> str:
        data = form.cleaned_data
        stored = notices_intake.keep_file(data["file"], holder=data["holder"], actor=self.request.user)
        given = {"so": data["holder"].pk, "ngay": data["received_on"].isoformat()}
        if data["committee"] is not None:
            given["ban"] = data["committee"].pk
        return f"{reverse('directives:notice_entry', args=[stored.code])}?{urlencode(given)}"


def _day_in_address(text: str) -> dt.date:
    """The day that the first page handed on; today for anything else that stands in the address."""
    try:
        return parse_date(text)
    except DomainError:
        return clock.today()


class EntryView(OnceMixin, DeskFormView):
    """The data of the document, proposed from its text, to be confirmed; then it is entered and read."""

    permission = "directives.add_notice"
    title = gettext_lazy("Xác nhận thông tin văn bản")
    template_name = "directives/notices/entry.html"
    form_class = EntryForm
    submit_label = gettext_lazy("Vào sổ và xem các việc")

    @cached_property
    def stored(self) -> StoredFile:
        """The kept file: only for who brought it, and only until it is entered."""
        rows = StoredFile.objects.filter(purpose=DOCUMENT_PURPOSE, created_by_id=self.request.user.pk)
        return get_object_or_404(rows, code=self.kwargs["file"])

    @cached_property
    def entered(self) -> RegisteredDocument | None:
        """The entry that was made of the file already."""
        return RegisteredDocument.objects.filter(file=self.stored).first()

    @cached_property
    def looked(self) -> notices_intake.Looked:
        """What is seen in the file."""
        return notices_intake.Looked(self.stored)

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        if request.user.is_authenticated and request.method == "GET" and self.entered is not None:
            return HttpResponseRedirect(self.after_repeat())
        return super().dispatch(request, *args, **kwargs)

    def get_crumbs(self) -> list[tuple[str, str]]:
        return [(_("Văn bản chỉ đạo"), reverse("directives:notices"))]

    def get_form_kwargs(self) -> dict[str, Any]:
        asked = ["reissue"] if self.is_old else []
        return {**super().get_form_kwargs(), "user": self.request.user, "asked": asked}

    @property
    def is_old(self) -> bool:
        """Whether the document, by its own date or the one typed, is history here."""
        day = self.looked.data.get("issued_on")
        return day is None or day < notices.history_before()

    def show_problems(self, form: Any, error: DomainError) -> HttpResponse:
        """Ask for the reason to enter a double only once a double was found; begin anew after a secret document."""
        if "state_secret" in error.codes:
            return _away(self.request, error, reverse("directives:notice_add"))
        if "duplicate" in error.codes:
            form.asked.add("keep_duplicate")
        return super().show_problems(form, error)

    def get_initial(self) -> dict[str, Any]:
        given = {name: value for name, value in self.looked.data.items() if name != "citations"}
        given["recipients"] = "\n".join(given.get("recipients", []))
        for name, key in (("holder", "so"), ("committee", "ban"), ("received_on", "ngay")):
            value = self.request.GET.get(key, "")
            if value.isdecimal() and len(value) < 12:
                given[name] = int(value)
            elif name == "received_on" and value:
                given[name] = _day_in_address(value)
        holder = next((body for body in EntryForm(user=self.request.user).fields["holder"].queryset  # type: ignore[attr-defined]
                       if body.pk == given.get("holder")), None)  # fmt: skip
        ours = holder is not None and notices_intake.is_ours(self.looked.data, holder)
        return {**given, "direction": Direction.OUTGOING.value if ours else Direction.INCOMING.value}

    def save(self, form: Any) -> Any:
        """Refuse a secret document before the form's own transaction begins: its file is dropped for good."""
        notices_intake.refuse_secret(
            self.stored, text=self.looked.text, holder=form.cleaned_data["holder"], fields=form.register_fields(),
            actor=self.request.user,
        )  # fmt: skip
        return super().save(form)

    def save_once(self, form: Any) -> str:
        data = form.cleaned_data
        notice = notices_intake.bring_in(
            self.stored,
            holder=data["holder"],
            direction=data["direction"],
            received_on=data["received_on"],
            fields=form.register_fields(),
            recipients=form.recipient_lines(),
            committee=data["committee"],
            place=data["place"],
            keep_duplicate=data["keep_duplicate"],
            reissue_reason=data["reissue"],
            actor=self.request.user,
        )
        return onward(notice)

    def after_repeat(self) -> str:
        notice = Notice.objects.filter(document__file=self.stored).first()
        return notice.get_absolute_url() if notice is not None else reverse("directives:notices")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        old = self.is_old and self.looked.data.get("issued_on") is not None
        return super().get_context_data(
            **{
                "stored": self.stored,
                "looked": self.looked,
                "old": old,
                "before": notices.history_before(),
                "citations": self.looked.data.get("citations", []),
                "cancel_url": reverse("directives:notices"),
                **kwargs,
            }
        )


class FromRegisterView(DeskFormView):
    """Hand out duties from a document that is in the register already."""

    permission = "directives.add_notice"
    title = gettext_lazy("Giao việc từ văn bản này")
    form_class = FromRegisterForm
    submit_label = gettext_lazy("Đọc văn bản")

    @cached_property
    def document(self) -> RegisteredDocument:
        """The document, among those that the person may read."""
        return get_object_or_404(registered_visible_to(self.request.user), code=self.kwargs["code"])

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        if request.user.is_authenticated and request.user.has_perm(self.permission):
            known = Notice.objects.filter(document=self.document).first()
            if known is not None:
                return HttpResponseRedirect(known.get_absolute_url(), status=303)
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            **{"subtitle": str(self.document), "cancel_url": self.document.get_absolute_url(), **kwargs}
        )

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "user": self.request.user, "old": notices.is_history(self.document)}

    def save(self, form: Any) -> str:
        notice = notices_intake.start(
            self.document,
            actor=self.request.user,
            committee=form.cleaned_data["committee"],
            place=form.cleaned_data["place"],
            reissue_reason=form.cleaned_data.get("reissue", ""),
        )
        return onward(notice)

    def show_problems(self, form: Any, error: DomainError) -> HttpResponse:
        """The page of a document that was emptied says what became of it."""
        if "state_secret" in error.codes:
            return _away(self.request, error, self.document.get_absolute_url())
        return super().show_problems(form, error)


class GiveTextView(VersionMixin, NoticeMixin, ObjectMixin, DeskFormView):
    """Type or paste the words of a document that could not be read."""

    permission = "directives.manage_notice"
    title = gettext_lazy("Nhập nội dung văn bản")
    form_class = TextForm
    submit_label = gettext_lazy("Đọc nội dung này")

    def get_crumbs(self) -> list[tuple[str, str]]:
        notice = self.get_object()
        return [*super().get_crumbs(), (notice.document.title, notice.get_absolute_url())]

    def save(self, form: Any) -> str:
        notice = notices.give_text(
            self.get_object(), form.cleaned_data["text"], self.request.user, self.expected_version
        )
        return onward(notice)

    def show_problems(self, form: Any, error: DomainError) -> HttpResponse:
        """Words of a secret document are not shown again; the page of the notice says what became of it."""
        if "state_secret" in error.codes:
            return _away(self.request, error, self.get_object().get_absolute_url())
        return super().show_problems(form, error)


class ByHandView(NoticeMixin, ActionView):
    """Go on without text: tasks are typed while the file is looked at."""

    permission = "directives.manage_notice"

    def act(self) -> Any:
        notice = notices.start_by_hand(
            self.get_object(), actor=self.request.user, expected_version=self.expected_version
        )
        return to_review(notice)


class ReadNowView(NoticeMixin, ActionView):
    """Read a long document here and now, where nothing works in the background."""

    permission = "directives.manage_notice"

    def act(self) -> Any:
        return onward(notices.read_now(self.get_object(), actor=self.request.user))


def _away(request: Any, error: DomainError, url: str) -> HttpResponse:
    """Leave the form with the refusal as a message, so that nothing typed of a secret document is shown again."""
    for problem in error.problems:
        messages.error(request, f"{problem.message} {problem.fix}")
    return HttpResponseRedirect(url, status=303)


def onward(notice: Notice) -> str:
    """Where a notice goes on: to be confirmed, or to its page with what is to be done."""
    if notice.state == NoticeState.PROPOSED:
        return reverse("directives:notice_review", args=[notice.code])
    return notice.get_absolute_url()
