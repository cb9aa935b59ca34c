"""What a province has corrected once and wants remembered: applied to the next notice, listed, exported.

A rule of kind ``addressee`` or ``support`` says whom printed words mean (``{"bodies": [pk, ...]}``; the first kind is
read by ``addressing``); ``kind`` says what a text that begins with the words is (``{"kind": "standing"}``); ``topic``
what it is about (``{"topic": pk}``); ``not_a_task`` that it hands out nothing (``{}``).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import yaml
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from saolang.accounts.models import Organisation
from saolang.audit.domain import locked_head, record
from saolang.core.db import lock_for_change
from saolang.core.problems import DomainError, NotAllowed
from saolang.core.text import fold_vi, normalize_line

from .. import reading
from ..enums import TaskKind
from ..models import Notice, ReadingRule, Topic
from ..reading.rules import Rules
from ..words import key_of

ADDRESSEE, SUPPORT, KIND, TOPIC, NOT_A_TASK = "addressee", "support", "kind", "topic", "not_a_task"
KINDS = {
    ADDRESSEE: gettext_lazy("Nơi được giao"),
    SUPPORT: gettext_lazy("Đơn vị phối hợp"),
    KIND: gettext_lazy("Loại việc theo chữ mở đầu"),
    TOPIC: gettext_lazy("Chủ đề theo chữ trong việc"),
    NOT_A_TASK: gettext_lazy("Không phải nhiệm vụ"),
}
BODY_KINDS = (ADDRESSEE, SUPPORT)


class ProvinceRules:
    """The rules of one province, read once for one document; remembers which of them were used."""

    def __init__(self, province: Any) -> None:
        self.rows: dict[str, list[ReadingRule]] = {kind: [] for kind in KINDS}
        for rule in ReadingRule.objects.filter(province=province).order_by("pk"):
            self.rows.setdefault(rule.kind, []).append(rule)
        self.used: set[int] = set()

    def bodies_for(self, kind: str, words: str) -> list[int] | None:
        """Keys of the bodies that printed words mean, or None where nothing was said about them."""
        key = key_of(words)
        for rule in self.rows[kind]:
            if rule.words_key == key:
                self.used.add(rule.pk)
                return [int(pk) for pk in rule.value.get("bodies", ())]
        return None

    def note_addressee(self, words: str) -> None:
        """Count a rule about an addressee that addressing has used."""
        self.bodies_for(ADDRESSEE, words)

    def kind_of(self, text: str) -> str:
        """The kind of a text by its first words, or nothing; the longest words win."""
        rule = self._best(KIND, text, at_start=True)
        return str(rule.value.get("kind", "")) if rule is not None else ""

    def topic_of(self, text: str) -> int | None:
        """The topic of a text by words in it."""
        rule = self._best(TOPIC, text, at_start=False)
        return int(rule.value["topic"]) if rule is not None and rule.value.get("topic") else None

    def is_no_task(self, text: str) -> str:
        """The words by which a text hands out nothing, or nothing."""
        rule = self._best(NOT_A_TASK, text, at_start=True)
        return rule.words if rule is not None else ""

    def _best(self, kind: str, text: str, *, at_start: bool) -> ReadingRule | None:
        folded = f" {key_of(text)} "
        hits = [
            rule for rule in self.rows[kind]
            if (folded.startswith(f" {rule.words_key} ") if at_start else f" {rule.words_key} " in folded)
        ]  # fmt: skip
        if not hits:
            return None
        best = max(hits, key=lambda rule: (len(rule.words_key), rule.pk))
        self.used.add(best.pk)
        return best

    def count_uses(self) -> None:
        """Add one use to every rule that helped."""
        locked_head()  # as in every act on rules: the head of the record before the rows
        ReadingRule.objects.filter(pk__in=self.used).update(used=F("used") + 1)

    def for_reader(self) -> Rules:
        """The shipped words with those of the province that the reader itself goes by."""
        shipped = reading.load_rules()
        names = [rule.words for kind in BODY_KINDS for rule in self.rows[kind]]
        closings = [rule.words for rule in self.rows[NOT_A_TASK]]
        if not names and not closings:
            return shipped
        words = dict(shipped.words)
        words["addressees"] = tuple(dict.fromkeys((*words["addressees"], *names)))
        words["closings"] = tuple(dict.fromkeys((*words["closings"], *closings)))
        return Rules(words, dict(shipped.aliases))


def remember(
    *, province: Any, kind: str, words: str, value: dict[str, Any], actor: Any, notice: Notice | None = None
) -> ReadingRule:
    """Keep a correction; what was said before about the same words is replaced."""
    with transaction.atomic():
        _may(actor)
        words = normalize_line(words).strip(" :.;,")[:300]
        key = key_of(words)[:300]
        _check(kind, key, value)
        locked_head()
        rule, made = ReadingRule.objects.update_or_create(
            province=province, kind=kind, words_key=key,
            defaults={"words": words, "value": value, "made_by": actor, "learned_from": notice},
        )  # fmt: skip
        record(
            "directives.readingrule.remember", actor=actor, obj=rule, data={"kind": kind, "value": value, "new": made}
        )
    return rule


def change_rule(rule: ReadingRule, *, words: str, value: dict[str, Any], actor: Any) -> ReadingRule:
    """Change the words or the meaning of a rule."""
    with transaction.atomic():
        _may(actor)
        locked_head()
        rule = lock_for_change(rule)
        words = normalize_line(words).strip(" :.;,")[:300]
        key = key_of(words)[:300]
        _check(rule.kind, key, value)
        others = ReadingRule.objects.filter(province=rule.province_id, kind=rule.kind, words_key=key)
        if others.exclude(pk=rule.pk).exists():
            raise DomainError.of("rule_exists", _("Đã có quy tắc cho các chữ này."), where="words")
        rule.words, rule.words_key, rule.value = words, key, value
        rule.save()
        record("directives.readingrule.change", actor=actor, obj=rule, data={"kind": rule.kind, "value": value})
    return rule


def delete_rule(rule: ReadingRule, *, actor: Any) -> None:
    """Forget a rule; notices that were read by it stay as they are."""
    with transaction.atomic():
        _may(actor)
        locked_head()
        rule = lock_for_change(rule)
        record("directives.readingrule.delete", actor=actor, obj=rule, data={"kind": rule.kind, "value": rule.value})
        rule.delete()


def describe(rules: Sequence[ReadingRule]) -> list[tuple[ReadingRule, str, str]]:
    """Rules with the name of their kind and their meaning in words."""
    keys = {pk for rule in rules for pk in rule.value.get("bodies", ())}
    bodies = {body.pk: body.name for body in Organisation.objects.filter(pk__in=keys)}
    topics = dict(Topic.objects.values_list("pk", "name"))
    found = []
    for rule in rules:
        if rule.kind in BODY_KINDS:
            meaning = "; ".join(bodies.get(pk, "?") for pk in rule.value.get("bodies", ()))
            meaning = meaning or _("không giao cho ai")
        elif rule.kind == KIND:
            kind = rule.value.get("kind", "")
            meaning = str(TaskKind(kind).label) if kind in TaskKind.values else "?"
        elif rule.kind == TOPIC:
            meaning = topics.get(rule.value.get("topic"), "?")
        else:
            meaning = _("bỏ qua, không giao")
        found.append((rule, str(KINDS.get(rule.kind, rule.kind)), meaning))
    return found


def as_rules_file(rules: Iterable[ReadingRule]) -> str:
    """The rules as a file for ``saolang directives parse --rules``; what only a province's records hold is a remark."""
    lists: dict[str, list[str]] = {}
    remarks: list[str] = []
    for rule in rules:
        if rule.kind in BODY_KINDS:
            lists.setdefault("addressees", []).append(rule.words)
        elif rule.kind == NOT_A_TASK:
            lists.setdefault("closings", []).append(rule.words)
        elif rule.kind == KIND and rule.value.get("kind") in (TaskKind.STANDING, TaskKind.CONDITIONAL):
            lists.setdefault(str(rule.value["kind"]), []).append(rule.words)
        else:
            remarks.append(f"# {KINDS.get(rule.kind, rule.kind)}: {rule.words}")
    data: dict[str, Any] = {"version": 1, **{key: sorted(dict.fromkeys(words)) for key, words in lists.items()}}
    text = yaml.safe_dump(data, allow_unicode=True, sort_keys=False, width=110)
    if remarks:
        text += "\n" + "\n".join(["# " + _("Chỉ áp dụng khi xác nhận trên hệ thống:"), *remarks]) + "\n"
    return str(text)


