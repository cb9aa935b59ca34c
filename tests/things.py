"""A small versioned model with a state, for tests of core and audit; its table exists only in test databases."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection, models
from django.test.utils import isolate_apps

from saolang.core.db import RandomCodeField, TimeStamped, Versioned, VietnameseCharField, VietnameseTextField
from saolang.core.flow import Flow, State, Transition
from saolang.core.problems import Problem

with isolate_apps("saolang.core"):

    class Thing(Versioned, TimeStamped):
        """Something with a name and a state."""

        code = RandomCodeField()
        name = VietnameseCharField(max_length=200)
        story = VietnameseTextField(blank=True)
        state = models.CharField(max_length=20, default="draft")

        class Meta:
            app_label = "core"
            db_table = "test_thing"

        def __str__(self) -> str:
            return self.name


class Actor:
    """Somebody with a fixed set of permissions."""

    def __init__(self, *permissions: str, pk: int | None = 7, full_name: str = "Nguyễn Thị Mẫu A") -> None:
        self.permissions = permissions
        self.pk = self.id = pk
        self.full_name = full_name

    def has_perm(self, permission: str, obj: Any = None) -> bool:
        """Say whether the permission is one of the given."""
        return permission in self.permissions


def named(obj: Any, user: Any) -> list[Problem]:
    """Refuse a thing that is called "?"."""
    return [Problem("nameless", "Chưa có tên.")] if obj.name == "?" else []


def storied(obj: Any, user: Any) -> list[Problem]:
    """Refuse a thing without a story."""
    return [] if obj.story else [Problem("storyless", "Chưa có câu chuyện.")]


THING_FLOW = Flow(
    "thing",
    states=[
        State("draft", "Đang soạn", "Đang chuẩn bị", "draft"),
        State("sent", "Đã nộp, chờ tiếp nhận", "Đã nộp", "waiting"),
        State("closed", "Đã đóng", "Đã kết thúc", "done"),
    ],
    transitions=[
        Transition("send", ("draft",), "sent", "Nộp hồ sơ", "things.send", guards=(named, storied)),
        Transition("take_back", ("sent",), "draft", "Rút lại", "things.send", needs_reason=True),
        Transition("close", ("draft", "sent"), "closed", "Đóng", "things.close", guards=(named,), needs_reason=True),
    ],
)


@pytest.fixture(scope="session")
def thing_table(django_db_setup: None, django_db_blocker: Any) -> None:
    """Create the table once per test database."""
    with django_db_blocker.unblock():
        if Thing._meta.db_table in connection.introspection.table_names():
            return
        with connection.schema_editor() as editor:
            editor.create_model(Thing)


@pytest.fixture
def thing(thing_table: None, db: None) -> Thing:
    """Return a stored thing in draft."""
    return Thing.objects.create(name="Bánh tét", story="Chuyện của bánh")
