"""Entering documents: fields, numbers of the register, doubles, history, recipients; refusals change nothing."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction

from saolang.accounts.enums import RoleKind
from saolang.accounts.models import Organisation
from saolang.audit.models import Event
from saolang.core import clock
from saolang.core.problems import DomainError, NotAllowed, Stale, WrongState
from saolang.documents import domain, numbering, register_hooks
from saolang.documents.domain import keepers
from saolang.documents.models import EntrySeries, KeptRegister, NumberSeries, RegisteredDocument
from saolang.documents.register_models import number_key, search_words
from saolang.files.models import StoredFile
from tests.documents.test_papers import issue
from tests.factories import give_role

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 11, 20)


@pytest.fixture(autouse=True)
def today(time_machine):
    time_machine.move_to(dt.datetime(2026, 11, 20, 3, tzinfo=dt.UTC))


def incoming(world, **changes):
    given = {
        "holder": world.bodies.province,
        "received_on": TODAY,
        "kind": "Thông báo",
        "number": "178",
        "symbol": "TB-VP",
        "issued_on": dt.date(2026, 11, 18),
        "issuer_name": "Văn phòng Trung ương Mẫu",
        "abstract": "Kết luận về sản phẩm mật hoa dừa",
        "actor": world.people.officer,
        **changes,
    }
    return domain.enter_incoming(**given)


def outgoing(world, **changes):
    given = {
        "holder": world.bodies.province,
        "issued_on": TODAY,
        "kind": "Kế hoạch",
        "number": "5",
        "symbol": "KH-UBND",
        "abstract": "Phát triển sản phẩm OCOP",
        "actor": world.people.officer,
        **changes,
    }
    return domain.enter_outgoing(**given)


@pytest.fixture
def kept(world, monkeypatch):
    """The province's committee keeps its register here since the first of January."""
    monkeypatch.setattr(numbering, "_policy", [lambda issuer, day: True])
    return KeptRegister.objects.create(
        holder=world.bodies.province, valid_from=dt.date(2026, 1, 1), source="Quyết định mẫu"
    )


def nothing_kept() -> bool:
    return not (RegisteredDocument.objects.exists() or StoredFile.objects.exists() or Event.objects.exists())


def text_file(words: str, name: str = "van-ban.txt") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, words.encode(), "text/plain")


def test_incoming_keeps_every_field_of_the_decree(world) -> None:
    document = incoming(
        world, number="0178", symbol=" TB - VP ", signer_name="Nguyễn Thị Mẫu A", signer_title="Chánh Văn phòng",
        urgency="urgent", page_count=4, language="Tiếng Việt", note="Bản giấy", answer_due_on=dt.date(2026, 12, 1),
        handler="Phòng Mẫu", handling="Chuyển phòng Mẫu xử lý", file_notation="12/OCOP", file_year=2026,
        file_organ="H.1", file_ordinal=3, entry_number=31, effective_on=dt.date(2026, 11, 18),
    )  # fmt: skip
    document.refresh_from_db()
    assert (document.number, document.symbol, document.number_key) == ("178", "TB-VP", "178/tb-vp")
    assert (document.entry_number, document.entry_year, document.entered_on) == (31, 2026, TODAY)
    assert not document.entry_by_system
    assert (document.urgency, document.page_count, document.file_ordinal) == ("urgent", 4, 3)
    assert document.title == "Thông báo số 178/TB-VP"
    assert document.entered_by == world.people.officer
    event = Event.objects.get()
    assert event.verb == "documents.registereddocument.enter"
    assert event.payload["number"] == "178/TB-VP"
    assert "Mẫu A" not in event.data


