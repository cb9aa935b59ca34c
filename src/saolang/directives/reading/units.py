"""Names of bodies in running text: where a name ends, where a list of names splits, whom a group means."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from .letters import LOWER, UPPER
from .rules import Rules, alternation

_TOKEN = re.compile(r"TP\.|TX\.|Q\.|TT\.|[\w.]*\w&\w+|\w+(?:[./]\w+)*|[^\w\s]")
_PLURAL = re.compile(r"(?:[Cc]ác|CÁC|[Tt]ất cả các|[Nn]hững|[Tt]oàn thể|[Tt]ừng|[Mm]ột số|[Mm]ỗi)\s+|[Cc]ác,\s*")
_MAX_WORDS = 40


@dataclass(frozen=True)
class Span:
    """A stretch of text."""

    start: int
    end: int

    def of(self, text: str) -> str:
        return text[self.start : self.end]


class Units:
    """Recognises names of bodies by the words of the rules."""

    def __init__(self, rules: Rules) -> None:
        self.rules = rules
        names = [*rules["addressees"], *rules.aliases]
        self._whole = re.compile(rf"(?:{alternation(rules['whole_heads'])})(?!\w)")
        self._name_verbs = re.compile(
            rf"(?:{alternation(rules['name_verbs'])})(?!\w)(?:,?\s[\w-]+){{0,7}}?"
            rf"\s(?:tỉnh|thành phố|huyện|quốc gia|Việt Nam)"
            rf"(?=\s*(?:[:;,.()]|$)|\s(?:{rules.verbs.pattern}))"
        )
        self._managing = re.compile(
            rf"quản lý (?!chặt|tốt|nghiêm|tất|toàn|các|những|việc)(?:(?!(?:{rules.verbs.pattern}))[{LOWER}]+ ){{0,4}}"
            rf"[{LOWER}]+(?= (?:{rules.verbs.pattern}))"
        )
        self._exact = re.compile(rf"(?:{alternation(names)})(?!\w)")
        self._department = re.compile(rf"[Ss]ở\s+(?:{alternation(rules['departments'])})(?!\w)", re.IGNORECASE)
        self._department_only = re.compile(rf"(?:{alternation(rules['departments'])})(?!\w)", re.IGNORECASE)
        heads = [head for head in rules["unit_heads"] if head not in {"Sở,", "Các"}]
        self._head = re.compile(rf"(?:{alternation([*heads, *(head.upper() for head in heads)])}|{_HOUSE})(?!\w)")
        self._office = re.compile(rf"(?:{alternation(rules['office_heads'])})(?!\w)")
        self._no_head = re.compile(rf"(?:{alternation(rules['no_heads'])})(?!\w)", re.IGNORECASE)
        nouns = alternation(rules["group_nouns"])
        self._noun = re.compile(rf"(?:{nouns})(?!\w)", re.IGNORECASE)
        self._plural = re.compile(rf"(?:{_PLURAL.pattern})(?={nouns})", re.IGNORECASE)
        self._many = re.compile(
            rf"(?<!\w)(?:(?:{_PLURAL.pattern})(?:{nouns})(?!\w)|cấp (?:xã|huyện)(?!\w))", re.IGNORECASE
        )
        self._bare_group = re.compile(rf"(?:{nouns})\s*,\s*(?=(?:{nouns})(?!\w))", re.IGNORECASE)
        self._verbs = rules.verbs
        self._verb_starts = rules.verb_starts
        self._ends = re.compile(rf"(?:{alternation(rules['name_ends'])})(?!\w)")
        self._dept_list = re.compile(
            rf"(?:(?:Giám đốc|Thủ trưởng|giám đốc)\s+)?[Cc]ác\s+[Ss]ở(?:,? (?:ban, )?ngành)?\s*:\s*"
            rf"(?=(?:{alternation(rules['departments'])})(?!\w))",
            re.IGNORECASE,
        )

    # -- where a name begins ------------------------------------------------------------------------------------------

    def _opening(self, text: str, at: int) -> tuple[int, bool] | None:
        """Return where the words that open a name end and whether they open a group, or None."""
        if match := self._plural.match(text, at):
            noun = self._noun.match(text, match.end())
            return (noun.end() if noun else match.end()), True
        if (match := self._bare_group.match(text, at)) and not self._own_name(text, match.end()):
            return self._noun.match(text, at).end(), True  # type: ignore[union-attr]
        if (match := self._head.match(text, at)) and not self._no_head.match(text, at):
            return match.end(), False
        return None

    def starts(self, text: str, at: int = 0) -> bool:
        """Whether a name of a body begins here."""
        return bool(
            self._exact.match(text, at)
            or self._plural.match(text, at)
            or self._bare_group.match(text, at)
            or (self._head.match(text, at) and not self._no_head.match(text, at))
            or (self._office.match(text, at) and not self._no_head.match(text, at))
        )

    # -- one name -----------------------------------------------------------------------------------------------------

    def name(self, text: str, at: int = 0) -> Span | None:
        """Return the name that begins here, or None. A head word alone is no name."""
        if match := self._exact.match(text, at):
            return Span(at, self._tail(text, match.end(), group=False, named=True))
        if (match := self._office.match(text, at)) and not self._no_head.match(text, at):
            inner = match.end() + 1
            if self.starts(text, inner) and (span := self.name(text, inner)):
                return Span(at, span.end)
            end = self._tail(text, match.end(), group=False, named=False)
            return Span(at, end) if end > match.end() else None
        if match := _HOUSEHOLD.match(text, at):
            return Span(at, match.end())
        if match := self._department.match(text, at):
            return Span(at, self._after_department(text, match.end()))
        opening = self._opening(text, at)
        if opening is None:
            return None
        begin, group = opening
        if group and (clause := _CONDITION.match(text, begin)) and text[max(0, at - 8) : at].lower() == "đối với ":
            return Span(at, clause.end())
        whole = bool(self._whole.fullmatch(text, at, begin))
        end = self._tail(text, begin, group=group, named=group or whole)
        if (places := _PLACE_LIST.match(text, end)) and _OF_PLACES.search(text[at:end]):
            closes = _CLOSED.match(text, places.end())
            more = _SEPARATOR.match(text, places.end())
            if closes or (more and self.starts(text, more.end())) or self._verbs.match(text, places.end() + 1):
                end = places.end()
        return Span(at, end) if group or whole or end > begin else None

    def _after_department(self, text: str, at: int) -> int:
        """Take "tỉnh" and the name of the province into the name of a department."""
        match = _OF_PROVINCE.match(text, at)
        return match.end() if match else at

    def _tail(self, text: str, at: int, *, group: bool, named: bool) -> int:
        """Walk over the words of a name and return where it ends."""
        end, previous, count = at, "", 0
        position = at
        while count < _MAX_WORDS:
            match = _TOKEN.search(text, position)
            if match is None or text[position : match.start()].strip():
                break
            word = match.group()
            step = self._step(text, match, previous, group=group, named=named)
            if step == 0:
                break
            if step > match.end() or word not in {",", "và", "&", "-", "–", "hoặc", "cùng", "/"}:
                end = max(step, match.end())
                named = True
            if not group and not named:
                named = True
            group = group or bool(self._plural.match(text, match.start()))
            position, previous, count = max(step, match.end()), word, count + 1
        return end

    def _step(self, text: str, match: re.Match[str], previous: str, *, group: bool, named: bool) -> int:
        """Return the end of what is taken at this word, 0 when the name ends before it."""
        word, start, end = match.group(), match.start(), match.end()
        after = end + 1 if text[end : end + 1] == " " else end
        if word == ",":
            if previous in {"tỉnh", "huyện", "xã", "phường", "trấn", "phố"} and _PLACES.match(text, after):
                return end
            if group and self._noun.match(text, after) and not self._own_name(text, after):
                return 0 if _CLAUSE_BEFORE.search(text, max(0, start - 120), start) else end
            if not named:
                return end
            return end if self._capital(text, after) and not self.starts(text, after) and not group else 0
        if word in {"và", "&", "hoặc"}:
            if group and self._noun.match(text, after) and not self._own_name(text, after):
                return end
            return end if self._capital(text, after) and not self.starts(text, after) else 0
        if word in {"-", "–", "/"}:
            return end if text[after : after + 1].isalpha() else 0
        if word == "(":
            close = text.find(")", end, end + 100)
            return close + 1 if close > 0 and named else 0
        if not word[0].isalnum():
            return 0
        if word[0].isdigit() and previous.islower() and previous not in _NUMBERED:
            return 0
        if word[0].isupper() or word[0].isdigit():
            return 0 if self._opens_order(text, start, previous) else end
        if not group and not named and not previous and (own := self._own_verb(text, start)):
            return own
        return self._lower_step(text, start, end, previous, group=group)

    def _opens_order(self, text: str, start: int, previous: str) -> bool:
        """Whether a capital word after a place opens the order: "Công an tỉnh Sẵn sàng lực lượng"."""
        if previous not in _PLACE_WORDS and not _YOUTH.search(text, max(0, start - 12), start):
            return False
        verb = self._verb_starts.match(text, start)
        return verb is not None and text[verb.end() + 1 : verb.end() + 2].islower()

    def _own_verb(self, text: str, start: int) -> int:
        """Where a verb right after a bare head ends, which belongs to the name: "Chi cục quản lý chất lượng"."""
        if not _DOING_HEAD.search(text, max(0, start - 12), start):
            return 0
        if council := _COUNCIL.match(text, start):
            return council.end()
        verb = self._verbs.match(text, start)
        return verb.end() if verb else 0

    def _lower_step(self, text: str, start: int, end: int, previous: str, *, group: bool) -> int:
        if through := _FROM_TO.match(text, start):
            return through.end()
        if self._ends.match(text, start):
            return 0
        verb = self._verbs.match(text, start)
        if verb is None:
            return 0 if self._is_over(text, start, group=group) else end
        if " " not in verb.group() and _HALF_NAME.search(text, max(0, start - 30), start):
            return verb.end()
        if previous == "bị" or (
            group and _LEARNED.search(text, max(0, start - 9), start) and verb.group() in _RESEARCH
        ):
            return verb.end()
        if group and not previous and (managing := self._managing.match(text, start)):
            return managing.end()
        if previous in {"công", "độc"} and verb.group() == "lập":
            return verb.end()
        if helping := _HELPING.match(text, start):
            return helping.end()
        if group and text.startswith("hợp tác xã", start):
            return start + len("hợp tác xã")
        if named_verb := self._name_verbs.match(text, start):
            return named_verb.end()
        if previous in {"Ban", "ban"} and verb.group() in {"chỉ đạo", "quản lý", "điều hành"}:
            return verb.end()
        if verb.group() == "cấp" and previous == "các":
            return verb.end()
        if verb.group() == "trình" and previous.lower() in {"chương", "tờ", "quá", "quy", "công", "lộ"}:
            return verb.end()
        of_office = text[max(0, start - 8) : start].lower().endswith("cơ quan ")
        if verb.group() in {"tổ chức", "cấp", "quản lý", "tư vấn", "tự", "mở", "in", "thanh tra", "thông tin"}:
            if verb.group() == "tổ chức" and group and (previous in {",", "và", "các"} or of_office):
                return verb.end()
            if verb.group() == "cấp" and re.compile(r"cấp (?:xã|huyện|tỉnh|dưới|trên)\b").match(text, start):
                return verb.end()
            if verb.group() in {"quản lý", "tư vấn"} and (
                previous in {"vị", "Ban", "ban", "Tổ", "chức", "nước"} or of_office
            ):
                return verb.end()
            if verb.group() in {"thanh tra", "thông tin"} and (previous in {"tâm", "vị", ",", "nghệ"} or of_office):
                return verb.end()
        return 0

    def _is_over(self, text: str, at: int, *, group: bool) -> bool:
        """Whether a name is whole before this small word: after a place only words that narrow a name go on."""
        before = text[max(0, at - 60) : at]
        if _PLACED.search(before):
            return not (_NARROWS_GROUP if group else _NARROWS).match(text, at)
        return group and _PLURAL_PLACED.search(before) is not None and not _NARROWS_GROUP.match(text, at)

    def closed(self, text: str, at: int) -> bool:
        """Whether the name that ends here is whole by its own words, whatever small word follows."""
        before = text[max(0, at - 60) : at] + " "
        after = text[at : at + 2]
        if not (len(after) == 2 and after[0] == " " and after[1].islower()) or _TELLS.match(text, at + 1):
            return False
        return bool(_PLACED.search(before) or _PLURAL_PLACED.search(before))

    def _capital(self, text: str, at: int) -> bool:
        return text[at : at + 1].isupper()

    def _own_name(self, text: str, at: int) -> bool:
        """Whether a capital noun here opens the name of one body ("Sở Tài chính") and not a word of a group."""
        if not self._capital(text, at):
            return False
        if self._department.match(text, at) or self._office.match(text, at):
            return True
        head = self._head.match(text, at)
        if head is None:
            return False
        following = text[head.end() + 1 : head.end() + 2]
        return following.isupper() or len(head.group().split()) > 1 or head.group() in {"UBND", "HĐND"}

    # -- lists --------------------------------------------------------------------------------------------------------

    def listing(self, text: str, at: int = 0) -> tuple[list[str], int]:
        """Return the names of the list that begins here, as printed, and where the list ends."""
        names: list[str] = []
        end = at
        position = at
        while True:
            if match := self._dept_list.match(text, position):
                more, end = self._departments(text, match.end())
                names.extend(more)
            else:
                span = self.name(text, position)
                if span is None:
                    break
                names.append(_trimmed(span.of(text)))
                end = span.end
            brackets = _BRACKETS.match(text, end)
            following = _SEPARATOR.match(text, brackets.end() if brackets else end)
            if following is None or not self.starts(text, following.end()):
                break
            position = following.end()
        return names, end

    def _departments(self, text: str, at: int) -> tuple[list[str], int]:
        """ "các Sở: Tài chính, Công Thương" means "Sở Tài chính", "Sở Công Thương"."""
        names: list[str] = []
        end = at
        while match := self._department_only.match(text, at):
            names.append(f"Sở {match.group()}")
            end = match.end()
            following = _SEPARATOR.match(text, end)
            if following is None:
                break
            at = following.end()
        return names, end

    def complete(self, text: str) -> bool:
        """Whether the whole text is a list of names."""
        text = text.strip().rstrip(":.;, ").strip()
        names, end = self.listing(text)
        return bool(names) and not text[end:].strip(" .;:,")

    @lru_cache(maxsize=4096)  # noqa: B019 - one recogniser for each set of rules, kept as long as the process
    def is_rest(self, name: str) -> bool:
        """Whether the name means the remaining members of a group."""
        bare = re.sub(r"\s*\([^()]*\)\s*$", "", name).strip().lower()
        return (self.is_group(bare) or bare.startswith("thành viên")) and any(
            bare.endswith(word.lower()) or f" {word.lower()} " in bare for word in self.rules["rest_words"]
        )

    @lru_cache(maxsize=4096)  # noqa: B019
    def is_group(self, name: str) -> bool:
        """Whether the name means every unit of a group."""
        bare = re.sub(r"\([^()]*\)", "", name)
        if self._exact.match(bare) or _ONE_OF_MANY.match(bare):
            return False
        return bool(self._bare_group.match(bare) or self._many.search(bare))


_OF_PROVINCE = re.compile(rf"\s+(?:tỉnh|thành phố)(?:\s+[{UPPER}]\w+)*(?!\w)")
_BRACKETS = re.compile(r"\s*\([^()]{2,120}\)(?=\s*(?:[,;]|và\s))")
_PLACE = rf"(?:(?:huyện|thị xã|thành phố|xã|phường|thị trấn|đặc khu) )?[{UPPER}]\w*(?: [{UPPER}]\w*){{0,4}}"
_PLACE_LIST = re.compile(rf":\s*{_PLACE}(?:(?:,|;)? (?:và )?{_PLACE})*(?!\w)")
_CLOSED = re.compile(r"\s*(?:$|[:;.])")
_OF_PLACES = re.compile(r"các (?:huyện|thị xã|thành phố|xã|phường|tỉnh)(?:, (?:huyện|thị xã|thành phố|xã|phường))*$")
# A place, a region or a committee of the Party at the end of a name, with its own name behind it.
_PLACED = re.compile(
    rf"(?:(?<![Hh]ợp tác )(?<![Tt]hông tấn )(?<!\w)(?:tỉnh|thành phố|huyện|quận|thị xã|xã|phường|thị trấn|đặc khu"
    rf"|[Kk]hu vực)|(?:Tỉnh|Thành|Huyện|Thị|Quận) (?:ủy|uỷ)|Việt Nam)(?: (?:[{UPPER}]\w*|\d+)){{0,5}}\s$"
)
_PLURAL_PLACED = re.compile(r"(?<!\w)(?:sở|địa phương|thôn|ấp|khu phố|tổ dân phố)\s$", re.IGNORECASE)
_PLACE_WORDS = frozenset({"tỉnh", "huyện", "quận", "xã", "phường", "phố", "trấn", "khu", "ủy", "uỷ"})
_NUMBERED = frozenset({"số", "khu", "vực", "vùng", "nhánh", "tổ", "ấp", "thôn", "phố", "đội"})
_LEARNED = re.compile(r"(?:viện|trường|cơ sở|trung tâm) $", re.IGNORECASE)
_RESEARCH = frozenset({"nghiên cứu", "đào tạo", "ứng dụng", "bồi dưỡng"})
# One body with many in its name: "Liên hiệp các Hội Khoa học và Kỹ thuật tỉnh".
_ONE_OF_MANY = re.compile(
    r"(?:Liên hiệp|Liên đoàn|Đảng ủy|Ban [Qq]uản lý|Ban [Cc]hỉ đạo|Văn phòng)(?: [Kk]hối)? các"
    r" (?!xã|phường|đặc khu|huyện|thị|thành|thôn|địa phương|sở)"
)
_HOUSE = rf"[Hh]ộ(?= (?:ông |bà )?[{UPPER}])"
_HOUSEHOLD = re.compile(rf"[Hh]ộ (?:ông |bà )?[{UPPER}]\w*(?: [{UPPER}]\w*)+(?!\w)")
# "Tiểu ban Hậu cần": the first word of a name is one half of it.
_HALF_NAME = re.compile(rf"(?<!\w)(?:Tiểu ban|Ban|Tổ|Phòng|Nhóm|Đội) [{UPPER}]\w*\s$")
_YOUTH = re.compile(r"(?:Tỉnh|Thành|Huyện) [đĐ]oàn\s$")
_NARROWS = re.compile(
    r"(?:có liên quan|liên quan|còn|khác|trên địa bàn|thuộc|của|ở|nơi|quản lý|hội|viên|tỉnh|thành phố|huyện|quận"
    r"|thị xã|xã|phường|thị trấn|đặc khu|khu vực|chi nhánh|miền|số|và|phụ trách|thường trú)(?!\w)"
)
_NARROWS_GROUP = re.compile(
    rf"(?:{_NARROWS.pattern}|(?:có|liên|trực|trên|miền|vùng|ven|biên|đảo|bãi|giáp|trọng|khó|đặc|nông|chuyên|chức|cấp|trong"
    r"|ngoài|tham|nghèo|điểm|còn|ngành|nằm|bị|chưa|đăng|sản|cũ|mới|lân|sở|phòng|ban|đơn|cơ|tổ|đoàn|hữu|sáp)(?!\w))"
)
# What a body is or was, not what it is to do.
_TELLS = re.compile(
    r"(?:đạt|có|bị|còn|thuộc|nằm|tăng|giảm|chiếm|vượt|dẫn đầu|đứng|xếp|gồm|nơi|của|như|rất|khá|đều|cũng|vẫn|cơ bản"
    r"|nhìn chung)(?!\w)"
)
_CONDITION = re.compile(
    r"\s(?:có|chưa|không|bị|được|đã|đang|còn|thuộc|nằm|tham gia|đăng ký|sản xuất)\s[^,;:.]{2,120}(?=[,:])"
)
_CLAUSE_BEFORE = re.compile(r"\s(?:có|chưa|bị|không)\s(?!liên quan)[^,.;]{2,100}$")
_DOING_HEAD = re.compile(r"(?<!\w)(?:Chi cục|Trung tâm|Ban|Phòng|Tổ|Đội|Đoàn|Hội đồng|Tiểu ban|Quỹ|Trạm|Viện) $")
_COUNCIL = re.compile(
    r"(?:đánh giá|thẩm định|phân hạng|tư vấn|chấm|xét|tuyển chọn)(?:(?:,| và)? [\w-]+){0,10}?"
    r" cấp (?:tỉnh|huyện|xã|quốc gia)(?!\w)"
)
_HELPING = re.compile(r"tham mưu,? (?:và )?giúp việc(?: (?:cho|của) (?:Tỉnh|Thành|Huyện|Đảng) (?:ủy|uỷ)(?: tỉnh)?)?")
_PLACES = re.compile(r"(?:huyện|thị xã|thành phố|xã|phường|thị trấn|đặc khu)(?!\w)")
_FROM_TO = re.compile(r"từ (?:cấp )?(?:tỉnh|trung ương) đến (?:cơ sở|cấp xã|xã|địa phương|huyện)(?!\w)")
_SEPARATOR = re.compile(r"\s*(?:[,;]\s*(?:và\s+|cùng\s+)?|\s(?:và|&|cùng với|cùng|hoặc|với)\s+)\s*")


def _trimmed(name: str) -> str:
    return name.strip(" ,;:.")


@lru_cache(maxsize=4)
def units_for(rules: Rules) -> Units:
    """Return the recogniser for these rules, made once."""
    return Units(rules)
