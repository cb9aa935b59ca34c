"""``saolang verify``: check a proof file without Django, database or network."""

from __future__ import annotations

from pathlib import Path
from typing import Any, NoReturn

import typer

from .notes import NoteError, Verifier
from .offline import MAX_BYTES, Proven, Refused, verify_file

KINDS = {
    "decision": "Quyết định",
    "recognition": "Công nhận hạng sao",
    "certificate": "Giấy chứng nhận",
    "prolongation": "Kéo dài hiệu lực",
    "prolongation_end": "Kết thúc kéo dài hiệu lực",
    "withdrawal": "Thu hồi",
    "council_result": "Kết quả Hội đồng đánh giá",
    "import_undone": "Hoàn tác lần nhập danh sách",
}
WORDS = {
    "code": "Mã",
    "kind": "Loại",
    "decision": "Quyết định",
    "number": "Số",
    "issuer": "Cơ quan ban hành",
    "issued_on": "Ngày ban hành, ngày cấp",
    "recognition": "Mã công nhận",
    "star": "Hạng sao",
    "product_code": "Mã sản phẩm",
    "product_name": "Tên sản phẩm",
    "recognised_on": "Ngày công nhận",
    "assessed_year": "Năm đánh giá",
    "through": "Có giá trị đến hết ngày",
    "valid_through": "Có giá trị đến hết ngày",
    "withdrawn_on": "Ngày thu hồi",
    "starts_on": "Từ ngày",
    "at_most": "Không quá ngày",
    "ended_on": "Kết thúc ngày",
    "source": "Nguồn",
    "scope": "Phạm vi",
    "held_on": "Ngày họp",
    "result": "Kết quả",
    "batch": "Lần nhập",
    "dossier": "Mã hồ sơ",
}


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
        typer.echo(f"{_plain(KINDS.get(str(statement['kind']), statement['kind']))} (vị trí {index} trong sổ)")
        for name, value in statement["states"].items():
            if value not in ("", None):
                typer.echo(f"  {_plain(WORDS.get(name, name))}: {_plain(value)}")
        if statement["commitments"]:
            typer.echo(f"  Có {len(statement['commitments'])} nội dung không công khai được khóa bằng mã băm.")
    mark = proven.checkpoint
    time = next((line[5:] for line in mark.more if line.startswith("time ")), "")
    typer.echo(f"Sổ: {_plain(mark.origin)}, {mark.size} lá" + (f", ký lúc {_plain(time)}" if time else ""))
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


def _plain(value: Any) -> str:
    """Text that cannot move the cursor or colour the screen."""
    text = "; ".join(_plain(item) for item in value) if isinstance(value, list) else str(value)
    return "".join(sign if sign.isprintable() else "�" for sign in text)[:500]