def suggest_topic(text: str, topics: Sequence[Topic]) -> int | None:
    """The topic most of whose words stand in a text; the first of equals."""
    folded = fold_vi(text)
    best, most = None, 0
    for topic in topics:
        score = sum(len(word.split()) for word in _topic_words(topic) if word in folded)
        if score > most:
            best, most = topic.pk, score
    return best


def _topic_words(topic: Topic) -> list[str]:
    return [fold_vi(word) for word in topic.words.splitlines() if word.strip()]


def _may(actor: Any) -> None:
    if not actor.has_perm("directives.manage_setup"):
        raise NotAllowed.of("not_allowed", _("Bạn không có quyền sửa quy tắc đọc của tỉnh."))


def _check(kind: str, key: str, value: dict[str, Any]) -> None:
    if kind not in KINDS:
        raise DomainError.of("word_unknown", _("Loại quy tắc này không có."), where="kind")
    if len(key) < 3:
        raise DomainError.of(
            "words_short", _("Chữ để nhận biết quá ngắn."), where="words", fix=_("Ghi ít nhất ba chữ cái.")
        )
    if kind in BODY_KINDS:
        keys = value.get("bodies", ())
        if kind == ADDRESSEE and not keys:
            raise DomainError.of("bodies_missing", _("Chưa chọn đơn vị."), where="bodies")
        if Organisation.objects.filter(pk__in=keys).count() != len(set(keys)):
            raise DomainError.of("body_unknown", _("Có đơn vị không còn trong danh mục."), where="bodies")
    if kind == KIND and value.get("kind") not in TaskKind.values:
        raise DomainError.of("word_unknown", _("Chọn loại việc."), where="task_kind")
    if kind == TOPIC and not Topic.objects.filter(pk=value.get("topic") or 0).exists():
        raise DomainError.of("topic_unknown", _("Chọn chủ đề."), where="topic")
