"""Steering committees and who sits on them, topics, and the bodies that directives name."""

from __future__ import annotations

import datetime as dt
from typing import Any

import yaml
from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from saolang.accounts.domain.organisations import create_organisation
from saolang.accounts.enums import OrganisationKind
from saolang.accounts.models import Organisation
from saolang.audit.domain import locked_head, record
from saolang.core import clock
from saolang.core.db import lock_for_change
from saolang.core.paths import data_dir
from saolang.core.problems import DomainError, NotAllowed, Problems
from saolang.core.text import normalize, normalize_line

from ..models import SteeringMember, Topic


def load_reference_topics() -> int:
    """Make the topics of data/directives/topics.yaml that are missing; what a province has changed is kept."""
    rows = yaml.safe_load((data_dir() / "directives" / "topics.yaml").read_text(encoding="utf-8"))["topics"]
    have = set(Topic.objects.values_list("name", flat=True))
    new = [
        Topic(name=row["name"], words="\n".join(row["words"]), position=number)
        for number, row in enumerate(rows, start=1)
        if normalize_line(row["name"]) not in have
    ]
    for topic in new:
        topic.save()
    return len(new)


def save_topic(topic: Topic | None, *, name: str, words: str, actor: Any) -> Topic:
    """Add a topic, or change its name and the words that suggest it."""
    with transaction.atomic():
        _may(actor)
        locked_head()  # lists that few people change: one after the other, so that each check still holds when saved
        name = normalize_line(name)
        if not name:
            raise DomainError.of("name_missing", _("Chưa ghi tên chủ đề."), where="name")
        others = Topic.objects.exclude(pk=topic.pk) if topic is not None else Topic.objects.all()
        if any(other.name.lower() == name.lower() for other in others):
            raise DomainError.of("topic_exists", _("Đã có chủ đề tên này."), where="name")
        last = Topic.objects.aggregate(last=Max("position"))["last"] or 0
        fresh = topic or Topic(position=last + 1)
        fresh.name = name
        lines = [normalize_line(line) for line in normalize(words).splitlines()]
        fresh.words = "\n".join(dict.fromkeys(line for line in lines if line))
        fresh.save()
        record("directives.topic.save", actor=actor, obj=fresh, data={"words": fresh.words.splitlines()})
    return fresh


def create_committee(
    *, province: Any, name: str, actor: Any, valid_from: dt.date, short_name: str = ""
) -> Organisation:
    """Enter a steering committee (Ban Chỉ đạo) that a decision set up."""
    _may(actor)
    return create_organisation(
        kind=OrganisationKind.STEERING, name=name, short_name=short_name, unit=province, valid_from=valid_from,
        actor=actor,
    )  # fmt: skip


def add_member(
    *,
    committee: Organisation,
    body: Organisation,
    valid_from: dt.date,
    actor: Any,
    standing: bool = False,
    basis: str = "",
) -> SteeringMember:
    """Seat a body on a committee from a day on; one body is the standing one at a time."""
    with transaction.atomic():
        _may(actor)
        locked_head()
        problems = Problems()
        if committee.kind != OrganisationKind.STEERING:
            problems.add("not_a_committee", _("Đây không phải Ban Chỉ đạo."), where="committee")
        if body.valid_to is not None and body.valid_to < valid_from:
            problems.add("body_ended", _("%(body)s không còn hoạt động.") % {"body": body.name}, where="body")
        rows = SteeringMember.objects.filter(committee=committee, valid_to__isnull=True)
        if rows.filter(body=body).exists():
            problems.add("member_already", _("%(body)s đang là thành viên.") % {"body": body.name}, where="body")
        problems.raise_if_any()
        if standing:
            rows.filter(standing=True).update(standing=False)
        try:
            with transaction.atomic():
                member = SteeringMember.objects.create(
                    committee=committee,
                    body=body,
                    standing=standing,
                    valid_from=valid_from,
                    basis=normalize_line(basis),
                )
        except IntegrityError as error:
            raise DomainError.of("member_already", _("%(body)s đang là thành viên.") % {"body": body.name}) from error
        record(
            "directives.steeringmember.add", actor=actor, obj=member,
            data={"committee": committee.code, "body": body.code, "standing": standing},
        )  # fmt: skip
    return member


def end_member(member: SteeringMember, *, actor: Any, valid_to: dt.date | None = None) -> SteeringMember:
    """End a seat; who sat before stays on record."""
    with transaction.atomic():
        _may(actor)
        locked_head()
        member = lock_for_change(member)
        day = valid_to or clock.today()
        if member.valid_to is not None:
            raise DomainError.of("member_ended", _("Cơ quan này đã thôi là thành viên."))
        if day < member.valid_from:
            raise DomainError.of("period_order", _("Ngày thôi trước ngày bắt đầu."), where="valid_to")
        member.valid_to = day
        member.save()
        record("directives.steeringmember.end", actor=actor, obj=member, data={"valid_to": day})
    return member


def make_standing(member: SteeringMember, *, actor: Any) -> SteeringMember:
    """Make a member the standing body; whoever was is an ordinary member from now on."""
    with transaction.atomic():
        _may(actor)
        locked_head()
        member = lock_for_change(member)
        if member.valid_to is not None:
            raise DomainError.of("member_ended", _("Cơ quan này đã thôi là thành viên."))
        SteeringMember.objects.filter(committee=member.committee_id, standing=True).update(standing=False)
        member.standing = True
        member.save()
        record("directives.steeringmember.stand", actor=actor, obj=member)
    return member


def _may(actor: Any) -> None:
    if not actor.has_perm("directives.manage_setup"):
        raise NotAllowed.of("not_allowed", _("Bạn không có quyền sửa danh mục chỉ đạo."))
