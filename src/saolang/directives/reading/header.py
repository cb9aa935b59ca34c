"""The head of a document: number, symbol, place, date, issuer, kind and title, bases and recipients."""

from __future__ import annotations

import re

from .clean import one_line
from .dates import DATE, date_of, iso
from .letters import LOWER, UPPER
from .model import Document
from .paragraphs import Paragraph
from .rules import Rules
from .titles import SMALL_TITLE, TITLE, is_capitals
from .units import units_for

_GAP = "[\\s\u241f]+"
_NATION = re.compile(
    "C[ỘO]NG H[OÒ][AÀ] X[ÃA] H[ỘO]I CH[ỦU] NGH[ĨI]A VI[ỆE]T NAM|ĐẢNG CỘNG SẢN VIỆT NAM".replace(" ", _GAP)
    + r"|Độc\s+lập\s*[-–.]+\s*Tự\s+do\s*[-–.]+\s*Hạnh\s+phúc\.?",
    re.IGNORECASE,
)
_NUMBER = re.compile(
    r"(?<!\w)(?:Số|SỐ)\s*[:.]?\s*(?P<number>(?=[\dOoIl]{0,5}\d)[\dOoIl]{1,6}[a-zđ]?)?[\s.…_]*(?P<year>/\s*\d{4}\s*(?=/))?[/\-–]\s*"
    r"(?P<symbol>[A-ZĐƯ][A-Za-zĐđƯư&]*(?:\s?[-–/.&]\s?[A-ZĐƯ][A-Za-zĐđƯư&]*\d{0,2})*)",
)
_PLACE_WORD = rf"(?:TP\.?|[{UPPER}][{LOWER}]+)"
_DATE = re.compile(
    rf"(?P<place>{_PLACE_WORD}(?:\s?[-–]\s?{_PLACE_WORD}|\s{_PLACE_WORD}|\s(?=phố|xã|trấn)[{LOWER}]+)*)?\s*,?\s*"
    r"[Nn]gày\s*(?P<d>\d{1,2}|[.…_\s]*)\s*(?:tháng\s*(?P<m>\d{1,2}|[.…_\s]*)\s*năm\s*(?P<y>\d{4}|[\d.…_\s]*)"
    r"|(?<=\d)\s*[/.-]\s*(?P<m2>\d{1,2})\s*[/.-]\s*(?P<y2>\d{4}))"
)
# The place of the date line in capitals: "MẪU PHỐ, ngày 04 tháng 8 năm 2023".
_CAPITAL_DATE = re.compile(
    rf"(?P<place>[{UPPER}]{{2,}}(?: [{UPPER}]+){{0,4}})\s*,\s*[Nn][Gg][Àà][Yy]\s*(?P<d>\d{{1,2}}|[.…_\s]*)\s*"
    r"[Tt][Hh][Áá][Nn][Gg]\s*(?P<m>\d{1,2}|[.…_\s]*)\s*[Nn][Ăă][Mm]\s*(?P<y>\d{4}|[\d.…_\s]*)(?P<m2>(?!))?(?P<y2>(?!))?"
)
_ISSUER_HEAD = re.compile(
    r"(?:CHỦ TỊCH(?= (?:(?:ỦY|UỶ) BAN|UBND|HỘI))|(?:ỦY|UỶ) BAN NHÂN DÂN|UBND|HỘI ĐỒNG NHÂN DÂN|HĐND|VĂN PHÒNG"
    r"|(?<!CƠ )(?<!TRỤ )SỞ|TỔNG CỤC|CHI CỤC|CỤC|(?<!CÁN )(?<!ĐẢNG )(?<!NỘI )BỘ"
    r"|(?<!ỦY )(?<!UỶ )BAN(?= (?!NHÂN DÂN|THƯỜNG VỤ|HÀNH))"
    r"|(?<!QUỐC )(?<!DỰ )(?<!HẢI )PHÒNG(?!,? (?:CHỐNG|NGỪA|CHÁY|THỦ))"
    r"|TRUNG TÂM|HỘI ĐỒNG|(?<!LỄ )(?<!ĐẠI )(?<!QUỐC )(?<!XÃ )(?<!DẠ )(?<!VŨ )(?<!NGÀY )HỘI"
    r"(?! (?:NGHỊ|CHỢ|THẢO|THI|NHẬP))"
    r"|LIÊN MINH|(?:TỈNH|THÀNH|HUYỆN) [ỦU][YỶ]|(?:ỦY|UỶ) BAN MẶT TRẬN|(?:ỦY|UỶ) BAN KIỂM TRA|CHÍNH PHỦ"
    r"|THỦ TƯỚNG CHÍNH PHỦ"
    r"|TỔ(?! (?:CHỨC|QUỐC|HỢP))|THANH TRA(?! VÀ))(?!\w)"
)
_ABBREVIATED = {
    "NQ": "Nghị quyết",
    "QĐ": "Quyết định",
    "CT": "Chỉ thị",
    "QC": "Quy chế",
    "TC": "Thông cáo",
    "TB": "Thông báo",
    "HD": "Hướng dẫn",
    "CTR": "Chương trình",
    "KH": "Kế hoạch",
    "PA": "Phương án",
    "ĐA": "Đề án",
    "DA": "Dự án",
    "BC": "Báo cáo",
    "BB": "Biên bản",
    "TTR": "Tờ trình",
    "CĐ": "Công điện",
    "GM": "Giấy mời",
    "KL": "Kết luận",
}
_ABOUT = re.compile(r"(?:V/v|V/V|v/v)\s*:?\s*(?P<title>\S.*)")
_HEAD_LINES = 60


