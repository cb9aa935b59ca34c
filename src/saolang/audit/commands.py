"""``saolang audit``: check the record from the command line."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from django.db import transaction

from . import proof, proof_check, queries, signing

audit_app = typer.Typer(help="Nhật ký: kiểm tra chuỗi băm, sổ cây băm.", no_args_is_help=True)
_SHOWN = 50


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


@audit_app.command("proof-check")
def proof_check_command(
    checkpoint: Annotated[list[Path] | None, typer.Option(help="Mốc đã ký giữ ở nơi khác; nêu được nhiều tệp.")] = None,
) -> None:
    """Kiểm tra sổ cây băm, và sổ đăng ký hôm nay có còn đúng như đã ghi; thoát với mã 1 nếu có điều không đúng."""
    report = proof_check.check(kept=[path.read_text(encoding="utf-8") for path in checkpoint or []])
    for warning in report.warnings:
        typer.echo(f"Cảnh báo: {warning}", err=True)
    for finding in report.findings[:_SHOWN]:
        typer.echo(finding.message)
    if report.findings:
        more = len(report.findings) - _SHOWN
        typer.echo(f"{len(report.findings)} điều không đúng" + (f", {more} điều không in ra." if more > 0 else "."))
        raise typer.Exit(1)
    typer.echo(f"Sổ cây băm nguyên vẹn: {report.leaves} lá, {report.compared} nội dung đúng như sổ đăng ký.")


@audit_app.command("proof-fill")
def proof_fill() -> None:
    """Ghi lá cho những gì có trong sổ đăng ký từ trước khi có sổ cây băm. Xem proof-check trước khi chạy."""
    with transaction.atomic():
        count = proof_check.fill()
    typer.echo(f"Đã ghi thêm {count} lá.")


@audit_app.command()
def checkpoint() -> None:
    """Ký mốc cho sổ cây băm nếu sổ dài thêm, rồi in mốc mới nhất để lưu ở nơi khác."""
    made = proof.make_checkpoint()
    if made is None:
        typer.echo("Sổ cây băm chưa có lá nào.", err=True)
        raise typer.Exit(1)
    typer.echo(made.note, nl=False)


@audit_app.command("proof-key")
def proof_key(
    rotate: Annotated[bool, typer.Option("--rotate", help="Thay khóa; mốc tiếp theo do cả hai khóa ký.")] = False,
) -> None:
    """In khóa công khai dùng để kiểm tra minh chứng."""
    if rotate:
        try:
            old, _new = signing.rotate_signer()
        except RuntimeError:
            raise typer.BadParameter("Khóa đặt bằng SAOLANG_PROOF_KEY; hãy đổi ở đó.") from None
        proof.make_checkpoint(also=[old])
    typer.echo(str(signing.load_signer().verifier))


def _witness(text: str) -> tuple[int, str] | None:
    if not text:
        return None
    seq, colon, digest = text.strip().partition(":")
    if not (colon and seq.isdecimal() and len(digest) == 64):
        raise typer.BadParameter("Mã đối chứng có dạng SỐ:MÃ, mã dài 64 ký tự.")
    return int(seq), digest.lower()
