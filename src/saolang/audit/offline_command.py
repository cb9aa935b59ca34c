"""``saolang verify``: check a proof file without Django, database or network."""

from __future__ import annotations

from pathlib import Path
from typing import NoReturn

import typer

from .notes import NoteError, Verifier
from .offline import MAX_BYTES, Proven, Refused, verify_file
from .proof_words import kind_words, plain, rows


def verify(file: Path, *, key: str = "", older: Path | None = None, consistency: Path | None = None) -> None:
    """Check a file, say in plain words what it proves; exit 1 and say why when it proves nothing."""
    try:
        proven = verify_file(
            _read(file),
            key=_key(key) if key else None,
            older=_read(older) if older is not None else b"",
            consistency=_read(consistency) if consistency is not None else b"",
        )
    except Refused as error:
        _refuse(str(error))
    _tell(proven)


def _refuse(message: str) -> NoReturn:
    typer.echo(f"KHÔNG ĐÚNG. {message}", err=True)
    typer.echo("Tệp này không chứng minh được điều gì.", err=True)
    raise typer.Exit(1)


def _read(path: Path) -> bytes:
    """The bytes of a file, or a little more than may be read."""
    try:
        with path.open("rb") as handle:
            return handle.read(MAX_BYTES + 1)
    except OSError as error:
        raise Refused("unreadable", f"Không đọc được tệp {path}: {error.strerror}.") from error


def _key(text: str) -> Verifier:
    """A public key line, or the file that holds one."""
    try:
        if "+" not in text:
            text = _read(Path(text))[:1000].decode("utf-8")
        return Verifier.parse(text)
    except (NoteError, UnicodeDecodeError) as error:
        raise Refused("key", "Khóa công khai không đúng dạng; chép nguyên dòng khóa ở trang Minh chứng.") from error


def _tell(proven: Proven) -> None:
    for index, statement in proven.statements:
        typer.echo(f"{kind_words(statement['kind'])} (vị trí {index} trong sổ)")
        for label, value in rows(statement["states"]):
            typer.echo(f"  {label}: {value}")
        if statement["commitments"]:
            typer.echo(f"  Có {len(statement['commitments'])} nội dung không công khai được khóa bằng mã băm.")
    mark = proven.checkpoint
    time = next((line[5:] for line in mark.more if line.startswith("time ")), "")
    typer.echo(f"Sổ: {plain(mark.origin)}, {mark.size} lá" + (f", ký lúc {plain(time)}" if time else ""))
    typer.echo(f"Khóa: {proven.key}")
    if proven.unchanged_since is not None:
        typer.echo(f"Sổ nối tiếp đúng mốc cũ ({proven.unchanged_since} lá): không gì ghi trước đó bị sửa.")
    if proven.key_given:
        typer.echo("ĐÚNG. Nội dung trên nằm nguyên trong sổ đã ký bằng khóa bạn đưa.")
    else:
        typer.echo(
            "CẢNH BÁO: khóa lấy từ chính tệp này. Ai cũng tự làm được một tệp với khóa của mình, nên tự nó không "
            "chứng minh gì. Lấy khóa ở trang Minh chứng của tỉnh hoặc văn bản công bố rồi chạy lại với --key.",
            err=True,
        )
        typer.echo("Các con số trong tệp khớp với nhau; chưa biết khóa có phải của tỉnh hay không.")
    typer.echo("Việc xảy ra sau mốc này (thu hồi, thay thế, đính chính) không có trong tệp; hãy xem trang kiểm tra.")