class Head:
    """The paragraphs before the text begins, and what they say."""

    def __init__(self, paragraphs: list[Paragraph], rules: Rules) -> None:
        self.paragraphs = paragraphs
        self.rules = rules
        self.document = Document()
        self.kind_at: int | None = self._title_line()
        self.ends = 0
        self._read()

    def _title_line(self) -> int | None:
        official = False
        for index, paragraph in enumerate(self.paragraphs[:_HEAD_LINES]):
            if paragraph.noise:
                continue
            match = TITLE.match(paragraph.text)
            small = SMALL_TITLE.fullmatch(paragraph.text) if official else None
            if small:
                return index
            official = official or bool(_NATION.search(paragraph.text) or _NUMBER.search(paragraph.text))
            if match and (TITLE.fullmatch(paragraph.text) or _opens_title(paragraph.text, match.end())):
                return index
            if paragraph.marker and paragraph.marker.kind in {"roman", "num", "article"} and index > 3:
                return None
        return None

    def _read(self) -> None:
        first_body = self._first_body()
        limit = self.kind_at if self.kind_at is not None else first_body
        above = [item for item in self.paragraphs[:limit] if not item.noise]
        text = _NATION.sub(" ", one_line(" \u241f ".join(item.text for item in above)))
        spaced = _NATION.sub(" ", " ".join(item.text for item in above))
        self._number(spaced)
        if self.document.symbol is None and self.kind_at is not None:
            below = self.paragraphs[self.kind_at : self.kind_at + 8]
            self._number(" ".join(item.text for item in below if re.match(r"Số\s*[:.]", item.text)))
        self._date(spaced, above)
        self._kind_and_title(above, first_body)
        if self.kind_at is not None or self.document.symbol or _NATION.search(" ".join(item.text for item in above)):
            self._issuer(text)

    def _first_body(self) -> int:
        """Index of the first paragraph that cannot belong to the head."""
        for index, paragraph in enumerate(self.paragraphs[:_HEAD_LINES]):
            if paragraph.noise:
                continue
            if re.match(r"Kính gửi", paragraph.text) or len(paragraph.text) > 260:
                return index
            if paragraph.marker and paragraph.marker.kind in {"roman", "num", "article"}:
                return index
        return min(len(self.paragraphs), _HEAD_LINES)

    def _number(self, text: str) -> None:
        match = _NUMBER.search(text)
        if match is None:
            return
        number, year = match["number"], match["year"]
        self.document.symbol = re.sub(r"\s*([-/&])\s*", r"\1", match["symbol"].replace("–", "-"))
        if number:
            self.document.number = f"{number}/{re.sub(r'[^0-9]', '', year)}" if year else number
        if dated := re.compile(rf"\s*,?\s*(?:{DATE.pattern})").match(text, match.end()):
            self.document.date = date_of(dated)

    def _date(self, text: str, above: list[Paragraph]) -> None:
        candidates = [match for item in above for match in _DATE.finditer(item.text) if match["place"]]
        candidates = candidates or [match for item in above if (match := _CAPITAL_DATE.match(item.text))]
        candidates = candidates or [match for match in _DATE.finditer(text) if match["place"]]
        if not candidates:
            candidates = [
                match for item in above if (match := re.fullmatch(rf"{_DATE.pattern}\.?", item.text)) is not None
            ]
        for match in candidates:
            place = match["place"]
            if place and re.match(r"(?:Sáng|Chiều|Vào|Đến|Trong|Từ|Luật|Quyết)", place):
                continue
            self.document.place = place.strip() if place else None
            day, month, year = match["d"], match["m"] or match["m2"], match["y"] or match["y2"]
            if all(part and part.strip().isdigit() for part in (day, month, year)):
                self.document.date = iso(int(year), int(month), int(day))
            return

    def _issuer(self, text: str) -> None:
        """The capital words at the top; of two bodies the lower one issues."""
        text = re.sub(r"(?<!\w)(?:Số|SỐ)\s*[:.]?\s*\u241f", "Số: ", text)
        for cut in (_NUMBER, _CAPITAL_DATE, _DATE):
            text = cut.sub(" \u241f ", text)
        pieces = [piece.strip(" |-_–:*.") for piece in text.split("\u241f")]
        words = one_line(" ".join(piece for piece in pieces if piece and is_capitals(piece)))
        heads = [
            match.start()
            for match in _ISSUER_HEAD.finditer(words)
            if not match.start() or words[match.start() - 1] == " "
        ]
        if not heads:
            self._issuer_in_small_letters(pieces)
            return
        names = [words[start:end].strip(" -,;") for start, end in zip(heads, [*heads[1:], len(words)], strict=True)]
        names = _glued(names)
        issuer = names[-1]
        if issuer == "VĂN PHÒNG" and len(names) > 1:
            issuer = f"{names[-2]} {issuer}"
        self.document.issuer = issuer

    def _issuer_in_small_letters(self, pieces: list[str]) -> None:
        for piece in pieces[:4]:
            if len(piece) < 120 and units_for(self.rules).complete(piece):
                self.document.issuer = piece
                return

    def _kind_and_title(self, above: list[Paragraph], first_body: int) -> None:
        document = self.document
        if self.kind_at is None:
            self._about(above, first_body)
            return
        paragraph = self.paragraphs[self.kind_at]
        match = TITLE.match(paragraph.text) or SMALL_TITLE.match(paragraph.text)
        assert match is not None
        kind = match.group().rstrip(" :")
        document.kind = kind[0].upper() + kind[1:].lower()
        rest = paragraph.text[match.end() :].strip(" :")
        parts = [rest] if rest else []
        index = self.kind_at + 1
        while index < len(self.paragraphs) and index < self.kind_at + 14:
            item = self.paragraphs[index]
            if item.noise:
                index += 1
                continue
            if self._title_ends(item, parts):
                break
            parts.append(item.text)
            index += 1
        document.title = one_line(" ".join(parts)).strip(" .") or None
        self.ends = index

    def _title_ends(self, item: Paragraph, parts: list[str]) -> bool:
        text = item.text
        if item.marker or text.startswith("(") or re.match(r"Số\s*[:.]", text) or len(" ".join(parts)) > 900:
            return True
        if _NATION.match(text) or TITLE.fullmatch(text):
            return True
        if (
            re.match(r"(?:CHỦ TỊCH |GIÁM ĐỐC )?(?:(?:ỦY|UỶ) BAN|UBND|HỘI ĐỒNG|SỞ)\b", text)
            and is_capitals(text)
            and parts
        ):
            return True
        if not parts:
            return False
        if is_capitals(parts[-1]) and is_capitals(text):
            return False
        if not item.blank and re.search(r"(?:(?<!\w)(?:và|của|về|cho|tại|Chủ tịch|Giám đốc)|,)$", parts[-1]):
            return False
        starts = self.rules.starting("body_starts").match(text) and not text[:1].islower()
        if starts or text.endswith((".", ":", ";")):
            return True
        return item.blank and not text[:1].islower() and not re.search(r"(?:,|\b(?:và|của|về|cho|tại))$", parts[-1])

    def _about(self, above: list[Paragraph], first_body: int) -> None:
        """An official letter has no title line: "V/v ..." below its number."""
        document = self.document
        for index, item in enumerate(above):
            match = _ABOUT.search(item.text)
            if match is None:
                continue
            parts = [match["title"]]
            for following in above[index + 1 :]:
                if following.marker or _DATE.search(following.text) or _NATION.search(following.text):
                    break
                if is_capitals(following.text) or len(following.text) > 90:
                    break
                parts.append(following.text)
            title = _DATE.split(_NATION.sub(" ", " ".join(parts)))[0]
            document.kind, document.title = "Công văn", one_line(title).strip(" .") or None
            self.ends = first_body
            return
        if document.symbol is None:
            return
        if any(item.text.startswith("Kính gửi") for item in self.paragraphs[:_HEAD_LINES]):
            document.kind = "Công văn"
        short = re.split(r"[-/]", document.symbol)[0].upper()
        document.kind = document.kind or _ABBREVIATED.get(short)
        self.ends = first_body


