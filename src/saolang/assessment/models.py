"""Councils and their seats, sessions, score sheets, what the council agrees and concludes, and the results' papers."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from saolang.core.db import RandomCodeField, TimeStamped, Versioned, VietnameseCharField, VietnameseTextField

from .enums import (
    AppraisalAuthor,
    AppraisalConclusion,
    FieldCheck,
    ItemState,
    ResultKind,
    SeatKind,
    SessionMode,
    SessionState,
    SheetState,
    Stance,
)


class Council(Versioned, TimeStamped):
    """A Hội đồng with its Tổ tư vấn: the decision that set them up and the Quy chế they work by."""

    code = RandomCodeField()
    organisation = models.OneToOneField("accounts.Organisation", on_delete=models.PROTECT, related_name="council")
    advisory_group = models.OneToOneField(
        "accounts.Organisation", null=True, blank=True, on_delete=models.PROTECT, related_name="advised_council"
    )
    province = models.ForeignKey("places.Unit", on_delete=models.PROTECT, related_name="councils")
    decision_number = VietnameseCharField(_("số quyết định thành lập"), max_length=80)
    decision_on = models.DateField(_("ngày quyết định"))
    decision_file = models.ForeignKey(
        "files.StoredFile", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    rules_number = VietnameseCharField(_("số Quy chế"), max_length=80)
    rules_on = models.DateField(_("ngày Quy chế"))
    rules_file = models.ForeignKey(
        "files.StoredFile", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    ended_on = models.DateField(_("kết thúc"), null=True, blank=True)

    def __str__(self) -> str:
        return self.organisation.name

    def get_absolute_url(self) -> str:
        return reverse("assessment:council", args=[self.code])


class Seat(TimeStamped):
    """A person's place in a council, for the body they represent."""

    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="seats")
    user = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="seats")
    kind = models.CharField(max_length=10, choices=SeatKind.choices)
    represents = models.ForeignKey(
        "accounts.Organisation", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    scores = models.BooleanField(_("được cho điểm"), default=True)
    may_chair = models.BooleanField(_("được ủy quyền chủ trì"), default=False)
    left_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["council", "user"], name="seat_once_per_person"),
            models.UniqueConstraint(
                fields=["council"], condition=Q(kind="chair", left_on__isnull=True), name="seat_one_chair"
            ),
            models.CheckConstraint(condition=Q(kind__in=SeatKind.values), name="seat_kind_known"),
        ]

    def __str__(self) -> str:
        return f"{self.user} - {self.get_kind_display()}"


class Session(Versioned, TimeStamped):
    """A meeting of a council in a round, or for re-assessments a written round of opinions (held on the day it goes
    out) and the meeting that may follow it; these two have no round of the calendar.
    """

    code = RandomCodeField()
    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="sessions")
    round = models.ForeignKey(
        "dossiers.Round", null=True, blank=True, on_delete=models.PROTECT, related_name="sessions"
    )
    mode = models.CharField(max_length=8, choices=SessionMode.choices, default=SessionMode.MEETING)
    reassessment = models.BooleanField(_("đánh giá, phân hạng lại"), default=False)
    held_on = models.DateField(_("ngày họp"))
    opinions_due_on = models.DateField(_("hạn trả lời"), null=True, blank=True)
    reminded_on = models.DateField(_("ngày nhắc gần nhất"), null=True, blank=True)
    place = VietnameseCharField(_("địa điểm"), max_length=200, blank=True)
    state = models.CharField(max_length=8, choices=SessionState.choices, default=SessionState.PLANNED)
    chaired_by = models.ForeignKey(Seat, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    created_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    settings = models.JSONField(
        default=dict,
        blank=True,
        help_text=_("Các quy định của Quy chế được áp dụng cho phiên này, ghi lại khi khai mạc."),
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state="planned") | Q(opened_at__isnull=False, chaired_by__isnull=False),
                name="session_open_has_chair",
            ),
            models.CheckConstraint(
                condition=~Q(state="closed") | Q(closed_at__isnull=False), name="session_closed_has_time"
            ),
            models.CheckConstraint(
                condition=Q(reassessment=True, round__isnull=True) | Q(reassessment=False, round__isnull=False),
                name="session_has_round_unless_reassessment",
            ),
            models.CheckConstraint(
                condition=Q(mode="meeting", opinions_due_on__isnull=True)
                | Q(mode="written", reassessment=True, opinions_due_on__isnull=False, place=""),
                name="session_written_has_deadline",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.council} - {self.held_on:%d/%m/%Y}"

    @property
    def is_written(self) -> bool:
        """Whether members answer in writing instead of meeting."""
        return self.mode == SessionMode.WRITTEN

    def get_absolute_url(self) -> str:
        page = "written" if self.is_written else "session"
        return reverse(f"assessment:{page}", args=[self.code])


class Attendance(TimeStamped):
    """Whether a seat is present at a session; an absence has a reason and takes no later sheet."""

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="attendance")
    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="attendance")
    present = models.BooleanField(_("có mặt"))
    reason = VietnameseCharField(_("lý do vắng"), max_length=250, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["session", "seat"], name="attendance_once"),
            models.CheckConstraint(condition=Q(present=True) | ~Q(reason=""), name="attendance_absence_has_reason"),
        ]


