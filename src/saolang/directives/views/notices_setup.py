"""What a province keeps for reading and handing out: its own rules, steering committees, topics."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import View

from saolang.accounts.enums import OrganisationKind
from saolang.accounts.models import Organisation
from saolang.core import clock
from saolang.places.models import Unit
from saolang.ui.views import ActionView, DeskDetailView, DeskFormView, DeskView, ObjectMixin, PermissionMixin

from ..domain import notices_rules, notices_setup
from ..forms.notices import CommitteeForm, MemberForm, RuleForm, TopicForm, rule_initial
from ..models import ReadingRule, SteeringMember, Topic
from ..queries.notices import committees, members_of
from ..rules.people import office_units


class SetupMixin:
    """Only the office of a province sets up; everything is about that province."""

    permission = "directives.manage_setup"
    request: HttpRequest

    @cached_property
    def province(self) -> Unit:
        """The province of the person's office."""
        return Unit.objects.filter(pk__in=office_units(self.request.user)).order_by("pk").first()  # type: ignore[return-value]

    def own_rules(self) -> Any:
        """Rules of the province."""
        return ReadingRule.objects.filter(province=self.province).select_related("learned_from__document", "made_by")


class RuleListView(SetupMixin, DeskView):
    """Every rule with its meaning, where it was learned and how often it helped."""

    title = gettext_lazy("Quy tắc đọc của tỉnh")
    subtitle = gettext_lazy("Những gì đã sửa khi xác nhận và được nhớ cho các văn bản sau")
    template_name = "directives/notices/rules.html"

    def get_crumbs(self) -> list[tuple[str, str]]:
        return [(_("Văn bản chỉ đạo"), reverse("directives:notices"))]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(rows=notices_rules.describe(list(self.own_rules())), **kwargs)


class RuleFormBase(SetupMixin, DeskFormView):
    """One rule."""

    form_class = RuleForm
    success_url = "/"

    def get_crumbs(self) -> list[tuple[str, str]]:
        return [(_("Quy tắc đọc của tỉnh"), reverse("directives:reading_rules"))]

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "province": self.province}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**{"cancel_url": reverse("directives:reading_rules"), **kwargs})


class RuleAddView(RuleFormBase):
    """A rule that nobody has made by confirming; its kind is chosen first."""

    title = gettext_lazy("Thêm quy tắc đọc")
    template_name = "directives/notices/rule_form.html"

    @property
    def kind(self) -> str:
        """The kind in the address."""
        wanted = self.request.GET.get("loai", "")
        return wanted if wanted in notices_rules.KINDS else notices_rules.ADDRESSEE

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "fixed_kind": self.kind}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        given = {"rule_kinds": list(notices_rules.KINDS.items()), "rule_kind": self.kind}
        return super().get_context_data(**{**given, **kwargs})

    def save(self, form: Any) -> str:
        notices_rules.remember(
            province=self.province,
            kind=form.cleaned_data["kind"],
            words=form.cleaned_data["words"],
            value=form.value(),
            actor=self.request.user,
        )
        return reverse("directives:reading_rules")


class RuleEditView(RuleFormBase, ObjectMixin):
    """Change a rule."""

    title = gettext_lazy("Sửa quy tắc đọc")
    model = ReadingRule
    context_name = "rule"

    def get_queryset(self) -> Any:
        return self.own_rules()

    def get_permission_object(self) -> Any:
        return None

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "fixed_kind": self.get_object().kind}

    def get_initial(self) -> dict[str, Any]:
        return rule_initial(self.get_object())

    def save(self, form: Any) -> str:
        notices_rules.change_rule(
            self.get_object(), words=form.cleaned_data["words"], value=form.value(), actor=self.request.user
        )
        return reverse("directives:reading_rules")


class RuleDeleteView(SetupMixin, ActionView):
    """Forget a rule."""

    success_message = gettext_lazy("Đã xóa quy tắc. Các văn bản đã đọc giữ nguyên.")

    def get_queryset(self) -> Any:
        return self.own_rules()

    def get_permission_object(self) -> Any:
        return None

    def act(self) -> str:
        notices_rules.delete_rule(self.get_object(), actor=self.request.user)
        return reverse("directives:reading_rules")


class RuleFileView(SetupMixin, PermissionMixin, View):
    """The rules as a file for ``saolang directives parse --rules``."""

    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest) -> HttpResponse:
        """Give out the file."""
        text = notices_rules.as_rules_file(self.own_rules())
        response = HttpResponse(text, content_type="application/yaml; charset=utf-8")
        response["Content-Disposition"] = 'attachment; filename="quy-tac-doc.yaml"'
        return response


class CommitteeListView(SetupMixin, DeskView):
    """Steering committees of the province."""

    title = gettext_lazy("Ban Chỉ đạo")
    subtitle = gettext_lazy("Cơ quan nào tham gia, để “các thành viên còn lại” được hiểu đúng")
    template_name = "directives/notices/committees.html"

    def get_crumbs(self) -> list[tuple[str, str]]:
        return [(_("Văn bản chỉ đạo"), reverse("directives:notices"))]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        sits = Q(member_bodies__valid_to__isnull=True)
        rows = committees([self.province.pk]).annotate(n=Count("member_bodies", filter=sits))
        return super().get_context_data(committees=rows, **kwargs)