def test_entry_lists_every_problem_at_once(world) -> None:
    with pytest.raises(DomainError) as caught:
        incoming(
            world, abstract=" ", number="x y", symbol="?", issuer_name="", received_on=dt.date(2026, 11, 21),
            issued_on=dt.date(2026, 11, 22), urgency="now", answer_due_on=dt.date(2026, 1, 1), page_count=0,
            effective_on=dt.date(2026, 5, 2), ends_on=dt.date(2026, 5, 1), note="x" * 501,
        )  # fmt: skip
    assert caught.value.codes == [
        "abstract_missing", "too_long", "number_bad", "symbol_bad", "urgency_unknown", "issuer_missing",
        "issued_in_future", "received_in_future", "received_before_issue", "due_before_issue", "effect_order",
        "count_bad",
    ]  # fmt: skip
    assert nothing_kept()


def test_unknown_field_is_a_mistake_of_the_program(world) -> None:
    with pytest.raises(TypeError, match="secret_level"):
        incoming(world, secret_level=3)
    assert nothing_kept()


@pytest.mark.parametrize(
    "who", ["commune_officer", "leader", "auditor", "owner", "member", "administrator", "stranger"]
)
def test_only_keepers_enter(world, who: str) -> None:
    with pytest.raises(NotAllowed):
        incoming(world, actor=getattr(world.people, who), file=text_file("a"))
    assert nothing_kept()


def test_file_is_stored_with_its_text_and_found_by_its_words(world) -> None:
    document = incoming(world, file=text_file("Đề nghị các sở rà soát vùng nguyên liệu dừa hữu cơ."))
    assert document.file.kind == "text"
    assert document.file.purpose == domain.DOCUMENT_PURPOSE
    assert "vung nguyen lieu" in document.search_text
    assert Event.objects.get().payload["file"] == document.file.sha256


def test_staged_file_is_entered_once(world) -> None:
    from saolang.documents.domain.register_files import drop_staged, stage

    stored, words = stage(text_file("Nội dung thử"), holder=world.bodies.province, actor=world.people.officer)
    assert words == "Nội dung thử"
    first = incoming(world, file=stored)
    assert first.text == "Nội dung thử"
    with pytest.raises(DomainError) as caught:
        incoming(world, number="179", file=stored)
    assert caught.value.codes == ["file_used"]
    lost, _words = stage(text_file("Bỏ dở"), holder=world.bodies.province, actor=world.people.officer)
    assert drop_staged(before=clock.now() + dt.timedelta(seconds=1)) == 1
    assert list(StoredFile.objects.all()) == [first.file]
    assert lost.pk != first.file_id


# --- numbers -------------------------------------------------------------------------------------------------------


def test_entry_numbers_run_for_holder_direction_and_year_where_the_register_is_kept_here(world, kept) -> None:
    first = incoming(world, entry_number=99)
    second = incoming(world, number="179")
    sent = outgoing(world)
    commune = incoming(world, holder=world.bodies.commune, actor=world.people.commune_officer, entry_number=7)
    old = incoming(world, number="1", received_on=dt.date(2025, 12, 31), issued_on=dt.date(2025, 12, 30))
    assert [row.entry_number for row in (first, second, sent, commune, old)] == [1, 2, 1, 7, None]
    assert [row.entry_by_system for row in (first, second, sent, commune, old)] == [True, True, True, False, False]
    assert sent.number == "1"
    assert NumberSeries.objects.get().symbol == "KH-UBND"
    assert EntrySeries.objects.count() == 2


def test_numbers_given_before_by_hand_are_stepped_over(world, kept) -> None:
    RegisteredDocument.objects.create(
        holder=world.bodies.province,
        direction="incoming",
        entry_number=1,
        entry_year=2026,
        entered_on=TODAY,
        abstract="a",
    )
    kept.delete()
    outgoing(world, number="1")
    keepers.keep_here(
        world.bodies.province, valid_from=TODAY, source="Quyết định mẫu", actor=world.people.administrator
    )
    assert incoming(world).entry_number == 2
    assert outgoing(world).number == "2"


def test_switch_of_the_province_alone_gives_no_numbers(world, monkeypatch) -> None:
    monkeypatch.setattr(numbering, "_policy", [lambda issuer, day: True])
    assert incoming(world).entry_number is None
    assert outgoing(world).number == "5"
    assert not EntrySeries.objects.exists()
    assert not NumberSeries.objects.exists()