class Appraisal(Versioned, TimeStamped):
    """The report on one dossier: by the advisory group, or for a re-assessment by the province's OCOP agency.

    Legal: Quyết định 26/2026/QĐ-TTg, Điều 7.3.c, 7.6.c.
    """

    author = models.CharField(
        _("bên báo cáo"), max_length=14, choices=AppraisalAuthor.choices, default=AppraisalAuthor.ADVISORY_GROUP
    )
    dossier = models.OneToOneField("dossiers.Dossier", on_delete=models.PROTECT, related_name="appraisal")
    written_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    reported_on = models.DateField(_("ngày báo cáo"), null=True, blank=True)
    text = VietnameseTextField(_("nội dung đánh giá hồ sơ"))
    field_check = models.CharField(_("kiểm tra thực tế"), max_length=10, choices=FieldCheck.choices, blank=True)
    surveyed_on = models.DateField(_("ngày khảo sát thực tế"), null=True, blank=True)
    survey_text = VietnameseTextField(_("kết quả khảo sát"), blank=True)
    conclusion = models.CharField(_("kết luận"), max_length=20, choices=AppraisalConclusion.choices)
    paper = models.ForeignKey("documents.Paper", null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(author="advisory_group", field_check="")
                | Q(author="ocop_agency", reported_on__isnull=True)
                | Q(author="ocop_agency", field_check="not_needed")
                | Q(author="ocop_agency", field_check__in=["scale", "unclear"], surveyed_on__isnull=False),
                name="appraisal_field_check_recorded",
            ),
        ]

    def __str__(self) -> str:
        return self.dossier.product.name

    @property
    def by_agency(self) -> bool:
        """Whether the OCOP agency reports instead of the advisory group."""
        return self.author == AppraisalAuthor.OCOP_AGENCY

    def get_absolute_url(self) -> str:
        return reverse("assessment:appraisal", args=[self.dossier.code])


class SessionItem(Versioned, TimeStamped):
    """One dossier before one session: blind scoring, discussion, conclusion."""

    code = RandomCodeField()
    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="items")
    asked_in = models.ForeignKey(
        Session, null=True, blank=True, on_delete=models.PROTECT, related_name="called_items",
        verbose_name=_("đợt lấy ý kiến trước khi họp"),
    )  # fmt: skip
    dossier = models.ForeignKey("dossiers.Dossier", on_delete=models.PROTECT, related_name="session_items")
    order = models.PositiveSmallIntegerField(default=0)
    state = models.CharField(max_length=12, choices=ItemState.choices, default=ItemState.WAITING)
    discussion_rounds = models.PositiveSmallIntegerField(default=0)
    result = models.CharField(max_length=12, choices=ResultKind.choices, blank=True)
    total = models.DecimalField(_("tổng điểm trung bình"), max_digits=18, decimal_places=12, null=True, blank=True)
    band = models.PositiveSmallIntegerField(_("hạng theo điểm"), null=True, blank=True)
    star = models.PositiveSmallIntegerField(_("hạng sao"), null=True, blank=True)
    evaluation = models.JSONField(_("kết quả tính"), default=dict, blank=True)
    reason = VietnameseTextField(_("lý do, ghi chú kết luận"), blank=True)
    concluded_at = models.DateTimeField(null=True, blank=True)
    concluded_by = models.ForeignKey("accounts.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["order", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["session", "dossier"], name="session_item_once"),
            models.UniqueConstraint(
                fields=["dossier"], condition=~Q(state__in=["postponed", "concluded"]), name="session_item_one_open"
            ),
            models.CheckConstraint(
                condition=~Q(state="concluded") | (~Q(result="") & Q(concluded_at__isnull=False)),
                name="session_item_concluded_has_result",
            ),
            models.CheckConstraint(
                condition=~Q(result__in=["recognise", "below", "potential", "not_upgraded"])
                | Q(total__isnull=False, band__isnull=False, star__isnull=False),
                name="session_item_result_has_points",
            ),
            models.CheckConstraint(
                condition=~Q(result="recognise") | Q(star__in=[3, 4]), name="session_item_recognise_3_4"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.dossier.product.name} ({self.session.held_on:%d/%m/%Y})"

    def get_absolute_url(self) -> str:
        return reverse("assessment:item", args=[self.code])


class ScoreSheet(Versioned, TimeStamped):
    """One member's phiếu đánh giá for one dossier. Nobody else reads it until all present have submitted."""

    code = RandomCodeField()
    item = models.ForeignKey(SessionItem, on_delete=models.PROTECT, related_name="sheets")
    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="sheets")
    state = models.CharField(max_length=10, choices=SheetState.choices, default=SheetState.DRAFT)
    opinion = VietnameseTextField(_("ý kiến của người đánh giá"), blank=True)
    submitted_at = models.DateTimeField(null=True, blank=True)
    total = models.DecimalField(max_digits=6, decimal_places=2, null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["item", "seat"], name="score_sheet_once"),
            models.CheckConstraint(
                condition=~Q(state="submitted") | Q(submitted_at__isnull=False, total__isnull=False),
                name="score_sheet_submitted_has_total",
            ),
        ]


