"""From printed addressees to the bodies of today."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from saolang.accounts.enums import OrganisationKind
from saolang.accounts.models import Organisation
from saolang.directives.addressing import bare, group_of, resolve
from saolang.directives.domain.bodies import members_on
from saolang.directives.models import ReadingRule, SteeringMember
from saolang.places.models import Unit, UnitSuccession
from tests.factories import LONG_AGO, commune, other_commune, province

pytestmark = pytest.mark.django_db
OLD_DAY = dt.date(2023, 8, 10)
END = dt.date(2025, 6, 30)


def body(name: str, kind: str = OrganisationKind.DEPARTMENT, unit: Unit | None = None, **fields: Any) -> Organisation:
    return Organisation.objects.create(kind=kind, name=name, unit=unit or province(), **fields)


def old_unit(level: str, code: str, name: str, kind: str, parent: Unit | None = None) -> Unit:
    return Unit.objects.create(level=level, code=code, name=name, kind=kind, parent=parent, valid_to=END)


@pytest.fixture
def land() -> dict[str, Any]:
    """Today's province of two communes; the old province with one district, whose commune went into the first."""
    here, first, second = province(), commune(), other_commune()
    old = old_unit("province", "84", "Cũ Mẫu", "province")
    district = old_unit("district", "844", "Mẫu Cần", "district", old)
    old_commune = old_unit("commune", "29001", "Mẫu Một", "commune", district)
    UnitSuccession.objects.create(old=old, new=here, effective_on=LONG_AGO)
    UnitSuccession.objects.create(old=old_commune, new=first, effective_on=LONG_AGO)
    committees = [body(f"Ủy ban nhân dân {unit.label}", "committee", unit) for unit in (first, second)]
    committee = body("Ban Chỉ đạo Mẫu", OrganisationKind.STEERING)
    names = ("Sở Khoa học và Công nghệ", "Sở Công Thương", "Sở Nông nghiệp và Môi trường", "Sở Y tế")
    departments = [body(f"{name} tỉnh Vĩnh Long") for name in names]
    for department in departments:
        SteeringMember.objects.create(
            committee=committee, body=department, valid_from=LONG_AGO, standing=department == departments[0]
        )
    return {"province": here, "committees": committees, "committee": committee, "departments": departments}


def names(texts: list[str], land: dict[str, Any], **options: Any) -> list[str]:
    answer = resolve(texts, province=land["province"], committee=land["committee"], **options)
    assert answer.unknown == []
    return [item.body.name for item in answer.found]


def test_department_is_found_with_and_without_its_province(land):
    assert names(["Sở Y tế"], land) == names(["Sở Y tế tỉnh Vĩnh Long"], land) == ["Sở Y tế tỉnh Vĩnh Long"]


def test_former_name_leads_to_the_department_of_today_and_says_so(land):
    answer = resolve(["Sở Nông nghiệp và Phát triển nông thôn"], province=land["province"])
    assert [item.body for item in answer.found] == [land["departments"][2]]
    assert answer.found[0].why == "Sở Nông nghiệp và Phát triển nông thôn nay là Sở Nông nghiệp và Môi trường"


def test_role_with_a_body_in_brackets_is_the_body(land):
    text = "Thường trực Ban chỉ đạo (Sở Khoa học và Công nghệ)"
    answer = resolve([text], province=land["province"], committee=land["committee"])
    assert [(item.body, item.addressed_as) for item in answer.found] == [(land["departments"][0], text)]


def test_standing_body_is_found_by_its_role(land):
    assert names(["Thường trực Ban Chỉ đạo"], land) == ["Sở Khoa học và Công nghệ tỉnh Vĩnh Long"]


def test_other_members_are_the_committee_without_those_addressed_elsewhere(land):
    taken = [land["departments"][0].pk, land["departments"][1].pk]
    found = names(["Các thành viên Ban chỉ đạo còn lại"], land, taken=taken)
    assert found == ["Sở Nông nghiệp và Môi trường tỉnh Vĩnh Long", "Sở Y tế tỉnh Vĩnh Long"]


def test_other_members_without_a_committee_are_unknown_with_the_reason(land):
    answer = resolve(["Các thành viên Ban chỉ đạo còn lại"], province=land["province"])
    assert answer.found == []
    assert [row.reason for row in answer.unknown] == ["Chưa chọn Ban Chỉ đạo, nên chưa biết các thành viên."]


