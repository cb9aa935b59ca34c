"""The boards: the status table and what is stuck, by body, by document, by topic."""

from __future__ import annotations

import datetime as dt
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from saolang.accounts.models import Organisation
from saolang.core import clock
from saolang.core.text import normalize_line
from saolang.documents.render import render_docx, render_pdf
from saolang.places.models import Unit
from saolang.ui.views import DeskDetailView, DeskView

from ..boards_export import board_xlsx, sentence, status_spec
from ..enums import Share
from ..models import Notice
from ..queries import board_lists as lists
from ..queries import boards as queries
from ..queries.access import difficulties_visible_to, notices_visible_to
from ..queries.board_document import document_lines
from ..queries.boards import Board, BoardRow, Tally, board_scope
from ..rules.people import bodies_of, reader_units
from ..standing import AT_WORK, ORDER, counted, overdue

TOP = 8
PER_PAGE = 50
MIME = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


def scope_name(user: Any) -> str:
    """Whose shares the boards of a person count, in words."""
    provinces = Unit.objects.light().filter(pk__in=reader_units(user))
    if provinces:
        named = ", ".join(unit.full_name[:1].lower() + unit.full_name[1:] for unit in provinces)
        return _("Toàn %(name)s") % {"name": named}
    names = list(Organisation.objects.filter(pk__in=bodies_of(user)).values_list("name", flat=True)[:3])
    return ", ".join(names) if len(names) < 3 else _("Các đơn vị của tôi")


def short_notices(user: Any) -> Any:
    """The notices that a person may see, without their long texts."""
    rows = notices_visible_to(user).select_related("document", "document__issuer")
    return rows.defer("text", "reading", "draft", "document__text", "document__search_text")


def answer_file(content: bytes, name: str, kind: str, on: dt.date) -> HttpResponse:
    """A file of figures that no cache keeps."""
    response = HttpResponse(content, content_type=MIME[kind])
    where = "inline" if kind == "pdf" else "attachment"
    response["Content-Disposition"] = f'{where}; filename="{name}-{on:%Y%m%d}.{kind}"'
    response["Cache-Control"] = "private, no-store"
    return response


def cell_links(tally: Tally, query: str | None) -> list[tuple[str, int, str]]:
    """(cell, number, address of the list behind it) in the order of the table; no address for 0 or without a query."""
    base = reverse("directives:board_list")
    return [
        (cell.value, n, f"{base}?{query}{'&' if query else ''}o={cell.value}" if n and query is not None else "")
        for cell in ORDER
        for n in (tally.cells[cell],)
    ]


def list_link(query: str) -> str:
    """The list behind all shares of a line."""
    return f"{reverse('directives:board_list')}?{query}"


