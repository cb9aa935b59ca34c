"""Check a proof file with nothing but the file and a public key; pure: no Django, no database, no network.

The format is described in docs/proof-format.md. Every refusal is a :class:`Refused` with a plain sentence.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from . import merkle
from .notes import Checkpoint, NoteError, Verifier, open_note

FORMAT = "saolang-proof/1"
CONSISTENCY_FORMAT = "saolang-consistency/1"
MAX_BYTES = 8_000_000
MAX_RECORDS = 5_000
MAX_PATH = 64
MAX_CONTENT = 200_000
_CONTENT_FIELDS = {"v", "kind", "subject", "on", "salt", "states", "commitments"}
_PLACES = {
    "index_outside": "Vị trí ghi trong tệp nằm ngoài sổ.",
    "proof_too_long": "Đường nối có thừa mã băm so với vị trí và số lá.",
    "proof_too_short": "Đường nối thiếu mã băm so với vị trí và số lá.",
    "root_differs": "Nội dung, vị trí hoặc đường nối đã bị sửa: tính lại không ra gốc đã ký.",
}
_NOTES = {
    "bad_signature": "Chữ ký trên mốc không đúng: mốc đã bị sửa, hoặc không do khóa này ký.",
    "not_signed": "Mốc không có chữ ký của khóa này.",
}


class Refused(Exception):
    """The file proves nothing. ``code`` is for programs and tests; the message says in Vietnamese why."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


@dataclass(frozen=True, slots=True)
class Proven:
    """What a file proves: these statements stand in the tree of this checkpoint, signed by this key."""

    statements: tuple[tuple[int, dict[str, Any]], ...]
    checkpoint: Checkpoint
    key: Verifier
    key_given: bool
    unchanged_since: int | None = None


def verify_file(raw: bytes, *, key: Verifier | None = None, older: bytes = b"", consistency: bytes = b"") -> Proven:
    """Check a proof file, and against an older one when given. Raises Refused.

    Without ``key`` the key that stands in the file itself is used: that shows only that the file agrees with itself.
    """
    document = _document(raw, FORMAT, "Tệp minh chứng")
    used = key or _embedded_key(document)
    checkpoint = _checkpoint(document, used)
    statements = tuple(_record(record, checkpoint) for record in _records(document))
    since = None
    if older:
        earlier = _checkpoint(_document(older, FORMAT, "Tệp cũ"), used)
        _check_growth(earlier, checkpoint, document, consistency)
        since = earlier.size
    return Proven(statements, checkpoint, used, key is not None, since)


# --- reading -------------------------------------------------------------------------------------------------------


def read_json(raw: bytes, name: str = "Tệp") -> Any:
    """Read strict JSON: UTF-8, no key twice, no numbers that are none. Raises Refused."""
    if len(raw) > MAX_BYTES:
        raise Refused("too_big", f"{name} quá lớn (hơn {MAX_BYTES // 1_000_000} MB), không phải tệp minh chứng.")

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) != len(pairs):
            raise ValueError("a key stands twice")
        return found

    def refuse(word: str) -> Any:
        raise ValueError(word)

    try:
        value = json.loads(raw.decode("utf-8"), object_pairs_hook=once, parse_constant=refuse, parse_float=str)
        json.dumps(value, ensure_ascii=False).encode("utf-8")
    except (ValueError, RecursionError) as error:
        raise Refused("not_json", f"{name} không phải JSON hợp lệ: tệp hỏng hoặc đã bị sửa.") from error
    return value


def _document(raw: bytes, form: str, name: str) -> dict[str, Any]:
    document = read_json(raw, name)
    if not isinstance(document, dict) or document.get("format") != form:
        raise Refused("format", f"{name} không theo định dạng {form}.")
    return document


def _text(document: dict[str, Any], key: str) -> str:
    value = document.get(key)
    if not isinstance(value, str):
        raise Refused("format", f"Tệp thiếu phần “{key}” hoặc phần này không phải chữ.")
    return value


def _hashes(value: Any) -> list[bytes]:
    if not isinstance(value, list) or len(value) > MAX_PATH:
        raise Refused("format", "Đường nối (danh sách mã băm) không đúng dạng.")
    if not all(isinstance(item, str) and re.fullmatch(r"[0-9a-f]{64}", item) for item in value):
        raise Refused("format", "Có mã băm không đúng dạng: phải là 64 chữ số hệ 16.")
    return [bytes.fromhex(item) for item in value]


