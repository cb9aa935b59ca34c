"""The report of an old register as a sheet: counts first, then contradictions, every line, every unused cell."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from typing import Any

import xlsxwriter
from django.utils.translation import gettext as _

from ..enums import LineOutcome
from ..models import ImportBatch, ImportLine, RegisterImport
from .contradictions import LABELS, kind_label
from .lines_of import import_lines
from .register_plan import RegisterPlan

USES = {"used": _("đã dùng"), "kept": _("giữ làm ghi chú"), "dropped": _("không dùng"), "personal": _("không dùng")}


def count_rows(summary: dict[str, Any], report: dict[str, Any]) -> list[tuple[str, int]]:
    """The counts in words, as the page and the report show them."""
    kinds, cells = summary.get("row_kinds", {}), summary.get("cells", {})
    rows = [(_("Dòng có chữ trong tệp"), summary.get("rows", 0))]
    if kinds:
        names = {"data": _("dòng sản phẩm"), "group": _("dòng nhóm"), "heading": _("tiêu đề cột"),
                 "title": _("tiêu đề văn bản"), "total": _("dòng tổng"), "text": _("dòng chữ khác"),
                 "skipped": _("dòng của trang tính không dùng")}  # fmt: skip
        rows += [(f"– {label}", kinds[key]) for key, label in names.items() if kinds.get(key)]
        rows.append((_("Sản phẩm trong các dòng đó"), summary.get("products", 0)))
    rows += [
        (_("– ghi công nhận"), summary.get("recognitions", 0)),
        (_("– giữ sản phẩm, không nêu hạng sao"), summary.get("without_star", 0)),
    ]
    if kinds:
        rows += [
            (_("– đã có trong sổ"), summary.get("unchanged", 0)),
            (_("– sửa thông tin"), summary.get("corrected", 0)),
            (_("– từ chối"), summary.get("refused", 0)),
        ]
    stars = {"star_5": _("5 sao"), "star_4": _("4 sao"), "star_3": _("3 sao"), "potential": _("tiềm năng 5 sao"),
             "none": _("không nêu sao")}  # fmt: skip
    rows += [(_("Đếm được: %(what)s") % {"what": stars[key]}, n) for key, n in report.get("by_star", {}).items()]
    rows += [(_("Đếm được: %(what)s") % {"what": kind_label(key)}, n) for key, n in report.get("by_kind", {}).items()]
    rows += [(_("Ô có chữ: %(use)s") % {"use": USES.get(key, key)}, n) for key, n in cells.items() if key != "personal"]
    if cells.get("personal"):
        rows.append((_("Ô có chữ: không dùng vì là dữ liệu cá nhân"), cells["personal"]))
    return rows


def plan_report(plan: RegisterPlan) -> bytes:
    """The report of a dry run that is kept nowhere."""
    return report_bytes(plan.name, plan.summary, plan.report.to_json(), import_lines(RegisterImport(), plan))


def work_report(work: RegisterImport) -> bytes:
    """The report of a work in the desk."""
    return report_bytes(work.name, work.summary, work.report, work.lines.all().iterator())


def batch_report(batch: ImportBatch) -> bytes:
    """The report that is kept with an import."""
    work = RegisterImport.objects.filter(batch=batch).first()
    if work is not None:
        return work_report(work)
    return report_bytes(batch.name, batch.report.get("summary", {}), batch.report.get("contradictions", {}), [])


def report_bytes(name: str, summary: dict[str, Any], report: dict[str, Any], lines: Iterable[ImportLine]) -> bytes:
    """An .xlsx; every text is written as text, so that none can act as a formula."""
    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(buffer, options)
    writer = _Pages(book)
    found = report.get("counts", {})
    counts: list[Sequence[Any]] = [(_("Danh sách"), name), *count_rows(summary, report), ("", "")]
    counts += [(_("Mâu thuẫn tìm thấy"), sum(found.values()))]
    counts += [(f"– {LABELS.get(code, code)}", count) for code, count in found.items()]
    writer.page(_("Tóm tắt"), (_("Nội dung"), _("Số")), counts, (60, 40))
    items = ((LABELS.get(i["code"], i["code"]), i["message"], ", ".join(i["places"])) for i in report.get("items", []))
    writer.page(_("Mâu thuẫn"), (_("Loại"), _("Nội dung"), _("Ở đâu")), items, (36, 90, 40))
    heads = (_("Vị trí"), _("Kết quả"), _("Sản phẩm hoặc chữ"), _("Chủ thể"), _("Hạng sao"), _("Lý do, điều cần biết"))
    unused: list[Sequence[Any]] = []
    writer.page(_("Từng dòng"), heads, _line_rows(lines, unused), (24, 26, 50, 40, 10, 90))
    cells = (_("Ô"), _("Chữ"), _("Kết quả"), _("Lý do"))
    writer.page(_("Ô không dùng"), cells, unused, (24, 50, 20, 50))
    book.close()
    return buffer.getvalue()


def _line_rows(lines: Iterable[ImportLine], unused: list[Sequence[Any]]) -> Iterable[Sequence[Any]]:
    for line in lines:
        sheet = line.place.rpartition("!")[0]
        unused += [(f"{sheet}!{c[0]}", c[1], USES.get(c[2], c[2]), c[3]) for c in line.cells if c[2] != "used" or c[3]]
        remarks = "; ".join(f"{where}: {message} {fix}".strip() for where, message, fix, _kind in line.remarks)
        yield line.place, LineOutcome(line.outcome).label, line.name, line.producer, line.star or "", remarks


class _Pages:
    """Writes tables of text and whole numbers."""

    def __init__(self, book: Any) -> None:
        self.book = book
        self.bold = book.add_format({"bold": True, "bg_color": "#E6F2EB", "border": 1, "text_wrap": True})
        self.wrap = book.add_format({"text_wrap": True, "valign": "top"})

    def page(self, name: str, heads: Sequence[Any], rows: Iterable[Sequence[Any]], widths: Sequence[int]) -> None:
        sheet = self.book.add_worksheet(name)
        for column, (head, width) in enumerate(zip(heads, widths, strict=True)):
            sheet.write_string(0, column, str(head), self.bold)
            sheet.set_column(column, column, width, self.wrap)
        for number, row in enumerate(rows, start=1):
            for column, value in enumerate(row):
                if isinstance(value, int):
                    sheet.write_number(number, column, value)
                else:
                    sheet.write_string(number, column, harmless(str(value))[:32000])
        sheet.freeze_panes(1, 0)


def harmless(text: str) -> str:
    """Programs that read a sheet as plain text take a leading sign for a formula; an apostrophe stops that."""
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text
