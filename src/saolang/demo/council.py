"""Sessions of the demo: one that ended with results on paper, one that is going on."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from saolang.assessment.domain.appraisals import hand_in_appraisal, write_appraisal
from saolang.assessment.domain.conclude import conclude
from saolang.assessment.domain.drafts import draft_session_papers, make_batch
from saolang.assessment.domain.issue import draft_notice, issue_certificate, issue_decision, publish_results
from saolang.assessment.domain.scoring import save_ticks, start_scoring, submit_sheet
from saolang.assessment.domain.sessions import add_item, close_session, open_session, plan_session, record_attendance
from saolang.assessment.enums import AppraisalConclusion
from saolang.assessment.models import ScoreSheet, Session, SessionItem
from saolang.dossiers.models import Dossier
from saolang.registry.models import Recognition

from .dossiers import answers_for, issue, signed_values
from .timeline import day, on

CHAIRMAN = "Người Ký Mẫu"
VOTERS = ("chair", "deputy", "member1", "member2", "member3", "member4")


def appraise(dossier: Dossier, people: SimpleNamespace, offset: int) -> None:
    """The advisory group's report on one dossier, handed in."""
    with on(offset):
        appraisal = write_appraisal(
            dossier,
            text="Hồ sơ đầy đủ theo quy định. Tổ tư vấn đã đối chiếu bản gốc giấy tờ và gọi xác minh bốn đại lý.",
            surveyed_on=day(offset - 2),
            survey_text="Xưởng đang sản xuất, khu sơ chế tách khỏi khu đóng gói.",
            conclusion=AppraisalConclusion.READY,
            actor=people.adviser,
        )
        hand_in_appraisal(appraisal, actor=people.adviser)


def hold(council: Any, dossiers: list[Dossier], people: SimpleNamespace, offset: int, absent: str = "") -> Session:
    """Plan and open a session with these dossiers; one member may be absent."""
    with on(offset - 4):
        session = plan_session(
            council=council, round=dossiers[0].round, held_on=day(offset), place="Phòng họp mẫu", actor=people.officer
        )
        for dossier in dossiers:
            add_item(session, dossier=dossier, actor=people.officer)
    with on(offset, 8):
        for key, seat in people.seats.items():
            away = key == absent
            record_attendance(
                session,
                seat=seat,
                present=not away,
                reason="Đi công tác theo lịch" if away else "",
                actor=people.secretary,
            )
        session.refresh_from_db()
        return open_session(session, chaired_by=people.seats["chair"], actor=people.secretary)


def vote(item: SessionItem, seat: Any, ticks: dict[str, int], *, submit: bool = True) -> None:
    """One member fills a sheet, and submits it."""
    sheet = ScoreSheet.objects.get(item=item, seat=seat)
    save_ticks(sheet, ticks=ticks, actor=seat.user)
    if submit:
        submit_sheet(ScoreSheet.objects.get(pk=sheet.pk), actor=seat.user)


def score(item: SessionItem, row: dict[str, Any], people: SimpleNamespace, *, keys: tuple[str, ...] = VOTERS,
          changes: dict[str, dict[str, int]] | None = None) -> None:  # fmt: skip
    """Members score a dossier; ``changes`` names what single members tick otherwise."""
    ticks = answers_for(row)
    for key in keys:
        vote(item, people.seats[key], {**ticks, **(changes or {}).get(key, {})})


def past_session(
    council: Any, found: dict[str, Dossier], rows: dict[str, dict[str, Any]], people: SimpleNamespace
) -> None:
    """A closed session: one product published, one decided and waiting, one below, one from 90 points."""
    keys = ("published", "decided", "below", "potential")
    for key in keys:
        appraise(found[key], people, -46)
    session = hold(council, [found[key] for key in keys], people, -40)
    with on(-40, 10):
        for item in session.items.all():
            key = next(key for key in keys if found[key].pk == item.dossier_id)
            start_scoring(item, actor=people.secretary)
            score(item, rows[key], people, changes={"member2": {"4.2": 2}, "member4": {"6.2": 2}})
            conclude(SessionItem.objects.get(pk=item.pk), actor=people.chair)
    with on(-40, 16):
        close_session(Session.objects.get(pk=session.pk), actor=people.secretary)
    session = Session.objects.get(pk=session.pk)
    items = {key: session.items.get(dossier=found[key]) for key in keys}
    with on(-38):
        draft_session_papers(session, actor=people.officer)
        first = make_batch(session, kind="recognition", items=[items["published"]], actor=people.officer)
        make_batch(session, kind="recognition", items=[items["decided"]], actor=people.officer)
        approval = make_batch(session, kind="approval", items=[items["potential"]], actor=people.officer)
        draft_notice(items["below"], actor=people.officer)
    _decide(first, people, -36)
    _decide(approval, people, -36)
    with on(-30):
        recognition = Recognition.objects.get(decision__paper=first.decision_paper)
        issue_certificate(
            recognition,
            number="1",
            symbol="GCN-UBND",
            issued_on=day(-30),
            signer_name=CHAIRMAN,
            signer_title="Chủ tịch",
            sign_mode="none",
            actor=people.officer,
        )
    with on(-29):
        first.refresh_from_db()
        publish_results(first, actor=people.officer)


def _decide(batch: Any, people: SimpleNamespace, offset: int) -> None:
    with on(offset):
        issue(
            batch.memo_paper, "TTr-VPĐP", signer="Chánh Văn Phòng Mẫu", title="Chánh Văn phòng", mode="none",
            offset=offset, actor=people.officer,
        )  # fmt: skip
        values = signed_values(
            batch.decision_paper, "QĐ-UBND", signer=CHAIRMAN, title="Chủ tịch", mode="none", offset=offset,
            actor=people.officer,
        )  # fmt: skip
        batch.refresh_from_db()
        issue_decision(batch, **values)


def running_session(
    council: Any, found: dict[str, Dossier], rows: dict[str, dict[str, Any]], people: SimpleNamespace
) -> None:
    """Today's session: one dossier half scored, one revealed with ticks on both sides of a minimum, one waiting."""
    keys = ("scoring", "revealed", "appraised")
    for key in keys:
        appraise(found[key], people, -6)
    session = hold(council, [found[key] for key in keys[:2]], people, 0, absent="member4")
    with on(0):
        items = {key: session.items.get(dossier=found[key]) for key in keys[:2]}
        start_scoring(items["revealed"], actor=people.secretary)
        score(
            items["revealed"],
            rows["revealed"],
            people,
            keys=VOTERS[:-1],
            changes={
                "member1": {"7": 2, "5.3": 4},
                "member2": {"9": 1, "4.3": 2, "7": 2, "6.2": 2, "1.1": 2},
                "member3": {"4.3": 5, "6.3": 4, "8": 3},
                "deputy": {"9": 1},
            },
        )
        start_scoring(items["scoring"], actor=people.secretary)
        score(items["scoring"], rows["scoring"], people, keys=("chair", "member2"))
        half = {code: option for code, option in answers_for(rows["scoring"]).items() if code[:2] in ("1.", "2.", "3.")}
        vote(items["scoring"], people.seats["member1"], half, submit=False)
