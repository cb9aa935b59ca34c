"""Notices brought to any step, from texts of our own; the province, its bodies and people are fictional."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from saolang.accounts.domain.organisations import committee_of
from saolang.accounts.enums import OrganisationKind, RoleKind
from saolang.accounts.models import Organisation
from saolang.directives.domain import notices
from saolang.directives.models import Notice, SteeringMember
from saolang.documents.enums import Direction
from saolang.documents.models import RegisteredDocument
from tests.factories import LONG_AGO, commune, make_user, other_commune, province

NOW = dt.datetime(2026, 11, 23, 2, tzinfo=dt.UTC)
TODAY = dt.date(2026, 11, 23)
SEEDS = Path(__file__).resolve().parents[3] / "shared" / "reference" / "seeds"

TEXT = """VĂN PHÒNG ỦY BAN NHÂN DÂN TỈNH VĨNH LONG

Số: 61/TB-VP

Vĩnh Long, ngày 10 tháng 11 năm 2026

THÔNG BÁO

Kết luận của Phó Chủ tịch Ủy ban nhân dân tỉnh tại cuộc họp về Chương trình mỗi xã một sản phẩm

Phó Chủ tịch Ủy ban nhân dân tỉnh yêu cầu các cơ quan, đơn vị thực hiện Kế hoạch số 35/KH-BCĐ ngày 17 tháng 3 năm 2026:

1. Sở Khoa học và Công nghệ

- Lập danh mục các nhiệm vụ phát triển tài sản trí tuệ năm 2027 trước ngày 15/12/2026.

- Tiếp tục hướng dẫn các chủ thể đăng ký nhãn hiệu tập thể cho sản phẩm.

2. Sở Tài chính: Trên cơ sở danh mục do Sở Khoa học và Công nghệ gửi đến, đề xuất bố trí kinh phí năm 2027.

3. Trung tâm Thử nghiệm nông sản Mẫu: Kiểm nghiệm 20 mẫu sản phẩm, hoàn thành trong tháng 11/2026.

4. Các thành viên Ban Chỉ đạo còn lại: Phối hợp thực hiện các nội dung trên.

5. Ủy ban nhân dân các xã, phường

- Khẩn trương tổ chức khen thưởng cho các chủ thể có sản phẩm được công nhận năm 2026.

- Rà soát hồ sơ đánh giá, phân hạng sản phẩm.

Trên đây là kết luận của Phó Chủ tịch Ủy ban nhân dân tỉnh, các đơn vị biết và thực hiện./.

Nơi nhận:
- Như trên;
- Lưu: VT.

KT. CHÁNH VĂN PHÒNG
PHÓ CHÁNH VĂN PHÒNG

Nguyễn Văn Mẫu
"""


def bodies() -> SimpleNamespace:
    """The bodies that TEXT names, two communes, and the people who act for some of them."""
    home = province()
    made = Organisation.objects.get_or_create
    one, two = commune(), other_commune()

    def body(kind: str, name: str) -> Organisation:
        return made(kind=kind, unit=home, name=name, defaults={"valid_from": LONG_AGO})[0]

    found = SimpleNamespace(
        province=home,
        office=body(OrganisationKind.OCOP_OFFICE, "Văn phòng Điều phối nông thôn mới tỉnh Vĩnh Long"),
        science=body(OrganisationKind.DEPARTMENT, "Sở Khoa học và Công nghệ tỉnh Vĩnh Long"),
        finance=body(OrganisationKind.DEPARTMENT, "Sở Tài chính tỉnh Vĩnh Long"),
        trade=body(OrganisationKind.DEPARTMENT, "Sở Công Thương tỉnh Vĩnh Long"),
        health=body(OrganisationKind.DEPARTMENT, "Sở Y tế tỉnh Vĩnh Long"),
        committee=body(OrganisationKind.STEERING, "Ban Chỉ đạo OCOP tỉnh Vĩnh Long"),
        communes=[committee_of(one), committee_of(two)],
    )
    for number, member in enumerate((found.science, found.finance, found.trade, found.health)):
        SteeringMember.objects.get_or_create(
            committee=found.committee, body=member, defaults={"standing": number == 0, "valid_from": LONG_AGO}
        )
    found.secretary = make_user(RoleKind.STEERING_SECRETARY, unit=home)
    return found


def document(place: SimpleNamespace, text: str = TEXT, **fields: Any) -> RegisteredDocument:
    """An incoming document with its text, as the register would hold it."""
    given = {
        "direction": Direction.INCOMING.value, "holder": place.office, "kind": "Thông báo", "number": "61",
        "symbol": "TB-VP", "issued_on": dt.date(2026, 11, 10), "issuer_name": "Văn phòng Ủy ban nhân dân tỉnh",
        "abstract": "Kết luận của Phó Chủ tịch Ủy ban nhân dân tỉnh", "text": text,
    }  # fmt: skip
    return RegisteredDocument.objects.create(**{**given, **fields})


def notice(place: SimpleNamespace, text: str = TEXT, **fields: Any) -> Notice:
    """A notice that waits for confirmation."""
    return notices.take_in(document(place, text, **fields), actor=place.secretary, committee=place.committee)


def task(notice: Notice, place: str) -> dict[str, Any]:
    """A task of the draft by its label."""
    from saolang.directives.domain.notices_draft import labels, task_of

    names = {label: key for key, label in labels(notice.draft).items()}
    return task_of(notice.draft, names[place])


def upload(text: str = TEXT, name: str = "thong-bao.txt") -> SimpleUploadedFile:
    """A text file as a person brings it."""
    return SimpleUploadedFile(name, text.encode(), content_type="text/plain")
