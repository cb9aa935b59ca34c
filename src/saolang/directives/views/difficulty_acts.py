"""Acts on one difficulty: route, answer, return, close, still stuck, withdraw, report up, publish, take down."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from saolang.accounts.views.once import VersionMixin
from saolang.core import clock
from saolang.core.text import format_date
from saolang.monitoring.views.problem_labels import LabelledFormView
from saolang.ui.views import ActionView, ConfirmView

from ..answerers import suggest
from ..domain import difficulties as raising
from ..domain import difficulty_answers as answering
from ..domain import difficulty_guidance as guiding
from ..domain.difficulty_rounds import answer_due
from ..forms import difficulties as forms
from ..rules.people import bodies_of
from .difficulties import OneDifficulty


class _Act(OneDifficulty, VersionMixin, LabelledFormView):
    """A form about one difficulty."""

    def get_crumbs(self) -> list[tuple[str, str]]:
        """Back to the difficulty."""
        it = self.get_object()
        return [(_("Khó khăn, vướng mắc"), reverse("directives:difficulties")), (it.title, it.get_absolute_url())]

    @property
    def common(self) -> dict[str, Any]:
        """What every act is told."""
        return {"actor": self.request.user, "expected_version": self.expected_version}


class RouteView(_Act):
    """Send it to the body that can answer."""

    permission = "directives.route_difficulty"
    form_class = forms.RouteForm
    template_name = "directives/difficulties/route.html"
    title = gettext_lazy("Chuyển cơ quan trả lời")
    submit_label = gettext_lazy("Chuyển")
    success_message = gettext_lazy("Đã chuyển; hạn trả lời bắt đầu tính.")

    def get_form_kwargs(self) -> dict[str, Any]:
        """The difficulty."""
        return {**super().get_form_kwargs(), "difficulty": self.get_object()}

    def get_initial(self) -> dict[str, Any]:
        """The suggested body, the topic so far."""
        it = self.get_object()
        found = suggest(it, clock.today())
        return {"body": found.body.pk if found else None, "topic": it.topic_id}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Why this body, by when, and who has been asked already."""
        it = self.get_object()
        due = answer_due(clock.today())
        found = suggest(it, clock.today())
        return super().get_context_data(
            it=it, suggestion=found, due=due, past=list(it.routes.select_related("body").order_by("pk")), **kwargs
        )  # fmt: skip

    def save(self, form: Any) -> Any:
        """Route."""
        return answering.route_difficulty(self.get_object(), **form.cleaned_data, **self.common)


class AnswerView(_Act):
    """Answer it; the office may enter what a body answered on paper."""

    permission = "directives.answer_difficulty"
    form_class = forms.AnswerForm
    template_name = "directives/difficulties/answer.html"
    title = gettext_lazy("Trả lời")
    submit_label = gettext_lazy("Gửi trả lời")
    success_message = gettext_lazy("Đã trả lời; đơn vị nêu vướng mắc được báo.")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Whether the person writes for their own body."""
        it = self.get_object()
        own = it.routed_to_id in bodies_of(self.request.user)
        last = it.routes.order_by("-pk").first()
        return super().get_context_data(it=it, own=own, last=last, **kwargs)

    def save(self, form: Any) -> Any:
        """Answer."""
        return answering.answer_difficulty(self.get_object(), **form.cleaned_data, **self.common)


class ReportUpView(_Act):
    """Bring it before the People's Committee."""

    permission = "directives.report_up_difficulty"
    form_class = forms.NoteForm
    title = gettext_lazy("Báo cáo UBND tỉnh")
    submit_label = gettext_lazy("Báo cáo")
    success_message = gettext_lazy("Đã báo cáo; lãnh đạo được báo.")

    def get_initial(self) -> dict[str, Any]:
        """What was asked before."""
        return {"note": self.get_object().reported_up_note}

    def save(self, form: Any) -> Any:
        """Report."""
        return answering.report_up(self.get_object(), note=form.cleaned_data["note"], **self.common)


class PublishView(_Act):
    """Publish it as guidance, or change what is published."""

    permission = "directives.publish_guidance"
    form_class = forms.GuidanceForm
    template_name = "directives/difficulties/publish.html"
    title = gettext_lazy("Công bố hướng dẫn")
    submit_label = gettext_lazy("Công bố")
    success_message = gettext_lazy("Đã công bố ở trang Giải đáp.")

    def get_initial(self) -> dict[str, Any]:
        """The words published before, else those of the difficulty as a start."""
        it = self.get_object()
        return {
            "question": it.public_question or it.title,
            "answer": it.public_answer or it.answer,
            "general": it.is_general,
        }

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """What the unit wrote and what was answered, beside the public words."""
        return super().get_context_data(it=self.get_object(), **kwargs)

    def save(self, form: Any) -> Any:
        """Publish."""
        return guiding.publish_guidance(self.get_object(), **form.cleaned_data, **self.common)


class UnpublishView(OneDifficulty, VersionMixin, ConfirmView):
    """Take it off the public pages."""

    permission = "directives.publish_guidance"
    title = gettext_lazy("Gỡ hướng dẫn khỏi trang công bố")
    submit_label = gettext_lazy("Gỡ")
    danger = True
    success_message = gettext_lazy("Đã gỡ.")

    def get_crumbs(self) -> list[tuple[str, str]]:
        """Back to the difficulty."""
        it = self.get_object()
        return [(_("Khó khăn, vướng mắc"), reverse("directives:difficulties")), (it.title, it.get_absolute_url())]

    @property
    def warning(self) -> str:  # type: ignore[override]
        """Since when people read it."""
        words = {"day": format_date(self.get_object().published_on)}
        return _("Đang công bố từ ngày %(day)s. Sau khi gỡ, đường dẫn cũ không còn mở được.") % words

    def act(self, reason: str) -> Any:
        """Take it down."""
        return guiding.unpublish_guidance(
            self.get_object(), reason=reason, actor=self.request.user, expected_version=self.expected_version
        )


class _Step(OneDifficulty, ActionView):
    """One act from the page itself."""

    @property
    def common(self) -> dict[str, Any]:
        """What every act is told."""
        return {"actor": self.request.user, "expected_version": self.expected_version}


class ReturnView(_Step):
    """Not competent."""

    permission = "directives.return_difficulty"
    success_message = gettext_lazy("Đã trả lại; văn phòng chuyển cơ quan khác.")

    def act(self) -> Any:
        """Return it."""
        return answering.return_difficulty(self.get_object(), reason=self.reason, **self.common)


class CloseView(_Step):
    """Solved."""

    permission = "directives.close_difficulty"
    success_message = gettext_lazy("Đã ghi: vướng mắc được giải quyết.")

    def act(self) -> Any:
        """Close it."""
        return raising.close_difficulty(self.get_object(), **self.common)


class StillStuckView(_Step):
    """Not solved."""

    permission = "directives.close_difficulty"
    success_message = gettext_lazy("Đã chuyển lại cơ quan trả lời, hạn tính lại từ hôm nay.")

    def act(self) -> Any:
        """Ask again."""
        return raising.still_stuck(self.get_object(), reason=self.reason, **self.common)


class WithdrawView(_Step):
    """Taken back."""

    permission = "directives.withdraw_difficulty"
    success_message = gettext_lazy("Đã rút lại.")

    def act(self) -> Any:
        """Withdraw it."""
        return raising.withdraw_difficulty(self.get_object(), reason=self.reason, **self.common)