def _opens_title(text: str, at: int) -> bool:
    """ "KẾ HOẠCH THỰC HIỆN ..." or "THÔNG BÁO Kết luận của ...": the kind and the title on one line."""
    rest = text[at:].strip()
    return (
        len(text) < 500
        and not text.endswith((";", ":"))
        and (is_capitals(rest) or bool(re.match(r"(?:V/v|Về việc|về việc|Kết luận|Ý kiến|Triển khai|Thực hiện)", rest)))
    )


def _glued(names: list[str]) -> list[str]:
    """Put back together what is one name: "VĂN PHÒNG ĐIỀU PHỐI", "VĂN PHÒNG ỦY BAN NHÂN DÂN"."""
    result: list[str] = []
    for name in names:
        if (
            result
            and result[-1] in {"VĂN PHÒNG", "THƯỜNG TRỰC", "CHỦ TỊCH"}
            and re.match(r"(?:(?:ỦY|UỶ) BAN|UBND|HỘI ĐỒNG|HĐND|CHÍNH PHỦ|TỈNH ỦY|THÀNH ỦY)", name)
        ) or (result and re.search(r"(?:^|\s)(?:VÀ|CỦA)$", result[-1])):
            result[-1] = f"{result[-1]} {name}"
        else:
            result.append(name)
    return result