class WrittenOpinion(TimeStamped):
    """What a member wrote beside the scores: stance on the agency's report, and whether to meet. Legal: Điều 7.6.d."""

    sheet = models.OneToOneField(ScoreSheet, on_delete=models.PROTECT, related_name="written")
    stance = models.CharField(_("ý kiến"), max_length=8, choices=Stance.choices)
    reason = VietnameseTextField(_("lý do, nội dung ý kiến"), blank=True)
    wants_meeting = models.BooleanField(_("đề nghị họp"), default=False)
    meeting_reason = VietnameseTextField(_("lý do đề nghị họp"), blank=True)
    received_on = models.DateField(_("ngày nhận"))
    file = models.ForeignKey("files.StoredFile", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    entered_by = models.ForeignKey(
        "accounts.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+",
        help_text=_("Thư ký, khi thành viên ký phiếu giấy."),
    )  # fmt: skip

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(stance="agree") | ~Q(reason=""), name="written_opinion_other_has_reason"
            ),
            models.CheckConstraint(
                condition=Q(wants_meeting=False) | ~Q(meeting_reason=""), name="written_opinion_meeting_has_reason"
            ),
            models.CheckConstraint(
                condition=Q(entered_by__isnull=True) | Q(file__isnull=False), name="written_opinion_entered_has_file"
            ),
        ]


class ScoreAnswer(TimeStamped):
    """One tick: option position from 1, or 0 for "Không đạt mức nào"; a row without option is a note only."""

    sheet = models.ForeignKey(ScoreSheet, on_delete=models.CASCADE, related_name="answers")
    criterion = models.CharField(max_length=12)
    option = models.PositiveSmallIntegerField(null=True, blank=True)
    comment = VietnameseCharField(max_length=500, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["sheet", "criterion"], name="score_answer_once")]


class ScoreRevision(models.Model):
    """A submitted sheet's values before it was reopened, kept for ever, with the reason."""

    sheet = models.ForeignKey(ScoreSheet, on_delete=models.PROTECT, related_name="revisions")
    number = models.PositiveSmallIntegerField()
    answers = models.JSONField()
    total = models.DecimalField(max_digits=6, decimal_places=2)
    submitted_at = models.DateTimeField()
    reopened_at = models.DateTimeField()
    reopened_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    reason = VietnameseTextField(_("lý do mở lại"))
    member_reason = VietnameseTextField(_("lý do của người đánh giá khi cho điểm lại"), blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["sheet", "number"], name="score_revision_once")]


class AgreedOption(TimeStamped):
    """Mức Hội đồng thống nhất: where members' ticks fall on both sides of a minimum. Never changes the mean."""

    item = models.ForeignKey(SessionItem, on_delete=models.PROTECT, related_name="agreed")
    criterion = models.CharField(max_length=12)
    option = models.PositiveSmallIntegerField()
    reason = VietnameseTextField(_("căn cứ thống nhất"))
    recorded_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["item", "criterion"], name="agreed_option_once")]


class KnockOut(TimeStamped):
    """A conclusion that the dossier is rejected, by the dossier ground or by a criterion's rule, with its paper."""

    item = models.ForeignKey(SessionItem, on_delete=models.PROTECT, related_name="knockouts")
    code = models.CharField(_("tiêu chí hoặc 'dossier'"), max_length=12)
    reason = VietnameseTextField(_("lý do"))
    paper_reference = VietnameseCharField(_("văn bản làm căn cứ"), max_length=250)
    paper_file = models.ForeignKey(
        "files.StoredFile", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    recorded_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["item", "code"], name="knock_out_once")]


class ResultBatch(Versioned, TimeStamped):
    """The results of a session on their way to paper: report, memo, decision with its annex, certificates, notices."""

    code = RandomCodeField()
    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="batches")
    kind = models.CharField(
        max_length=12,
        choices=[("recognition", _("Công nhận 3-4 sao")), ("approval", _("Phê duyệt kết quả từ 90 điểm"))],
    )
    items = models.ManyToManyField(SessionItem, related_name="batches")
    decision_paper = models.ForeignKey(
        "documents.Paper", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    memo_paper = models.ForeignKey("documents.Paper", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    created_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    issued_on = models.DateField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.get_kind_display()} ({self.session.held_on:%d/%m/%Y})"

    def get_absolute_url(self) -> str:
        return reverse("assessment:batch", args=[self.code])


# A file of its own: the step at the ministry.
from .ministry_models import MinistryFile  # noqa: E402

__all__ = [
    "AgreedOption",
    "Appraisal",
    "Attendance",
    "Council",
    "KnockOut",
    "MinistryFile",
    "ResultBatch",
    "ScoreAnswer",
    "ScoreRevision",
    "ScoreSheet",
    "Seat",
    "Session",
    "SessionItem",
    "WrittenOpinion",
]