def test_listed_body_gets_no_numbers_while_the_province_has_not_switched_on(world) -> None:
    KeptRegister.objects.create(holder=world.bodies.province, valid_from=TODAY, source="Quyết định mẫu")
    assert incoming(world).entry_number is None


def test_entry_number_by_hand_is_taken_once(world) -> None:
    incoming(world, entry_number=31)
    before = (RegisteredDocument.objects.count(), Event.objects.count())
    with pytest.raises(DomainError) as caught:
        incoming(world, number="179", entry_number=31)
    assert caught.value.codes == ["entry_taken"]
    assert (RegisteredDocument.objects.count(), Event.objects.count()) == before


def test_database_refuses_an_entry_number_twice(world) -> None:
    incoming(world, entry_number=31)
    other = incoming(world, number="179")
    with pytest.raises(IntegrityError), transaction.atomic():
        RegisteredDocument.objects.filter(pk=other.pk).update(entry_number=31, entry_year=2026)


def test_keepers_are_named_with_source_and_never_overlap(world) -> None:
    people, body = world.people, world.bodies.province
    for who in (people.leader, people.commune_officer, people.stranger):
        with pytest.raises(NotAllowed):
            keepers.keep_here(body, valid_from=TODAY, source="x", actor=who)
    with pytest.raises(DomainError) as caught:
        keepers.keep_here(body, valid_from=TODAY, valid_to=dt.date(2026, 1, 1), source=" ", actor=people.officer)
    assert caught.value.codes == ["source_missing", "period"]
    row = keepers.keep_here(body, valid_from=TODAY, source="Quyết định mẫu", actor=people.administrator)
    with pytest.raises(DomainError) as caught:
        keepers.keep_here(body, valid_from=dt.date(2027, 1, 1), source="x", actor=people.officer)
    assert caught.value.codes == ["overlap"]
    with pytest.raises(DomainError) as caught:
        keepers.end_keeping(row, valid_to=dt.date(2026, 1, 1), actor=people.officer, reason="")
    assert caught.value.codes == ["period", "reason_missing"]
    keepers.end_keeping(row, valid_to=dt.date(2026, 12, 31), actor=people.officer, reason="Về văn thư")
    with pytest.raises(WrongState):
        keepers.end_keeping(row, valid_to=dt.date(2027, 12, 31), actor=people.officer, reason="x")
    keepers.keep_here(body, valid_from=dt.date(2027, 1, 1), source="x", actor=people.officer)
    assert KeptRegister.objects.count() == 2


# --- doubles -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "changes",
    [
        {"number": "0178", "symbol": "tb-vp"},
        {"issuer_name": "VĂN PHÒNG TRUNG ƯƠNG MẪU", "issued_on": dt.date(2026, 3, 1)},
        {"issued_on": None},
    ],
)
def test_same_number_symbol_issuer_and_year_is_a_double(world, changes) -> None:
    first = incoming(world)
    with pytest.raises(domain.DuplicateEntry) as caught:
        incoming(world, **changes)
    assert caught.value.documents == [first]
    assert caught.value.problems[0].url == first.get_absolute_url()
    assert RegisteredDocument.objects.count() == 1
    second = incoming(world, keep_duplicate="Bản gửi lại có sửa phụ lục", **changes)
    assert second.pk != first.pk
    assert Event.objects.last().reason == "Bản gửi lại có sửa phụ lục"


@pytest.mark.parametrize(
    "changes",
    [
        {"issued_on": dt.date(2025, 11, 18)},
        {"symbol": "TB-UBND"},
        {"issuer_name": "Bộ Mẫu"},
        {"number": "", "symbol": ""},
    ],
)
def test_another_year_symbol_or_issuer_is_no_double(world, changes) -> None:
    incoming(world)
    assert incoming(world, **changes).pk