def test_districts_of_the_printed_province_become_the_communes_of_today(land):
    text = "Ủy ban nhân dân các huyện, thị xã, thành phố"
    answer = resolve([text], province=land["province"], place="Cũ Mẫu", document_on=OLD_DAY)
    assert [(item.body, item.why) for item in answer.found] == [
        (land["committees"][0], "Địa bàn huyện Mẫu Cần cũ (tỉnh Cũ Mẫu)")
    ]


def test_group_of_communes_without_an_old_place_is_the_whole_province(land):
    assert names(["UBND các xã, phường"], land) == [row.name for row in land["committees"]]


def test_group_of_another_province_is_refused_with_the_reason(land):
    Unit.objects.create(level="province", code="68", name="Xa", kind="province", valid_from=LONG_AGO)
    answer = resolve(["UBND các xã"], province=land["province"], place="Xa")
    assert answer.found == []
    assert answer.unknown[0].reason == "Địa bàn “Xa” không thuộc tỉnh này."


def test_ended_district_is_followed_to_the_committees_that_took_over(land):
    answer = resolve(["UBND huyện Mẫu Cần"], province=land["province"], document_on=OLD_DAY, place="Cũ Mẫu")
    assert [item.body for item in answer.found] == [land["committees"][0]]
    assert answer.found[0].why == "huyện Mẫu Cần cũ nay thuộc 1 đơn vị"


def test_ended_body_on_file_is_followed_to_its_successor(land):
    body("Trung tâm Mẫu", OrganisationKind.OTHER, valid_to=END, successor=land["departments"][1])
    assert names(["Trung tâm Mẫu"], land) == ["Sở Công Thương tỉnh Vĩnh Long"]


def test_list_of_bodies_is_cut_between_them_and_never_inside_a_name(land):
    body("Sở Văn hóa, Thể thao và Du lịch tỉnh Vĩnh Long")
    found = names(["Sở Văn hóa, Thể thao và Du lịch, Sở Y tế và Sở Công Thương"], land)
    assert found == [
        "Sở Văn hóa, Thể thao và Du lịch tỉnh Vĩnh Long",
        "Sở Y tế tỉnh Vĩnh Long",
        "Sở Công Thương tỉnh Vĩnh Long",
    ]


def test_body_named_twice_is_found_once(land):
    assert names(["Sở Y tế", "Giao Sở Y tế tỉnh Vĩnh Long"], land) == ["Sở Y tế tỉnh Vĩnh Long"]


def test_unknown_words_come_back_with_what_could_be_made(land):
    answer = resolve(["Hội Nông dân tỉnh"], province=land["province"])
    assert answer.found == []
    assert answer.unknown[0].proposal == {
        "name": "Hội Nông dân tỉnh Vĩnh Long", "short_name": "Hội Nông dân", "kind": "association"
    }  # fmt: skip


def test_rule_of_the_province_comes_first(land):
    ReadingRule.objects.create(
        province=land["province"], kind="addressee", words="Cơ quan lạ",
        value={"bodies": [land["departments"][3].pk]},
    )  # fmt: skip
    assert names(["Cơ quan lạ"], land) == ["Sở Y tế tỉnh Vĩnh Long"]


def test_member_that_left_is_not_asked(land):
    SteeringMember.objects.filter(body=land["departments"][3]).update(valid_to=END + dt.timedelta(days=30))
    assert land["departments"][3].pk not in {row.body_id for row in members_on(land["committee"], dt.date(2026, 1, 1))}
    assert "Sở Y tế tỉnh Vĩnh Long" not in names(["Các thành viên Ban Chỉ đạo còn lại"], land)


@pytest.mark.parametrize(
    ("text", "group"),
    [
        ("Ủy ban nhân dân các huyện, thị xã, thành phố", "communes"),
        ("UBND các huyện, thị xã, thành phố:", "communes"),
        ("Đề nghị UBND cấp xã", "communes"),
        ("các sở, ban, ngành tỉnh", "departments"),
        ("Các thành viên Ban chỉ đạo còn lại", "rest"),
        ("Sở Y tế", ""),
        ("Ủy ban nhân dân xã Song Phú", ""),
    ],
)
def test_words_of_groups_are_known(text, group):
    assert group_of(text) == group


def test_order_before_the_name_is_left_out():
    assert bare("Giao Sở Tài chính") == "Sở Tài chính"
    assert bare("Sở Tài chính") == "Sở Tài chính"
