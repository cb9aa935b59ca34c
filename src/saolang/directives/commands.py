"""Commands of the directives: ``saolang directives parse`` starts without Django and needs no database."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from saolang.directives import reading

directives_app = typer.Typer(name="directives", help="Văn bản chỉ đạo: đọc thông báo, kế hoạch thành nhiệm vụ.")


@directives_app.callback()
def group() -> None:
    """Văn bản chỉ đạo."""


@directives_app.command("parse")
def parse(
    file: Annotated[Path, typer.Argument(help="Tệp .docx, .pdf có chữ hoặc .txt (UTF-8).")],
    as_json: Annotated[bool, typer.Option("--json", help="In kết quả JSON.")] = False,
    rules: Annotated[Path | None, typer.Option("--rules", help="Tệp quy tắc riêng của tỉnh (YAML).")] = None,
) -> None:
    """Đọc một văn bản: số, ký hiệu, căn cứ, nhiệm vụ từng đơn vị. Không cần cơ sở dữ liệu, không gọi ra ngoài."""
    try:
        words = reading.load_rules(rules)
    except reading.RulesError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(2) from error
    try:
        data = file.read_bytes()
    except OSError as error:
        typer.echo(f"Không đọc được tệp {file}: không có tệp hoặc không có quyền.", err=True)
        raise typer.Exit(2) from error
    try:
        source = reading.read_file(data, file.name)
    except reading.Unreadable as error:
        _print(json.dumps({"error": str(error)}, ensure_ascii=False, indent=2))
        raise typer.Exit(1) from error
    result = reading.parse(source.text, words)
    _print(json.dumps(result.as_json(), ensure_ascii=False, indent=2) if as_json else _summary(result, source))


def _print(text: str) -> None:
    """Print UTF-8 whatever the terminal says it speaks."""
    typer.get_binary_stream("stdout").write(f"{text}\n".encode())


def _summary(result: reading.Reading, source: reading.Source) -> str:
    document = result.document
    number = f"{document.number or '…'}/{document.symbol}" if document.symbol else "(không in số)"
    lines = [
        f"{document.kind or 'Tin, bài'} {number}, ngày {document.date or '…'}, {document.issuer or 'không in cơ quan'}",
        document.title or "",
        f"{len(result.blocks)} mục, {sum(len(block.tasks) for block in result.blocks)} nhiệm vụ, "
        f"{len(result.citations)} văn bản viện dẫn, {len(result.recipients)} nơi nhận",
    ]
    for block in result.blocks:
        lines.append(f"{block.no or '-'} {block.addressee or '(không ghi đơn vị)'}: {len(block.tasks)}")
        for task in block.tasks:
            due = f" [{task.deadline.text}]" if task.deadline.text else ""
            lines.append(f"    {task.text[:100]}{'…' if len(task.text) > 100 else ''}{due}")
    return "\n".join([*lines, *source.warnings])
