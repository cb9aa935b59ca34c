"""`score` on 10,000 cases against a plain walk over the loaded YAML, and `advise`, in one run.

    python bench/rulebook.py [CASES]

Prints the time of each, their ratio (higher is better for us), and the 99th percentile of `advise`.
"""

from __future__ import annotations

import json
import random
import sys
import time
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "src"))

from saolang.rulebook.advise import advise
from saolang.rulebook.loading import load_sheet, sheet_ids
from saolang.rulebook.score import score_lines

BANDS = ((5, 90), (4, 70), (3, 50), (2, 30), (1, 0))


def make_cases(count: int, seed: int = 26) -> list[str]:
    """Cases over all 26 sheets, a few answers left open or at 0."""
    dice = random.Random(seed)
    sheets = [load_sheet(key) for key in sheet_ids("qd26")]
    lines = []
    for number in range(count):
        sheet = dice.choice(sheets)
        answers: dict[str, int | None] = {}
        for criterion in sheet.criteria:
            if dice.random() < 0.95:
                answers[criterion.code] = dice.randint(0, len(criterion.options))
        lines.append(json.dumps({"id": number, "sheet": sheet.id, "answers": answers}))
    return lines


def plain_walk(lines: list[str], raw: dict[str, Any]) -> list[dict[str, Any]]:
    """The same results by walking the parsed YAML for every case, as one would write it first."""
    results = []
    for line in lines:
        case = json.loads(line)
        answers = case["answers"]
        parts: dict[str, int] = {}
        missing: list[str] = []
        points: dict[str, int] = {}
        minima: list[tuple[str, int, int]] = []
        for part in raw[case["sheet"]]["parts"]:
            parts[part["code"]] = 0
            for section in part["sections"]:
                leaves = []
                for criterion in section["criteria"]:
                    leaves.extend(criterion["criteria"] if criterion["kind"] == "group" else [criterion])
                for criterion in leaves:
                    code = criterion["code"]
                    answer = answers.get(code)
                    points[code] = 0
                    if answer is None:
                        missing.append(code)
                    elif answer:
                        points[code] = criterion["options"][answer - 1]["points"]
                    parts[part["code"]] += points[code]
                    for star, needs in criterion.get("star_min", {}).items():
                        minima.append((code, star, needs))
        total = sum(parts.values())
        band = next(band for band, floor in BANDS if total >= floor)
        held = [
            {"criterion": code, "star": star, "needs": needs, "has": points[code]}
            for code, star, needs in minima
            if 3 <= star <= band and points[code] < needs
        ]
        star = band
        if band >= 3:
            star = 2
            for candidate in range(3, band + 1):
                if any(item["star"] == candidate for item in held):
                    break
                star = candidate
        result = {"id": case["id"], "total": total, "parts": parts, "band": band, "star": star}
        result |= {"held_by": held, "missing": missing, "knocked_out": False}
        json.dumps(result, ensure_ascii=False)
        results.append(result)
    return results


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    lines = make_cases(count)
    raw = {key: load_sheet(key).raw for key in sheet_ids("qd26")}
    list(score_lines(lines[:200]))
    start = time.perf_counter()
    ours = [line for line, _ in score_lines(lines)]
    ours_took = time.perf_counter() - start
    start = time.perf_counter()
    plain = plain_walk(lines, raw)
    plain_took = time.perf_counter() - start
    if [json.loads(line) for line in ours] != plain:
        sys.exit("the two disagree")
    print(f"score       {count} cases: {ours_took:.3f} s ({count / ours_took:,.0f} cases/s)")
    print(f"plain walk  {count} cases: {plain_took:.3f} s")
    print(f"ratio       {plain_took / ours_took:.2f}x (plain walk / score)")
    took = []
    for line in lines[:2000]:
        case = json.loads(line)
        sheet = load_sheet(case["sheet"])
        start = time.perf_counter()
        advise(sheet, case["answers"], 5)
        took.append(time.perf_counter() - start)
    took.sort()
    print(f"advise      p50 {took[len(took) // 2] * 1000:.2f} ms, p99 {took[int(len(took) * 0.99)] * 1000:.2f} ms")


if __name__ == "__main__":
    main()
