"""``saolang audit``: check the record from the command line."""

from __future__ import annotations

from typing import Annotated

import typer

from . import queries

audit_app = typer.Typer(help="Nhật ký: kiểm tra chuỗi băm.", no_args_is_help=True)


@audit_app.command()
def verify(
    witness: Annotated[str, typer.Option(help="Mã đối chứng đã lưu ở nơi khác, dạng SỐ:MÃ (xem lệnh head).")] = "",
) -> None:
    """Kiểm tra toàn bộ nhật ký; thoát với mã 1 và nói rõ chỗ đứt nếu có."""
    result = queries.verify(_witness(witness))
    for warning in result.warnings:
        typer.echo(f"Cảnh báo: {warning}", err=True)
    if result.broken:
        typer.echo(f"Nhật ký bị đứt tại sự kiện số {result.broken.seq} ({result.broken.kind}).")
        typer.echo(result.broken.message)
        raise typer.Exit(1)
    typer.echo(f"Nhật ký nguyên vẹn: {result.events} sự kiện, mã cuối {result.head_hash}.")


@audit_app.command()
def head() -> None:
    """In mã đối chứng của sự kiện cuối, để lưu ở nơi khác."""
    seq, digest = queries.head()
    typer.echo(f"{seq}:{digest}")


def _witness(text: str) -> tuple[int, str] | None:
    if not text:
        return None
    seq, colon, digest = text.strip().partition(":")
    if not (colon and seq.isdecimal() and len(digest) == 64):
        raise typer.BadParameter("Mã đối chứng có dạng SỐ:MÃ, mã dài 64 ký tự.")
    return int(seq), digest.lower()
