"""Commands of the rulebook: ``saolang rulebook check|list|publish|wording`` and ``saolang score``.

``check``, ``list`` and ``score`` need no database; Django is set up only inside ``publish`` and ``wording``. Results go
to stdout, everything said on the way to stderr.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from .check import Finding, check_folder
from .loading import SheetError, load_index, load_sheet, rulebook_dir, sheet_ids
from .wording import WordingReport, match_wording

rulebook_app = typer.Typer(name="rulebook", help="Bộ tiêu chí: kiểm tra, liệt kê, công bố, nạp câu chữ nguyên văn.")

_DECISIONS = ("qd26", "qd1048")


def _say(text: str) -> None:
    typer.echo(text, err=True)


@rulebook_app.command("check")
def check(
    folder: Annotated[Path | None, typer.Argument(help="Thư mục phiếu; bỏ trống là dữ liệu đi kèm.")] = None,
) -> None:
    """Kiểm tra các phiếu: lỗi thì từ chối (mã thoát 1), điểm cần người xem thì liệt kê (mã thoát 0)."""
    target = folder or rulebook_dir()
    if not target.is_dir():
        _say(f"Không có thư mục {target}")
        raise typer.Exit(2)
    report = check_folder(target)
    for title, findings in (("Lỗi, từ chối", report.errors), ("Để người có trách nhiệm xem", report.notes)):
        _print_findings(title, findings)
    _say(f"{len(report.sheets)} phiếu, {len(report.errors)} lỗi, {len(report.notes)} điểm cần xem.")
    if report.refused:
        raise typer.Exit(1)


def _print_findings(title: str, findings: tuple[Finding, ...]) -> None:
    if findings:
        typer.echo(f"{title} ({len(findings)}):")
        for finding in findings:
            typer.echo(f"  {finding} [{finding.code}]")


@rulebook_app.command("list")
def list_sheets() -> None:
    """Liệt kê các phiếu đi kèm, theo quyết định."""
    names = {item["id"]: item for item in load_index()["decisions"]}
    for decision in _DECISIONS:
        typer.echo(f"{names[decision]['number']} ({names[decision]['status']})")
        for sheet_id in sheet_ids(decision):
            sheet = load_sheet(sheet_id)
            note = {"partial": " (chưa đủ, không đánh giá được)", "missing": " (thiếu phiếu)"}.get(sheet.confidence, "")
            typer.echo(f"  {sheet.id}  {sheet.name}: {len(sheet.criteria)} tiêu chí{note}")


def score(
    cases: Annotated[Path, typer.Option("--cases", help="Tệp JSONL; “-” là đầu vào chuẩn.")],
) -> None:
    """Tính điểm từng dòng JSON, trả lời theo đúng thứ tự; mã thoát 1 nếu có dòng lỗi."""
    from .score import score_lines

    failed = 0
    try:
        stream = sys.stdin.buffer if str(cases) == "-" else cases.open("rb")
    except OSError as error:
        _say(f"Không đọc được tệp {cases}: {error.strerror}")
        raise typer.Exit(2) from error
    out = sys.stdout.buffer
    with stream:
        for line, bad in score_lines(stream):
            out.write(line.encode("utf-8") + b"\n")
            failed += bad
    out.flush()
    if failed:
        _say(f"{failed} dòng có lỗi.")
        raise typer.Exit(1)


@contextmanager
def _database() -> Iterator[None]:
    """Django set up; a refusal or a database that is not there ends the command with words, not with a traceback."""
    import os

    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "saolang.config.settings")
    django.setup()
    from django.db import OperationalError, ProgrammingError

    from saolang.core.problems import DomainError

    try:
        yield
    except DomainError as error:
        for problem in error.problems:
            _say(str(problem))
        raise typer.Exit(1) from error
    except (OperationalError, ProgrammingError) as error:
        _say(f"Cơ sở dữ liệu chưa sẵn sàng ({error}). Chạy “make setup” trước.")
        raise typer.Exit(2) from error


@rulebook_app.command("publish")
def publish(
    folder: Annotated[Path | None, typer.Argument(help="Thư mục phiếu; bỏ trống là dữ liệu đi kèm.")] = None,
    by: Annotated[str, typer.Option(help="Người công bố, ghi vào bản ghi.")] = "",
) -> None:
    """Công bố phiếu vào cơ sở dữ liệu; nội dung đã công bố thì không đổi, khác đi là phiên bản mới."""
    report = check_folder(folder or rulebook_dir())
    _print_findings("Lỗi, từ chối", report.errors)
    if report.refused:
        raise typer.Exit(1)
    with _database():
        from .domain.publishing import publish_sheets

        made = publish_sheets(sheets=report.sheets, actor=None, label=by)
    for published in made:
        typer.echo(f"{published.sheet_id} phiên bản {published.version} ({published.content_hash[:12]})")
    _say(f"Công bố mới {len(made)} phiếu; {len(report.sheets) - len(made)} phiếu không đổi hoặc không có nội dung.")


@rulebook_app.command("wording")
def wording(
    decision: Annotated[str, typer.Argument(help="Mã quyết định, ví dụ qd26.")],
    file: Annotated[Path, typer.Argument(help="Bản văn bản (.txt, UTF-8) của quyết định.")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Chỉ đối chiếu, không ghi.")] = False,
) -> None:
    """Gắn câu chữ nguyên văn của từng mức từ một bản quyết định; liệt kê mức không khớp (mã thoát 1 nếu có)."""
    try:
        text = file.read_text(encoding="utf-8-sig")
        sheets = [load_sheet(key) for key in sheet_ids(decision)]
    except (OSError, UnicodeDecodeError, SheetError) as error:
        _say(f"Không đọc được {file}: {error}")
        raise typer.Exit(2) from error
    if not sheets:
        _say(f"Không có phiếu nào của “{decision}”")
        raise typer.Exit(2)
    report = match_wording([sheet for sheet in sheets if sheet.parts], text)
    _print_wording(report)
    if not dry_run and report.matched:
        with _database():
            from .domain.wording import attach_wording

            stored = attach_wording(report=report, actor=None, source=file.name)
        typer.echo(f"Đã ghi câu chữ của {stored} mức.")
    if report.unmatched:
        raise typer.Exit(1)


def _print_wording(report: WordingReport) -> None:
    typer.echo(f"Khớp {len(report.matched)} mức, không khớp {len(report.unmatched)}.")
    for title, items in (("Không khớp", report.unmatched), ("Khớp nhưng bản in khác số liệu", report.differences)):
        for item in items:
            place = f"{item.sheet} {item.criterion}" + (f" mức {item.position}" if item.position else "")
            typer.echo(f"  {title}: {place}: {item.reason}")