class HomeView(DeskView):
    """The state of everything handed out: the seven cells, what is stuck, what comes next."""

    permission = "directives.list_tasks"
    template_name = "directives/boards/home.html"
    title = gettext_lazy("Chỉ đạo, điều hành")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Counts first, then the few that wait longest of each sort."""
        on, user = clock.today(), self.request.user
        rows = board_scope(user)
        tally = queries.tally(rows, on)
        counts = lists.group_counts(rows, on)
        lead = counted(rows)
        tiles = [
            (list_link(f"nhom={key}"), group.label, counts[key], group.tone) for key, group in lists.GROUPS.items()
        ]
        waiting = difficulties_visible_to(user).filter(state__in=lists.UNANSWERED)
        return super().get_context_data(
            today=on,
            scope=scope_name(user),
            tally=tally,
            cells=cell_links(tally, ""),
            sentence=sentence(tally),
            bar=bar_of(tally),
            tiles=tiles,
            counts=counts,
            late=lists.task_rows(lead.filter(overdue(on)), on, TOP),
            soon=lists.task_rows(lead.filter(lists.due_within(on, lists.SOON_DAYS)), on, TOP),
            repeats=lists.repeated(rows, TOP),
            difficulties=waiting.select_related("raised_by", "routed_to").order_by("raised_on", "pk")[:TOP],
            difficulty_count=waiting.count(),
            supports=rows.filter(share=Share.SUPPORT, state__in=AT_WORK).count(),
            **kwargs,
        )


def bar_of(tally: Tally) -> list[tuple[str, int, int]]:
    """(cell, start, width) of a bar of a thousand; what is there is never too thin to be seen."""
    shown = [cell for cell in ORDER if tally.cells[cell]]
    wide = {cell: max(4, tally.cells[cell] * 1000 // tally.total) for cell in shown}
    if wide:  # what rounding left over, or took too much, is borne by the widest
        wide[max(wide, key=lambda cell: wide[cell])] += 1000 - sum(wide.values())
    found, start = [], 0
    for cell, width in wide.items():
        found.append((cell.value, start, width))
        start += width
    return found


class BoardMixin:
    """One of the three tables: which lines, how they are narrowed and in which order."""

    request: HttpRequest
    kind = ""
    titles = {
        "don-vi": (gettext_lazy("Tình hình theo đơn vị"), gettext_lazy("Đơn vị"), "-qua_han"),
        "van-ban": (gettext_lazy("Tình hình theo văn bản"), gettext_lazy("Văn bản"), "-ngay"),
        "chu-de": (gettext_lazy("Tình hình theo chủ đề"), gettext_lazy("Chủ đề"), ""),
    }

    @property
    def words(self) -> str:
        """The words that narrow the lines."""
        return normalize_line(self.request.GET.get("q", ""))[:100]

    @property
    def group(self) -> str:
        """The kind of bodies asked for; empty for all."""
        asked = self.request.GET.get("nhom", "")
        return asked if self.kind == "don-vi" and asked in queries.GROUPS else ""

    def notice(self) -> Notice | None:
        """The one document that a board by body is narrowed to."""
        code = normalize_line(self.request.GET.get("van_ban", ""))[:20]
        if self.kind != "don-vi" or not code:
            return None
        return short_notices(self.request.user).filter(code=code).first()

    def board(self, on: dt.date, notice: Notice | None = None) -> Board:
        """The lines, narrowed and in order."""
        rows = board_scope(self.request.user)
        if notice is not None:
            rows = rows.filter(notice=notice)
        if self.kind == "don-vi":
            board = queries.by_body(rows, on, words=self.words, group=self.group)
        elif self.kind == "van-ban":
            board = queries.by_notice(rows, on, words=self.words)
        else:
            board = queries.by_topic(rows, on)
        return Board(queries.arranged(board.rows, self.order), board.groups)

    @property
    def order(self) -> str:
        """The column that orders the lines."""
        asked = self.request.GET.get("sap_xep", "")
        return asked if asked.removeprefix("-") in queries.SORTS else self.titles[self.kind][2]


class BoardView(BoardMixin, DeskView):
    """A table of the seven cells, one line a body, document or topic."""

    permission = "directives.list_tasks"
    template_name = "directives/boards/table.html"

    def get_title(self) -> str:
        """What the lines are."""
        return str(self.titles[self.kind][0])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """One page of lines, with the sum of all."""
        on, notice = clock.today(), self.notice()
        board = self.board(on, notice)
        page = Paginator(board.rows, PER_PAGE).get_page(self.request.GET.get("page"))
        more = f"&van_ban={notice.code}" if notice is not None else ""
        total = board.total
        return super().get_context_data(
            kind=self.kind,
            scope=scope_name(self.request.user),
            today=on,
            first=self.titles[self.kind][1],
            columns=self.columns(),
            rows=[self.line(row, more) for row in page],
            page_obj=page,
            total=total,
            total_cells=cell_links(total, self.total_query(more)),
            total_url=list_link(self.total_query(more) or "") if self.total_query(more) is not None else "",
            longest=max((row.overdue_days for row in board.rows), default=0),
            words=self.words,
            group=self.group,
            groups=self.chips(board),
            notice=notice,
            **kwargs,
        )

    def total_query(self, more: str) -> str | None:
        """What leads to all the shares of the sum; None when words have narrowed the lines."""
        return None if self.words else f"{f'xa={self.group}' if self.group else ''}{more}".removeprefix("&")

    def line(self, row: BoardRow, more: str) -> dict[str, Any]:
        """One line with the addresses behind its numbers."""
        query = row.query + more
        url = reverse("directives:board_document", args=[row.code]) if self.kind == "van-ban" and row.code else ""
        return {
            "row": row,
            "cells": cell_links(row.tally, query),
            "all": list_link(query),
            "url": url or list_link(query),
        }

    def columns(self) -> dict[str, dict[str, str]]:
        """The headings that order the lines: the address of the other order, and the order that holds."""
        found = {}
        for name in queries.SORTS:
            falls = self.order == f"-{name}"
            first = name if name == "ten" else f"-{name}"
            turned = name if falls else f"-{name}"
            asked = turned if self.order.removeprefix("-") == name else first
            given = {key: value for key, value in self.request.GET.items() if key not in ("page", "sap_xep")}
            holds = "descending" if falls else "ascending" if self.order == name else ""
            found[name] = {"url": f"?{urlencode({**given, 'sap_xep': asked})}", "sort": holds}
        return found

    def chips(self, board: Board) -> list[tuple[str, Any, int, bool]]:
        """The kinds of bodies with how many of each, when there is more than one kind."""
        if self.kind != "don-vi" or not all(board.groups.get(key) for key in queries.GROUPS):
            return []
        words = {"": _("Tất cả"), "tinh": _("Sở, ngành, đơn vị của tỉnh"), "xa": _("Xã, phường")}
        given = {key: value for key, value in self.request.GET.items() if key not in ("page", "nhom")}
        return [
            (f"?{urlencode({**given, 'nhom': key})}", label, board.groups[key], key == self.group)
            for key, label in words.items()
        ]


class BoardFileView(BoardMixin, DeskView):
    """A table as a sheet, or printed, with the sum in words above it."""

    permission = "directives.list_tasks"
    http_method_names = ["get", "head", "options"]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Give all lines that the page counts, narrowed and ordered as the page is."""
        on, notice, form = clock.today(), self.notice(), self.kwargs["form"]
        board, first = self.board(on, notice), str(self.titles[self.kind][1])
        if form == "xlsx":
            return answer_file(board_xlsx(board, first), f"tinh-hinh-{self.kind}", form, on)
        rows = board_scope(request.user)
        whole = queries.tally(rows if notice is None else rows.filter(notice=notice), on)
        scope = notice.document.title if notice is not None else scope_name(request.user)
        spec = status_spec(board, whole, first, on, scope)
        content = render_pdf(spec) if form == "pdf" else render_docx(spec)
        return answer_file(content, f"tinh-hinh-{self.kind}", form, on)


class DocumentView(DeskDetailView):
    """A document with its conclusions at left, and who stands where on each text at right."""

    permission = "directives.view_notice"
    template_name = "directives/boards/document.html"
    context_name = "notice"

    def get_queryset(self) -> Any:
        """The notices that the person may see."""
        return short_notices(self.request.user)

    def get_title(self) -> str:
        """The document as spoken of."""
        return str(self.get_object().document.title)

    def get_crumbs(self) -> list[tuple[str, str]]:
        """The board of all documents."""
        return [(_("Tình hình theo văn bản"), reverse("directives:board_documents"))]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The seven cells of the document, then its texts."""
        notice, on = self.get_object(), clock.today()
        rows = board_scope(self.request.user)
        tally = queries.tally(rows.filter(notice=notice), on)
        return super().get_context_data(
            today=on,
            tally=tally,
            cells=cell_links(tally, f"van_ban={notice.code}"),
            sentence=sentence(tally),
            bar=bar_of(tally),
            all_url=list_link(f"van_ban={notice.code}"),
            blocks=document_lines(notice, rows, on),
            **kwargs,
        )
