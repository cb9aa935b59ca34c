"""The two panes: text at left, tasks at right. Every act posts a small form, saves the draft and comes back."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import TemplateView, View

from saolang.accounts.enums import OrganisationKind
from saolang.accounts.views.once import VersionMixin
from saolang.core.problems import DomainError
from saolang.ui.views import ObjectMixin, PermissionMixin, problem_status

from ..domain import notices, notices_edit
from ..enums import NoticeState
from ..forms.notices_review import CHOICES, KEEP, numbers, task_changes, task_values
from ..models import Notice, Topic
from ..notice_panes import marked_text, review_of
from ..queries.notices import addressable
from .notices import NoticeMixin, to_review

NEW_KINDS = (
    OrganisationKind.OTHER,
    OrganisationKind.DEPARTMENT,
    OrganisationKind.ASSOCIATION,
    OrganisationKind.UNIVERSITY,
)


class ReviewBase(VersionMixin, NoticeMixin, ObjectMixin, PermissionMixin):
    """Shows the panes, with what was typed when an act was refused."""

    permission = "directives.manage_notice"
    template = "directives/notices/review.html"

    def panes(self, **given: Any) -> dict[str, Any]:
        """Everything that the page needs."""
        notice = self.get_object()
        review = review_of(notice)
        key = given.pop("open_key", "")
        row = review.rows.get(key)
        typed = given.pop("typed", None)
        if row is not None:
            typed_here = typed if given.get("act") == "sua" else None
            given["values"] = task_values(row, typed_here)
            given["others"] = [(other.key, other.label, other.task["text"]) for other in review.rows.values()
                               if other.key != key]  # fmt: skip
            given["topics"] = list(Topic.objects.all())
        needs_bodies = row is not None or review.unknown
        return {
            "notice": notice,
            "object": notice,
            "document": notice.document,
            "title": notice.document.title,
            "review": review,
            "paragraphs": marked_text(notice),
            "open_key": key if row is not None else "",
            "open_row": row,
            "typed": typed or {},
            "body_groups": addressable(notice.province) if needs_bodies else [],
            "new_kinds": [(kind.value, kind.label) for kind in NEW_KINDS],
            "ways": notice.document.file is not None,
            **CHOICES,
            **given,
        }


class ReviewView(ReviewBase, TemplateView):
    """The page; a notice that does not wait for confirmation leads to its own page."""

    template_name = ReviewBase.template

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the panes."""
        if self.get_object().state != NoticeState.PROPOSED:
            return HttpResponseRedirect(self.get_object().get_absolute_url())
        return self.render_to_response(self.panes(open_key=request.GET.get("viec", "")))


