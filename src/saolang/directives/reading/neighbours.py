"""Headings that no word of the rules knows, named by what stands beside them: among bodies they are bodies."""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise

from .headings import Heading
from .letters import UPPER
from .markers import LISTED
from .outline import Node
from .paragraphs import Paragraph
from .parts import GROUPED, Parts
from .rules import Rules
from .units import units_for

_LONGEST, _MOST_WORDS = 130, 26
_INNER_CAPITAL = re.compile(rf"\s[{UPPER}]")
_PERSON = re.compile(rf"(?:Ông|Bà|Đồng chí|Đ/c) [{UPPER}]")
_LEADS_ON = re.compile(r"(?:sau|sau đây|như sau|gồm|trọng tâm|cụ thể)$", re.IGNORECASE)
_PART = re.compile(r"\s*[,;]\s*(?:và\s+)?|\s+và\s+")
_NAMED = re.compile(r"[^:]{3,130}?(?=\s*:(?:\s|$))")


def _name_like(words: str, rules: Rules) -> bool:
    """Whether the words are a short noun phrase: no verb, no topic, no sentence."""
    words = words.strip(" .;:,")
    if not 3 <= len(words) <= _LONGEST or len(words.split()) > _MOST_WORDS or not words[:1].isupper():
        return False
    if re.search(r"[.;!?%\d]\s|\d{3}", words) or _LEADS_ON.search(words):
        return False
    if rules.starting("topics").match(words):
        return False
    if any(rules.starting(key).match(words) for key in ("assigning", "closings", "remarks", "duty_headings")):
        return False
    if any(rules.starting(key).match(words) for key in ("report_headings", "body_starts")):
        return False
    noun = rules.starting("group_nouns").match(words)
    for other in (rules.starting("no_heads").match(words), rules.verb_starts.match(words)):
        if other and not (noun and noun.end() > other.end()):
            return False
    named = rules.starting("name_verbs")
    return not any(
        not named.match(words, match.start()) and match.group() not in {"tổ chức", "cần"}
        for match in rules.verbs.finditer(words)
        if words[match.start() - 1 : match.start()] == " "
    )


def _names(words: str, rules: Rules) -> list[str]:
    """The bodies of such a heading: "HTX Mẫu Một, HTX Mẫu Hai, hộ ông Mẫu A"."""
    units = units_for(rules)
    words = words.strip(" .;:,")
    first = words.split()[0].lower()
    names, begin = [], 0
    if _PERSON.match(words):
        return [words]
    for match in _PART.finditer(words):
        rest = words[match.end() :]
        if not (
            rest.lower().startswith(f"{first} ") or units.starts(rest) or rules.starting("group_nouns").match(rest)
        ):
            continue
        names.append(words[begin : match.start()])
        begin = match.end()
    return [*names, words[begin:]]


def _told_apart(known: int, unknown: list[str]) -> set[str]:
    """Which of the unknown headings are bodies: with a name of their own beside one known, else in the minority."""
    strong = {words for words in unknown if _INNER_CAPITAL.search(words)}
    weak = {words for words in unknown if words not in strong}
    firsts = Counter(words.split()[0] for words in strong)
    persons = {words for words in strong if _PERSON.match(words)}
    alike = {words for words in strong if firsts[words.split()[0]] >= 2}
    found = strong if known else alike | persons
    return found | weak if known >= 2 and known >= len(weak) else found


def unmarked_heads(section: list[Paragraph], rules: Rules) -> set[int]:
    """The places (``start``) of the unmarked lines "X:" above a list that are bodies as their neighbours are."""
    units = units_for(rules)
    known, unknown = 0, []
    for item, following in pairwise(section):
        if item.marker or not item.text.endswith(":") or not following.marker or following.marker.kind not in LISTED:
            continue
        if units.complete(item.text):
            known += 1
        elif _name_like(item.text, rules):
            unknown.append(item)
    found = _told_apart(known, [item.text for item in unknown])
    return {item.start for item in unknown if item.text in found}


def _heads_a_list(node: Node) -> bool:
    return bool(node.children) and ":" not in node.body and not node.body.rstrip().endswith((".", ";"))


def name_by_neighbours(parts: Parts, items: list[Node], kinds: frozenset[str] | set[str] = GROUPED) -> None:
    """Items of one list: those that read "X: ..." or head a list are bodies when the others are."""
    unknown: dict[int, tuple[Node, str, int | None]] = {}
    known = 0
    for node in items:
        heading = parts.heading(node)
        if heading.form in {"unit", "order"}:
            known += heading.form == "unit"
            continue
        if node.kind not in kinds or heading.leads or parts.looks_back(node) or parts.is_duty(node.body.strip()):
            continue
        if (match := _NAMED.match(node.body)) and _name_like(match.group(), parts.rules):
            rest = node.body.find(":") + 1
            unknown[id(node)] = node, match.group(), rest if node.body[rest:].strip() else None
        elif _heads_a_list(node) and (node.kind == "unithead" or _name_like(node.body, parts.rules)):
            unknown[id(node)] = node, node.body, None
    found = _told_apart(known, [words for _node, words, _at in unknown.values()])
    for node, words, at in unknown.values():
        if words in found or node.kind == "unithead":
            names = _names(words, parts.rules)
            parts.name(node, Heading("unit", " ".join(words.split()).strip(" .;:,"), names, at))