def test_same_file_is_a_double_and_leaves_one_file(world) -> None:
    incoming(world, file=text_file("Một nội dung"))
    with pytest.raises(domain.DuplicateEntry):
        incoming(world, number="200", file=text_file("Một nội dung", "khac.txt"))
    assert StoredFile.objects.count() == 1


def test_register_of_another_body_knows_no_double(world) -> None:
    incoming(world)
    assert incoming(world, holder=world.bodies.commune, actor=world.people.commune_officer).pk


# --- history, recipients, papers -----------------------------------------------------------------------------------


def test_documents_older_than_the_province_says_are_history(world) -> None:
    old = {"number": "1", "issued_on": dt.date(2025, 6, 30)}
    assert not incoming(world).is_history
    assert incoming(world, **old).is_history
    assert not incoming(world, **{**old, "number": "2"}, is_history=False).is_history


def test_recipients_are_lines_matched_to_bodies(world) -> None:
    document = outgoing(
        world,
        recipients=[
            "- UBND xã Song Phú (th/hiện);", "Ủy ban nhân dân xã Song Phú", "Các sở, ngành", world.bodies.other,
            "Lưu: VT.",
        ],
    )  # fmt: skip
    rows = [(row.name, row.organisation, row.sent_on) for row in document.recipients.all()]
    assert rows == [
        ("UBND xã Song Phú (th/hiện)", world.bodies.commune, TODAY),
        ("Ủy ban nhân dân xã Song Phú", None, None),
        ("Các sở, ngành", None, None),
        (world.bodies.other.name, world.bodies.other, TODAY),
        ("Lưu: VT", None, None),
    ]


def test_department_is_found_without_the_name_of_the_province(world) -> None:
    sector = Organisation.objects.create(
        kind="department", name="Sở Tài chính tỉnh Vĩnh Long", unit=world.units.province
    )
    document = outgoing(world, recipients=["Sở Tài chính", "Sở Tài chính Mẫu"])
    assert [row.organisation for row in document.recipients.all()] == [sector, None]


def test_incoming_is_read_elsewhere_once_sent_on_and_receipt_is_confirmed_once(world) -> None:
    document = incoming(world, recipients=["Ủy ban nhân dân xã Song Phú"])
    clerk = world.people.commune_officer
    assert not clerk.has_perm("documents.view_registered", document)
    (row,) = domain.send_on(document, bodies=[world.bodies.commune], actor=world.people.officer)
    assert domain.send_on(document, bodies=[world.bodies.commune], actor=world.people.officer) == []
    assert clerk.has_perm("documents.view_registered", document)
    with pytest.raises(NotAllowed):
        domain.confirm_receipt(row, actor=world.people.other_officer)
    assert domain.confirm_receipt(row, actor=clerk).received_on == TODAY
    with pytest.raises(WrongState):
        domain.confirm_receipt(row, actor=clerk)
    with pytest.raises(DomainError) as caught:
        domain.send_on(document, bodies=[], actor=world.people.officer)
    assert caught.value.codes == ["no_recipient"]


def test_issued_paper_enters_the_register_on_demand(draft, world, signed) -> None:
    officer = world.people.officer
    with pytest.raises(DomainError) as caught:
        domain.register_paper(draft, officer)
    assert caught.value.codes == ["not_issued"]
    paper = issue(domain.submit_for_signature(draft, actor=officer), world, signed(), issued_on=TODAY)
    assert not RegisteredDocument.objects.exists()
    with pytest.raises(NotAllowed):
        domain.register_paper(paper, world.people.leader)
    document = domain.register_paper(paper, officer)
    assert domain.register_paper(paper, officer) == document
    assert (document.direction, document.kind, document.full_number) == ("outgoing", "Quyết định", "15/QĐ-UBND")
    assert document.abstract == "công nhận sản phẩm OCOP đợt 1 năm 2026"
    assert (document.issuer, document.file, document.entered_on) == (paper.issuer, paper.signed_file, TODAY)
    assert "Sản phẩm mẫu số 1" in document.text
    assert [row.name for row in document.recipients.all()] == ["Lưu: VT"]