class ReviewAct(ReviewBase, View):
    """One act. ``do`` returns the key of the task to open next; a refusal shows the panes with what was typed."""

    http_method_names = ["post", "options"]
    act_name = ""

    def do(self, notice: Notice) -> str:
        """Do it."""
        raise NotImplementedError

    def opened(self) -> str:
        """The task that stays open when the act is refused."""
        return str(self.kwargs.get("key", ""))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Do it and come back."""
        try:
            key = self.do(self.get_object())
        except DomainError as error:
            return self.refused(error)
        return to_review(self.get_object(), key)

    def refused(self, error: DomainError) -> HttpResponse:
        """The panes as they are now, the problems, and what was typed."""
        self._found = None
        if self.get_object().state != NoticeState.PROPOSED:
            raise error
        context = self.panes(
            open_key=self.opened(), typed=self.request.POST, problems=error.problems, act=self.act_name
        )
        return render(self.request, self.template, context, status=problem_status(error))

    @property
    def common(self) -> dict[str, Any]:
        """Who acts, against which version."""
        return {"actor": self.request.user, "expected_version": self.expected_version}


class EditTaskView(ReviewAct):
    """Text, items, kind, date, topic, repeats, what it waits for, who leads and supports it."""

    act_name = "sua"

    def do(self, notice: Notice) -> str:
        data, key = self.request.POST, self.kwargs["key"]
        notices_edit.edit_task(
            notice,
            key,
            task_changes(data),
            leads=numbers(data, "lead"),
            supports=numbers(data, "support"),
            groups=data.getlist("group"),
            keep=[name for name in data.getlist("keep") if name in KEEP],
            **self.common,
        )
        if data.get("go") == "next":
            return data.get("next_key", "")[:12]
        messages.success(self.request, _("Đã lưu."))
        return str(key)


class SplitTaskView(ReviewAct):
    """Several tasks of one, a line each."""

    act_name = "tach"

    def do(self, notice: Notice) -> str:
        notices_edit.split_task(notice, self.kwargs["key"], self.request.POST.get("split", ""), **self.common)
        return str(self.kwargs["key"])


class MergeTaskView(ReviewAct):
    """Join a task with the next."""

    act_name = "gop"

    def do(self, notice: Notice) -> str:
        notices_edit.merge_next(notice, self.kwargs["key"], **self.common)
        return str(self.kwargs["key"])


class LeaveOutView(ReviewAct):
    """Take a task out, with a reason."""

    act_name = "bo"

    def do(self, notice: Notice) -> str:
        data = self.request.POST
        words = data.get("keep_words", "") if "keep" in data else ""
        notices_edit.leave_out(notice, self.kwargs["key"], data.get("reason", ""), keep_words=words, **self.common)
        messages.success(self.request, _("Đã bỏ việc này. Xem lại ở mục “Đã bỏ” cuối trang."))
        return ""


class PutBackView(ReviewAct):
    """Put back a task that was left out."""

    def opened(self) -> str:
        return ""

    def do(self, notice: Notice) -> str:
        notices_edit.put_back(notice, self.kwargs["key"], **self.common)
        return str(self.kwargs["key"])


class AddTaskView(ReviewAct):
    """A task of words that were marked or typed."""

    act_name = "them"

    def do(self, notice: Notice) -> str:
        data = self.request.POST
        _notice, key = notices_edit.add_task(notice, data.get("block", ""), data.get("words", ""), **self.common)
        return key


class AddBlockView(ReviewAct):
    """An addressed part with its first task."""

    act_name = "them-muc"

    def do(self, notice: Notice) -> str:
        data = self.request.POST
        _notice, key = notices_edit.add_block(notice, data.get("addressee", ""), data.get("words", ""), **self.common)
        return key


class AssignView(ReviewAct):
    """Say which bodies printed words mean."""

    act_name = "don-vi"

    def do(self, notice: Notice) -> str:
        data = self.request.POST
        notices_edit.assign(
            notice,
            data.get("words", ""),
            numbers(data, "bodies"),
            keep="keep" in data,
            nobody=data.get("go") == "nobody",
            **self.common,
        )
        messages.success(self.request, _("Đã gán đơn vị."))
        return ""


class MakeBodyView(ReviewAct):
    """Enter a body that no list has, and give it the tasks that name it."""

    act_name = "don-vi-moi"

    def do(self, notice: Notice) -> str:
        data = self.request.POST
        notices_edit.make_body(
            notice,
            data.get("words", ""),
            kind=data.get("kind", "") if data.get("kind", "") in NEW_KINDS else OrganisationKind.OTHER.value,
            name=data.get("name", ""),
            short_name=data.get("short_name", "")[:120],
            keep="keep" in data,
            **self.common,
        )
        messages.success(self.request, _("Đã lập đơn vị và gán vào các việc nêu tên đơn vị này."))
        return ""


class DatesView(ReviewAct):
    """Take the suggested date of one task, or of all without one."""

    def do(self, notice: Notice) -> str:
        key = self.request.POST.get("key", "")
        notices_edit.take_suggested_dates(notice, keys=[key] if key else None, **self.common)
        return key


class ReadAgainView(ReviewAct):
    """Read the text again by the rules of now."""

    def do(self, notice: Notice) -> str:
        notices.read_again(notice, actor=self.request.user, expected_version=self.expected_version)
        messages.success(self.request, _("Đã đọc lại theo quy tắc hiện nay."))
        return ""


class ConfirmNoticeView(ReviewAct):
    """Hand out everything, or say all that stands in the way."""

    act_name = "giao"

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Hand out, then show the notice; a second sending leads there too."""
        notice = self.get_object()
        try:
            notices.confirm(
                notice,
                actor=request.user,
                expected_version=self.expected_version,
                keep_past_due="keep_past_due" in request.POST,
            )
        except DomainError as error:
            return self.refused(error)
        messages.success(request, _("Đã giao việc đến các đơn vị."))
        return HttpResponseRedirect(reverse("directives:notice", args=[notice.code]), status=303)