def _whole(value: Any, name: str) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < 1 << 60:
        raise Refused("format", f"{name} phải là số nguyên không âm.")
    return value


def _embedded_key(document: dict[str, Any]) -> Verifier:
    try:
        return Verifier.parse(_text(document, "key"))
    except NoteError as error:
        raise Refused("key", "Khóa công khai ghi trong tệp không đúng dạng.") from error


# --- checking ------------------------------------------------------------------------------------------------------


def _checkpoint(document: dict[str, Any], key: Verifier) -> Checkpoint:
    note = _text(document, "checkpoint")
    try:
        checkpoint = Checkpoint.parse(open_note(note, key))
    except NoteError as error:
        message = _NOTES.get(error.code, "Mốc đã ký không đúng dạng.")
        raise Refused(error.code, message) from error
    if checkpoint.origin != key.name:
        raise Refused("origin", "Mốc thuộc một sổ khác với tên của khóa.")
    return checkpoint


def _records(document: dict[str, Any]) -> Iterable[dict[str, Any]]:
    records = document.get("records")
    if not isinstance(records, list) or not 1 <= len(records) <= MAX_RECORDS:
        raise Refused("format", f"Tệp phải có từ 1 đến {MAX_RECORDS} nội dung.")
    if not all(isinstance(record, dict) for record in records):
        raise Refused("format", "Có nội dung không đúng dạng.")
    return records


def _record(record: dict[str, Any], checkpoint: Checkpoint) -> tuple[int, dict[str, Any]]:
    index = _whole(record.get("index"), "Vị trí")
    content = _text(record, "content")
    path = _hashes(record.get("inclusion"))
    try:
        merkle.verify_inclusion(
            leaf=merkle.leaf_hash(content.encode("utf-8")),
            index=index,
            size=checkpoint.size,
            proof=path,
            root=checkpoint.root,
        )
    except merkle.ProofError as error:
        raise Refused(error.code, f"Nội dung ở vị trí {index}: {_PLACES[error.code]}") from error
    if len(content) > MAX_CONTENT:
        raise Refused("format", "Nội dung quá dài.")
    statement = read_json(content.encode("utf-8"), f"Nội dung ở vị trí {index}")
    if not isinstance(statement, dict) or statement.get("v") != 1 or set(statement) != _CONTENT_FIELDS:
        raise Refused("content_form", f"Nội dung ở vị trí {index} không theo dạng đã biết.")
    if not isinstance(statement["states"], dict) or not isinstance(statement["commitments"], dict):
        raise Refused("content_form", f"Nội dung ở vị trí {index} không theo dạng đã biết.")
    return index, statement


def _check_growth(old: Checkpoint, new: Checkpoint, document: dict[str, Any], consistency: bytes) -> None:
    """The old tree is the beginning of the new one."""
    if old.size > new.size:
        raise Refused(
            "tree_shrank", "Sổ trong tệp cũ dài hơn sổ trong tệp mới: sổ chỉ được dài thêm, hoặc đổi chỗ tệp."
        )
    path: list[bytes] = []
    if 0 < old.size < new.size:
        proof = _document(consistency, CONSISTENCY_FORMAT, "Tệp nối hai mốc") if consistency else None
        proof = proof or document.get("growth")
        if not isinstance(proof, dict):
            raise Refused(
                "no_consistency",
                f"Cần thêm phần nối từ mốc {old.size} đến mốc {new.size}: tải ở trang Minh chứng, mục nối hai mốc.",
            )
        if (proof.get("old_size"), proof.get("new_size")) != (old.size, new.size):
            raise Refused("other_sizes", f"Phần nối không nói về mốc {old.size} và mốc {new.size}.")
        path = _hashes(proof.get("consistency"))
    try:
        merkle.verify_consistency(
            old_size=old.size, new_size=new.size, old_root=old.root, new_root=new.root, proof=path
        )
    except merkle.ProofError as error:
        raise Refused(
            "history_rewritten", f"Sổ {new.size} lá không nối tiếp sổ {old.size} lá: những gì ghi trước đã bị sửa."
        ) from error
