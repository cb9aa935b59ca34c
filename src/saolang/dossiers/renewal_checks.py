"""What still stands in the way of a renewal: changes not told, carried parts that nobody looked at."""

from __future__ import annotations

from typing import Any, Protocol

from django.urls import reverse
from django.utils.translation import gettext as _

from .carried import CarriedOver
from .enums import DossierKind, UpdateTopic
from .reading import Reading
from .sections import CHANGES, CRITERIA


class Collector(Protocol):
    """What gathers problems by section, see checks.py."""

    code: str

    def need(self, key: str, present: Any, code: str, message: str, fix: str = "", url: str = "") -> None: ...

    def doubt(self, key: str) -> None: ...

    def wrong(self, key: str, code: str, message: str, fix: str = "", url: str = "") -> None: ...


def changes(found: Collector, reading: Reading) -> None:
    """What an upgrade must show, what a re-assessment brings up to date. Legal: Điều 6.1.b-c."""
    dossier = reading.dossier
    if dossier.kind == DossierKind.UPGRADE:
        found.need(
            CHANGES, dossier.changes_text, "changes",
            _("Chưa nêu những thay đổi so với sản phẩm đã được công nhận (Điều 6.1.b)."),
        )  # fmt: skip
        found.need(
            CHANGES, reading.change_papers, "change_papers",
            _("Chưa có tài liệu minh chứng về những thay đổi (Điều 6.1.b)."),
            _("Chọn giấy trong tủ minh chứng, hoặc thêm giấy mới vào tủ trước."),
        )  # fmt: skip
    if dossier.kind == DossierKind.REASSESSMENT:
        for topic in UpdateTopic:
            row = reading.updates.get(topic)
            found.need(
                CHANGES, row is not None and row.is_done, "update_open",
                _("%(topic)s: chưa ghi nội dung mới hoặc đánh dấu “Không thay đổi”.") % {"topic": topic.label},
            )  # fmt: skip


def carried(found: Collector, reading: Reading) -> None:
    """What came from an earlier dossier counts only once somebody looked at it."""
    for part in CarriedOver(reading).open:
        label = part.label[:1].upper() + part.label[1:]
        url = reverse("dossiers:criterion", args=[found.code, part.key]) if part.section == CRITERIA else ""
        if part.section != CRITERIA or part.key in reading.options:
            found.doubt(part.section)
        found.wrong(
            part.section, "carried_unreviewed",
            _("%(label)s: mang sang từ hồ sơ trước, chưa xem lại.") % {"label": label},
            _("Sửa rồi lưu, hoặc xác nhận nếu vẫn đúng."), url,
        )  # fmt: skip
