"""Documents that a text cites: by number, or a law by its name."""

from __future__ import annotations

import re
from functools import lru_cache

from .dates import DATE, date_of
from .model import Citation

_KIND = (
    r"Nghị quyết liên tịch|Nghị quyết|Nghị định|Quyết định|Thông tư liên tịch|Thông tư|Chỉ thị|Công điện|Công văn"
    r"|Văn bản|Thông báo kết luận|Thông báo|Kết luận thanh tra|Kết luận kiểm tra|Kết luận|Kế hoạch liên tịch|Kế hoạch"
    r"|Chương trình hành động|Chương trình phối hợp|Chương trình|Tờ trình|Báo cáo|Hướng dẫn|Quy định|Quy chế"
    r"|Đề án|Giấy mời|Phương án|Luật|Pháp lệnh|Biên bản"
)
_SYMBOL = (
    r"(?:\d{4}\s?/\s?)?[A-ZĐ][A-Za-zĐđ]{0,7}\d{0,2}"
    r"(?:\s?[-–]\s?[A-ZĐ][A-Za-zĐđÀ-ỹ]*(?:&[A-ZĐ][A-Za-zĐđ]*)?)*(?:\.[A-ZĐ]+)?"
)
_NUMBER = re.compile(
    rf"(?:(?P<kind>{_KIND})\s+)?(?:(?P<so>[Ss]ố)\s*:?\s*)?(?<![\w/.,-])"
    rf"(?P<number>\d{{1,5}}[a-z]?\s?/\s?{_SYMBOL}|\d{{1,4}}\s?[-–]\s?(?:NQ|CT|KL|QĐ|QDi|QĐi|TB|KH|CTr|CTR|HD|QC|TT|TTr|TTR|BC|CV|QyĐ|ĐA|PA|BB|GM)\s?/\s?[A-ZĐ][A-Za-zĐđ]+)"
    r"(?![\w/])",
    re.UNICODE,
)
_DATED = re.compile(rf"\s*,?\s*(?:(?:ban hành|ký)\s+)?(?:{DATE.pattern})", re.IGNORECASE)
_LAW = re.compile(
    r"(?<!\w)(?:Bộ luật|Luật|Pháp lệnh|Hiến pháp)"
    r"(?:\s+(?!(?:này|và các|và Nghị|và quy|ngày|số|năm|có|được|thì|là)(?!\w))"
    r"[\w-]+(?:,(?=\s(?:bổ sung|Thể|chứng)))?){1,22}",
)
_LAW_END = re.compile(
    r"\s(?:ngày|số|để|trong|về việc|theo|đã|đối với|tại|quy định|hướng dẫn|được|nhằm|cho|phù hợp|hiện hành|thuộc|trước"
    r"|và (?=Luật|Nghị|Quyết|Thông|quy|văn|các|hướng)|năm (?=\d{4}))(?!\w)"
)
_AMENDING = re.compile(r"(?:Bộ luật|Luật|Pháp lệnh) sửa đổi,? bổ sung (?:một số )?[Đđ]iều (?:của )?")
_FOLLOWS = re.compile(
    r"(?:(?<!\w)(?:theo|tại|thực hiện|triển khai|căn cứ|kèm theo|trên cơ sở|tinh thần|theo đúng)(?!\w)[^.;]{0,120})$",
    re.IGNORECASE,
)
_CHANGES = re.compile(r"(?:sửa đổi|thay thế|bãi bỏ|điều chỉnh)[^.;]{0,30}$", re.IGNORECASE)
_AVOIDED = re.compile(r"(?<!\w)(?:không để|tránh|không lặp lại)\s[^.;]{0,120}$", re.IGNORECASE)
_TELLS = re.compile(r"Báo cáo|Biên bản|Giấy mời")
_PROPOSED = re.compile(r"(?:kiến nghị|đề xuất|đề nghị|kết luận)[^.;,]{0,60}$", re.IGNORECASE)
_NORM = re.compile(r"Thông tư|Bộ luật|Luật|Pháp lệnh|Hiến pháp")
_CARRIED_OUT = re.compile(
    r"(?:thực hiện|triển khai|thi hành)(?: nghiêm| tốt| hiệu quả| có hiệu quả| đầy đủ)*\s+$", re.IGNORECASE
)


class Found:
    """A citation and where it stands."""

    def __init__(self, citation: Citation, start: int, end: int) -> None:
        self.citation, self.start, self.end = citation, start, end