class CommitteeAddView(SetupMixin, DeskFormView):
    """Enter a committee."""

    title = gettext_lazy("Lập Ban Chỉ đạo")
    form_class = CommitteeForm

    def get_crumbs(self) -> list[tuple[str, str]]:
        return [(_("Ban Chỉ đạo"), reverse("directives:committees"))]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**{"cancel_url": reverse("directives:committees"), **kwargs})

    def save(self, form: Any) -> str:
        made = notices_setup.create_committee(province=self.province, actor=self.request.user, **form.cleaned_data)
        return reverse("directives:committee", args=[made.code])


class CommitteeMixin(SetupMixin):
    """One committee of the province."""

    context_name = "committee"

    def get_queryset(self) -> Any:
        """Committees of the person's province."""
        return Organisation.objects.filter(kind=OrganisationKind.STEERING, unit=self.province)

    def get_permission_object(self) -> Any:
        """The right is about the province's set-up as a whole."""
        return None


class CommitteeView(CommitteeMixin, DeskDetailView):
    """Who sits on a committee, since when, and who left."""

    template_name = "directives/notices/committee.html"

    def get_title(self) -> str:
        return str(self.get_object().name)

    def get_crumbs(self) -> list[tuple[str, str]]:
        return [(_("Ban Chỉ đạo"), reverse("directives:committees"))]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = list(members_of(self.get_object()))
        today = clock.today()
        sits = [row for row in rows if row.valid_to is None or row.valid_to >= today]
        left = [row for row in rows if row not in sits]
        return super().get_context_data(
            members=sorted(sits, key=lambda row: (not row.standing, row.body.name)), left=left, **kwargs
        )


class MemberAddView(CommitteeMixin, ObjectMixin, DeskFormView):
    """Seat a body."""

    title = gettext_lazy("Thêm cơ quan vào Ban Chỉ đạo")
    form_class = MemberForm

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "province": self.province}

    def get_crumbs(self) -> list[tuple[str, str]]:
        committee = self.get_object()
        return [(committee.name, reverse("directives:committee", args=[committee.code]))]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        url = reverse("directives:committee", args=[self.get_object().code])
        return super().get_context_data(**{"cancel_url": url, **kwargs})

    def save(self, form: Any) -> str:
        notices_setup.add_member(committee=self.get_object(), actor=self.request.user, **form.cleaned_data)
        return reverse("directives:committee", args=[self.get_object().code])


class MemberActMixin(SetupMixin):
    """One seat on one committee of the province."""

    kwargs: dict[str, Any]

    def get_queryset(self) -> Any:
        """Seats of the committee in the address."""
        return SteeringMember.objects.filter(committee__code=self.kwargs["code"], committee__unit=self.province)

    def get_permission_object(self) -> Any:
        """The right is about the province's set-up as a whole."""
        return None

    def back(self) -> str:
        """The page of the committee."""
        return reverse("directives:committee", args=[self.kwargs["code"]])


class MemberEndView(MemberActMixin, ActionView):
    """End a seat today."""

    success_message = gettext_lazy("Đã ghi cơ quan thôi tham gia từ hôm nay.")

    def act(self) -> str:
        notices_setup.end_member(self.get_object(), actor=self.request.user)
        return self.back()


class MemberStandingView(MemberActMixin, ActionView):
    """Make a member the standing body."""

    success_message = gettext_lazy("Đã ghi cơ quan thường trực.")

    def act(self) -> str:
        notices_setup.make_standing(self.get_object(), actor=self.request.user)
        return self.back()


class TopicListView(SetupMixin, DeskView):
    """Topics and the words that suggest them."""

    title = gettext_lazy("Chủ đề nhiệm vụ")
    subtitle = gettext_lazy("Để xem chỉ đạo theo chủ đề; từ nhận biết dùng để gợi ý chủ đề cho từng việc")
    template_name = "directives/notices/topics.html"

    def get_crumbs(self) -> list[tuple[str, str]]:
        return [(_("Văn bản chỉ đạo"), reverse("directives:notices"))]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        topics = list(Topic.objects.annotate(n=Count("tasks")))
        for topic in topics:
            topic.phrases = ", ".join(topic.words.splitlines())  # type: ignore[attr-defined]
        return super().get_context_data(topics=topics, **kwargs)


class TopicAddView(SetupMixin, DeskFormView):
    """Add a topic."""

    title = gettext_lazy("Thêm chủ đề")
    form_class = TopicForm
    topic: Topic | None = None

    def get_crumbs(self) -> list[tuple[str, str]]:
        return [(_("Chủ đề nhiệm vụ"), reverse("directives:topics"))]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**{"cancel_url": reverse("directives:topics"), **kwargs})

    def save(self, form: Any) -> str:
        notices_setup.save_topic(self.topic, actor=self.request.user, **form.cleaned_data)
        return reverse("directives:topics")


class TopicEditView(ObjectMixin, TopicAddView):
    """Change a topic."""

    title = gettext_lazy("Sửa chủ đề")
    model = Topic

    def get_permission_object(self) -> Any:
        return None

    def get_initial(self) -> dict[str, Any]:
        topic = self.get_object()
        return {"name": topic.name, "words": topic.words}

    def save(self, form: Any) -> str:
        self.topic = self.get_object()
        return super().save(form)
