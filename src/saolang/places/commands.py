"""``saolang places``: units and their boundaries from the command line."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

places_app = typer.Typer(help="Đơn vị hành chính: ranh giới, tra cứu địa chỉ.", no_args_is_help=True)


def _setup() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "saolang.config.settings")
    import django

    django.setup()


@places_app.command()
def boundaries(
    file: Annotated[Path, typer.Argument(help="Tệp GeoJSON (FeatureCollection, WGS 84).", metavar="TỆP")],
    province: Annotated[str, typer.Option(help="Chỉ nhận đơn vị của tỉnh có mã này (2 chữ số).")] = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Chỉ kiểm tra, không ghi.")] = False,
) -> None:
    """Nạp ranh giới xã, phường theo mã hoặc tên; liệt kê hình khớp và không khớp."""
    _setup()
    from saolang.core.problems import DomainError

    from .domain import load_boundaries
    from .queries import province_by_code

    within = province_by_code(province) if province else None
    if province and within is None:
        raise typer.BadParameter(f"Không có tỉnh mang mã {province}.", param_hint="--province")
    try:
        report = load_boundaries(file, actor=None, dry_run=dry_run, province=within)
    except DomainError as error:
        for problem in error.problems:
            typer.echo(str(problem), err=True)
        typer.echo("Không có gì thay đổi.", err=True)
        raise typer.Exit(1) from None
    for unit in report.matched:
        typer.echo(f"khớp        {unit.code}  {unit.path}")
    for label in report.unmatched:
        typer.echo(f"không khớp  {label}")
    for unit in report.without:
        typer.echo(f"chưa có     {unit.code}  {unit.path}")
    for note in report.notes:
        typer.echo(f"lưu ý       {note}")
    done = "Sẽ nạp" if dry_run else "Đã nạp"
    typer.echo(
        f"{done} {len(report.matched)} ranh giới ({report.positions_kept} điểm, từ {report.positions_read}); "
        f"{len(report.unmatched)} hình không khớp; {len(report.without)} đơn vị cùng tỉnh chưa có ranh giới."
    )


@places_app.command()
def resolve(
    address: Annotated[str, typer.Argument(help="Địa chỉ như đã in.", metavar="ĐỊA_CHỈ")],
) -> None:
    """Cho biết địa chỉ cũ hay mới thuộc đơn vị nào hiện nay."""
    _setup()
    from .queries import resolve_address

    result = resolve_address(address)
    typer.echo(f"{result.status.value}: {result.explanation}")
    for unit in result.current:
        typer.echo(f"  {unit.code}  {unit.path}")
    if not result.current:
        raise typer.Exit(1)