# No number of a document is printed without one of these; the whole pattern is tried only where they stand.
_HINT = re.compile(r"\d[a-z]?\s?/\s?(?:\d{4}\s?/\s?)?[A-ZĐ]|\d\s?[-–]\s?[A-ZĐ][A-Za-zĐđ]+\s?/")


@lru_cache(maxsize=256)
def find_citations(text: str) -> tuple[Found, ...]:
    """Return the citations of a text in order."""
    found: list[Found] = []
    for match in _NUMBER.finditer(text) if _HINT.search(text) else ():
        symbol = match["number"].rsplit("/", 1)[-1]
        plain = not (match["kind"] or match["so"])
        if plain and ("-" not in match["number"] and "–" not in match["number"]):
            continue
        if len(re.sub(r"[^A-ZĐ]", "", symbol)) < 2 and plain:
            continue
        dated = _DATED.match(text, match.end())
        end = dated.end() if dated else match.end()
        number = re.sub(r"\s+", "", match["number"]).replace("–", "-")
        found.append(
            Found(Citation(number, date_of(dated) if dated else None, text[match.start() : end]), match.start(), end)
        )
    taken = [(item.start, item.end) for item in found]
    position = 0
    while name := _LAW.search(text, position):
        position = name.end()
        if any(start <= name.start() < end for start, end in taken):
            continue
        law = _law(text, name, taken)
        found.append(law)
        position = max(law.end, name.start() + 4)
    return tuple(sorted(found, key=lambda item: item.start))


def _law(text: str, match: re.Match[str], taken: list[tuple[int, int]]) -> Found:
    end = match.end()
    limit = min((start for start, _end in taken if start > match.start()), default=len(text))
    end = min(end, limit)
    amending = _AMENDING.match(text, match.start())
    if amending:
        dated = DATE.search(text, amending.end(), amending.end() + 200)
        closing = re.compile(r"[;.)]|$").search(text, amending.end())
        end = min(closing.start() if closing else len(text), dated.start() if dated else len(text), limit)
        end = len(text[:end].removesuffix(" ngày ").rstrip())
    elif stop := _LAW_END.search(text, match.start(), end):
        end = stop.start()
    name = text[match.start() : end].rstrip(" ,;-")
    end = match.start() + len(name)
    number = re.compile(r"\s+số\s+(\d{1,3}/\d{4}/QH\d{1,2})").match(text, end)
    dated = _DATED.match(text, end)
    year = re.compile(r"\s*,?\s*năm\s+\d{4}").match(text, end)
    last = dated or year or number
    end = last.end() if last else end
    return Found(
        Citation(number[1] if number else None, date_of(dated) if dated else None, text[match.start() : end]),
        match.start(),
        end,
    )


def merged(found: list[Citation], own: str | None) -> list[Citation]:
    """Return every cited document once, in order of first mention; the fuller mention wins; not the document itself."""
    result: list[Citation] = []
    for citation in found:
        if own and citation.number and re.sub(r"[-/]", "", _key(citation)) == re.sub(r"[-/]", "", own.upper()):
            continue
        for index, known in enumerate(result):
            if _key(known) == _key(citation) and (not known.date or not citation.date or known.date == citation.date):
                if citation.date and not known.date:
                    result[index] = citation
                break
        else:
            result.append(citation)
    return result


def _key(citation: Citation) -> str:
    if citation.number:
        return citation.number.upper()
    return re.split(r",? (?:ngày|năm) \d", citation.text)[0].casefold()


def follows_of(text: str) -> Citation | None:
    """Return the document a text comes from or carries out: "theo", "tại", "thực hiện" ... stand before it.

    Laws and circulars say how a thing is done and are followed only when the text tells to carry them out; reports and
    minutes tell of facts; what must not happen again ("không để chậm như đã nêu tại ...") is no task of that document.
    """
    for item in find_citations(text):
        before = text[max(0, item.start - 160) : item.start]
        if not _FOLLOWS.search(before) or _CHANGES.search(before) or _AVOIDED.search(before):
            continue
        if _TELLS.match(item.citation.text) and not _PROPOSED.search(before):
            continue
        if _NORM.match(item.citation.text) and not _CARRIED_OUT.search(before):
            continue
        return item.citation
    return None


def number_spans(text: str) -> list[tuple[int, int]]:
    """Return where numbers of documents and their dates stand (no figures are looked for there)."""
    return [(item.start, item.end) for item in find_citations(text)]