_RECIPIENTS = re.compile(r"(?:N[ơƠ][iI]\s*nh[ậẬ]n|N[gG][ưƯ][ờỜ][iI]\s*nh[ậẬ]n)\s*[:.;]?\s*", re.IGNORECASE)
_SIGNATURE = re.compile(
    rf"(?:T/?M|K/?T|T/?L|TUQ|Q)\s?\.\s*(?=[{UPPER}]{{2}})"
    r"|(?:PHÓ )?(?:CHỦ TỊCH|CHÁNH VĂN PHÒNG|GIÁM ĐỐC|TRƯỞNG BAN|BỘ TRƯỞNG|BÍ THƯ)\b"
)


_AUTHORITY = re.compile(
    r"(?:PHÓ )?(?:CHỦ TỊCH|GIÁM ĐỐC|TRƯỞNG BAN|BỘ TRƯỞNG)\s+(?:(?:ỦY|UỶ) BAN|UBND|HỘI|SỞ|BAN|BỘ|LIÊN)"
)


def is_recipients(text: str) -> bool:
    """Whether the list of recipients begins here."""
    return bool(_RECIPIENTS.match(text)) and len(text) < 400


def is_signature(text: str) -> bool:
    """Whether the line belongs to the block of the signature."""
    if not is_capitals(re.split(r"[()]", text)[0]):
        return False
    return bool(_SIGNATURE.match(text)) and not _AUTHORITY.match(text)


def recipients_of(paragraphs: list[Paragraph]) -> list[str]:
    """Return the list after "Nơi nhận"; failing that, the one after "Kính gửi"."""
    visible = [item for item in paragraphs if not item.noise]
    for index, item in enumerate(visible):
        if is_recipients(item.text):
            return _listed(_RECIPIENTS.sub("", item.text, count=1), visible[index + 1 :])
    for index, item in enumerate(visible[:_HEAD_LINES]):
        if match := re.match(r"Kính gửi\s*:?\s*", item.text, re.IGNORECASE):
            return _listed(item.text[match.end() :], visible[index + 1 :])
    return []


def _listed(first: str, following: list[Paragraph]) -> list[str]:
    names = [name for name in (_recipient(part) for part in re.split(r";\s*-\s*|^\s*-\s*", first)) if name]
    if names and not first.lstrip().startswith("-") and not any(item.marker for item in following[:1]):
        return names
    near = following[:60]
    kept = [index for index, item in enumerate(near) if _listing_mark(item) and re.match(r"Lưu\b", item.body)]
    strange = [index for index, item in enumerate(near) if len(item.text) > 160 or TITLE.fullmatch(item.text)]
    last = kept[0] if kept and not any(index < kept[0] for index in strange) else None
    for index, item in enumerate(near):
        if last is not None and index > last:
            break
        if not _listing_mark(item):
            if last is None and names:
                break
            if last is None and not is_signature(item.text):
                break
            continue
        name = _recipient(item.body)
        if name:
            names.append(name)
    return names


def _listing_mark(item: Paragraph) -> bool:
    return item.marker is not None and item.marker.kind in {"dash", "plus", "bullet", "star"}


def _recipient(text: str) -> str:
    cut = _SIGNATURE.search(text)
    if cut and cut.start() == 0 and is_capitals(text):
        return ""
    if (
        cut
        and cut.start() > 0
        and (text[: cut.start()].rstrip().endswith((";", ".")) or re.match(r"[TKQ]", cut.group()))
    ):
        text = text[: cut.start()]
    return text.strip().rstrip(";.,").strip()