def test_issue_enters_the_paper_where_the_register_is_kept_here(draft, world, signed, kept) -> None:
    officer = world.people.officer
    paper = issue(domain.submit_for_signature(draft, actor=officer), world, signed(), number="", issued_on=TODAY)
    document = RegisteredDocument.objects.get()
    assert (document.paper, document.number, document.entry_number) == (paper, "1", 1)
    with pytest.raises(DomainError) as caught:
        domain.correct(document, changes={"number": "9"}, actor=officer, reason="x")
    assert caught.value.codes == ["fixed"]


# --- corrections ---------------------------------------------------------------------------------------------------


def test_correction_changes_what_is_named_and_says_so(world) -> None:
    document = incoming(world, note="cũ")
    officer = world.people.officer
    for reason, code in ((" ", "reason_missing"), ("Gõ nhầm", "abstract_missing")):
        with pytest.raises(DomainError) as caught:
            domain.correct(document, changes={"abstract": "", "note": "mới"}, actor=officer, reason=reason)
        assert caught.value.codes == [code]
    document.refresh_from_db()
    assert (document.note, document.version) == ("cũ", 1)
    fixed = domain.correct(
        document, changes={"number": "187", "note": "", "abstract": document.abstract}, actor=officer,
        reason="Gõ nhầm số", expected_version=1, file=text_file("Nội dung đến sau"),
    )  # fmt: skip
    fixed.refresh_from_db()
    assert (fixed.number_key, fixed.note, fixed.text, fixed.version) == ("187/tb-vp", "", "Nội dung đến sau", 2)
    assert Event.objects.last().payload["fields"] == ["note", "number", "file"]
    with pytest.raises(Stale):
        domain.correct(document, changes={"note": "y"}, actor=officer, reason="x", expected_version=1)
    with pytest.raises(WrongState):
        domain.correct(document, changes={}, actor=officer, reason="x", file=text_file("khác"))
    with pytest.raises(NotAllowed):
        domain.correct(document, changes={"note": "y"}, actor=world.people.leader, reason="x")


def test_correction_leaves_numbers_of_the_system_alone(world, kept) -> None:
    document = incoming(world)
    with pytest.raises(DomainError) as caught:
        domain.correct(document, changes={"entry_number": 5}, actor=world.people.officer, reason="x")
    assert caught.value.codes == ["fixed"]


def test_keys_and_words() -> None:
    assert number_key("05 ", "QĐ - UBND") == number_key("5", "QĐ-UBND") == "5/qđ-ubnd"
    assert number_key("", "") == ""
    assert search_words("Số: 178/TB-VP, (Mật hoa dừa); mật HOA dừa.") == "so 178/tb-vp mat hoa dua"


def test_readers_of_apps_above_are_asked_in_turn(monkeypatch) -> None:
    from saolang.core.registries import Registry

    readers = Registry("x")
    readers.add(lambda data, name: "", key="a")
    readers.add(lambda data, name: f"đọc {name}", key="b")
    monkeypatch.setattr(register_hooks, "text_readers", readers)
    assert register_hooks.first_text(b"x", "a.pdf") == "đọc a.pdf"
    assert register_hooks.first_text("chữ".encode("utf-16"), "a.txt") == "đọc a.txt"
    monkeypatch.setattr(register_hooks, "text_readers", Registry("y"))
    assert register_hooks.first_text("chữ".encode("utf-16"), "a.txt") == "chữ"
    assert register_hooks.first_text(b"\xff\xfa\x81", "a.txt") == ""
    assert register_hooks.first_text(b"%PDF", "a.pdf") == ""


def test_steering_secretary_keeps_the_register_of_the_committee(world) -> None:
    committee = Organisation.objects.create(kind="steering", name="Ban Chỉ đạo Mẫu", unit=world.units.province)
    secretary = world.people.stranger
    give_role(secretary, RoleKind.STEERING_SECRETARY, unit=world.units.province)
    assert incoming(world, holder=committee, actor=secretary).holder == committee
