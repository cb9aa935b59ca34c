"""The contract for other programs: cases as JSON lines in, results as JSON lines out, in the same order.

No database, no Django. A failed line has ``id`` and ``error`` only; the caller exits 1 after all lines are answered.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from .engine import AnswerError, Compiled, Evaluation, compiled, evaluate_compiled
from .loading import SheetError, load_sheet


class CaseError(ValueError):
    """A line that is not a case. Vietnamese."""


def prepared_sheet(sheet_id: Any) -> Compiled:
    """The shipped sheet of a case, ready to score. Raises ``SheetError`` or ``CaseError``."""
    if not isinstance(sheet_id, str):
        raise CaseError("Thiếu khóa “sheet” (mã phiếu, ví dụ “qd26-06”)")
    return compiled(load_sheet(sheet_id))


def as_json(case_id: Any, result: Evaluation) -> dict[str, Any]:
    """One result in the keys of the contract."""
    return {
        "id": case_id,
        "total": result.total,
        "parts": result.parts,
        "band": result.band,
        "star": result.star,
        "held_by": [
            {"criterion": held.criterion, "star": held.star, "needs": held.needs, "has": held.has}
            for held in result.held_by
        ],
        "missing": result.missing,
        "knocked_out": result.knocked_out,
    }


def score_case(case: Any, sheets: dict[str, Compiled]) -> dict[str, Any]:
    """Answer one parsed case; ``sheets`` keeps prepared sheets between calls."""
    if not isinstance(case, dict):
        return {"id": None, "error": "Dòng này không phải là một đối tượng JSON"}
    case_id = case.get("id")
    try:
        sheet_id = case.get("sheet")
        prepared = sheets.get(sheet_id) if isinstance(sheet_id, str) else None
        if prepared is None:
            prepared = prepared_sheet(sheet_id)
            sheets[prepared.sheet_id] = prepared
        answers = case.get("answers")
        if not isinstance(answers, dict):
            raise CaseError("Thiếu khóa “answers” (mã tiêu chí và số thứ tự của mức)")
        knockouts = case.get("knockouts") or ()
        if not isinstance(knockouts, (list, tuple)) or not all(isinstance(code, str) for code in knockouts):
            raise CaseError("“knockouts” phải là danh sách mã tiêu chí hoặc “dossier”")
        return as_json(case_id, evaluate_compiled(prepared, answers, knockouts))
    except (CaseError, SheetError, AnswerError) as error:
        return {"id": case_id, "error": str(error)}


def _refuse_constant(name: str) -> Any:
    raise ValueError(f"“{name}” không phải là số JSON")


def score_lines(lines: Iterable[str | bytes]) -> Iterator[tuple[str, bool]]:
    """(output line, failed) for every non-empty input line, in order. Bytes are read as UTF-8."""
    sheets: dict[str, Compiled] = {}
    decode = json.JSONDecoder(parse_constant=_refuse_constant).decode
    encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
    for line in lines:
        try:
            text = (line.decode("utf-8") if isinstance(line, bytes) else line).strip().lstrip("\ufeff")
            if not text:
                continue
            case = decode(text)
        except (ValueError, RecursionError) as error:
            yield encode({"id": None, "error": f"Dòng này không phải là JSON hợp lệ ({error})"}), True
            continue
        result = score_case(case, sheets)
        yield _printable(encode(result)), "error" in result


def _printable(text: str) -> str:
    """The line itself, or the same JSON in ASCII when it echoes half a surrogate pair that UTF-8 cannot carry."""
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return json.dumps(json.loads(text))
    return text
