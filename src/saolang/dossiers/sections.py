"""The parts of a dossier that the producer fills, each saved by itself."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from .enums import DossierKind


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the dossier: ``key`` names it in addresses; ``hint`` says what it is for."""

    key: str
    title: str | Promise
    hint: str | Promise
    fields: tuple[str, ...] = ()

    def url(self, code: str) -> str:
        """Address at which the section is filled."""
        if self.key == CRITERIA:
            return reverse("dossiers:criteria", args=[code])
        return reverse("dossiers:section", args=[code, self.key])


PRODUCER, FORM01, PART1, PART2, CHANGES, CRITERIA, PART4, PAPERS, SIGN = (
    "chu-the", "mau-01", "phan-1", "phan-2", "thay-doi", "phan-3", "phan-4", "minh-chung", "ky",
)  # fmt: skip

SECTIONS: tuple[Section, ...] = (
    Section(PRODUCER, _("Thông tin chủ thể"), _("Lấy từ hồ sơ chủ thể, không phải nhập lại")),
    Section(FORM01, _("Mẫu số 01: Phiếu đăng ký"), _("Sản phẩm mẫu và cam đoan"), ("sample_count", "pledged")),
    Section(PART1, _("Mẫu số 02, Phần I: Thông tin chung"), _("Mô tả sản phẩm, giấy tờ, lịch sử, cơ cấu tổ chức")),
    Section(
        PART2,
        _("Mẫu số 02, Phần II: Kết quả thực hiện phương án sản xuất kinh doanh"),
        _("Bốn nội dung phải trình bày"),
        ("part2_material", "part2_quality", "part2_market", "part2_results"),
    ),
    Section(
        CHANGES,
        _("Những thay đổi từ lần được công nhận trước"),
        _("Nội dung mới, kết quả và minh chứng so với lần trước (Điều 6.1)"),
        ("changes_text",),
    ),
    Section(CRITERIA, _("Mẫu số 02, Phần III: Tự đánh giá theo Bộ tiêu chí"), _("Chọn mức, mô tả và gắn minh chứng")),
    Section(
        PART4, _("Mẫu số 02, Phần IV: Kế hoạch sản xuất, kinh doanh"), _("Định hướng thời gian tới"), ("part4_plan",)
    ),
    Section(PAPERS, _("Minh chứng và giấy tờ bắt buộc"), _("Giấy còn thiếu, sắp hết hạn, được miễn")),
    Section(SIGN, _("Ký"), _("Bản chụp đã ký hoặc tệp chữ ký"), ("signed_place", "signed_scan")),
)
BY_KEY = {section.key: section for section in SECTIONS}


def sections_of(kind: str) -> tuple[Section, ...]:
    """The sections of a kind of dossier: a first one has no changes to show."""
    return tuple(section for section in SECTIONS if section.key != CHANGES or kind != DossierKind.FIRST)


def section_of_field(name: str) -> str | None:
    """The section in which a field is filled."""
    return next((section.key for section in SECTIONS if name in section.fields), None)
