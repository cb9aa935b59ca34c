"""Sockets of lower apps filled for the register: its files, its search, its words in the record, its housekeeping."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy


def register() -> None:
    """Fill the registries; called once when the app is ready."""
    from saolang.core.registries import CronJob, audit_phrases, cron_jobs, search_sources
    from saolang.files.access import register as register_files

    from .domain.register_files import DOCUMENT_PURPOSE
    from .queries_register import may_read_file

    register_files(DOCUMENT_PURPOSE, may_read_file)
    search_sources.add(RegisterSearch(), key="documents.register")
    cron_jobs.add(CronJob("documents.drop_staged", dt.timedelta(days=1), drop_old_staged))
    for verb, words in PHRASES.items():
        audit_phrases.add(words, key=f"documents.{verb}")


PHRASES = {
    "registereddocument.enter": gettext_lazy("vào sổ văn bản"),
    "registereddocument.correct": gettext_lazy("sửa nội dung vào sổ"),
    "registereddocument.text": gettext_lazy("bổ sung nội dung đọc được"),
    "registereddocument.link": gettext_lazy("ghi văn bản được nêu"),
    "registereddocument.unlink": gettext_lazy("bỏ liên kết văn bản"),
    "registereddocument.replaced": gettext_lazy("hết hiệu lực do bị thay thế"),
    "registereddocument.end": gettext_lazy("ghi ngày hết hiệu lực"),
    "registereddocument.send": gettext_lazy("chuyển văn bản"),
    "registereddocument.receive": gettext_lazy("xác nhận đã nhận văn bản"),
    "registereddocument.refuse_secret": gettext_lazy("từ chối một văn bản có dấu chỉ độ mật"),
    "registereddocument.withdraw_secret": gettext_lazy("hủy một dòng của sổ vì là văn bản mật"),
    "keptregister.open": gettext_lazy("ghi cơ quan giữ sổ trên hệ thống"),
    "keptregister.end": gettext_lazy("thôi giữ sổ trên hệ thống"),
}


def drop_old_staged() -> int:
    """Remove uploads that were never entered."""
    from saolang.core import clock

    from .domain.register_files import STAGED_DAYS, drop_staged

    return drop_staged(before=clock.now() - dt.timedelta(days=STAGED_DAYS))


class RegisterSearch:
    """Documents of the register by number or by words, with or without marks."""

    label = gettext_lazy("Sổ văn bản")
    limit = 8

    def __call__(self, user: Any, query: str) -> Iterator[dict[str, str]]:
        """Yield what the person may see."""
        from saolang.core.text import format_date

        from .queries_headlines import listed
        from .queries_register import for_list, registered_visible_to, search

        rows = search(for_list(registered_visible_to(user)), query)
        for row in rows.order_by("-issued_on", "-pk")[: self.limit]:
            day = format_date(row.issued_on) or _("chưa rõ ngày")
            parts = [row.title, day, row.issuer_name]
            yield {
                "title": listed(row.abstract),
                "subtitle": " · ".join(part for part in parts if part),
                "url": row.get_absolute_url(),
            }
