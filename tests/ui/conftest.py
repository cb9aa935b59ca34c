"""Requests and people for tests of the interface; none needs a database."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.contrib.messages.storage.cookie import CookieStorage
from django.http import HttpRequest
from django.template import engines
from django.test import RequestFactory
from django_cotton.compiler_regex import CottonCompiler


@dataclass
class Person:
    """A signed-in person who holds some permissions, perhaps on some objects only."""

    perms: set[str] = field(default_factory=set)
    only_on: object | None = None
    full_name: str = "Nguyễn Thị Mẫu A"
    is_active: bool = True
    is_authenticated: bool = True
    pk: int = 1

    def has_perm(self, perm: str, obj: Any = None) -> bool:
        """Hold what is listed; with ``only_on`` only on that object."""
        return perm in self.perms and (self.only_on is None or obj is self.only_on)


@pytest.fixture(autouse=True)
def _plain(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Static addresses without a manifest; an empty rail, since the people here are not in the database."""
    from saolang.core import registries

    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    for name in ("navigation", "work_list", "home_panels", "search_sources"):
        monkeypatch.setattr(getattr(registries, name), "_entries", {})
    monkeypatch.setattr("saolang.ui.shell._hooks", {})


@pytest.fixture
def ask() -> Callable[..., HttpRequest]:
    """Return a function that builds a request: ask("get", user=..., data=..., **headers)."""

    def build(
        method: str = "get", path: str = "/ban-lam-viec/", user: Any = None, data: Any = None, **headers: str
    ) -> HttpRequest:
        request = getattr(RequestFactory(), method)(path, data or {}, headers=headers or None)
        request.user = user or AnonymousUser()
        request.session = {}
        request._messages = CookieStorage(request)
        return request

    return build


@pytest.fixture
def render() -> Callable[..., str]:
    """Return a function that renders a piece of template, with our tags loaded."""

    def draw(source: str, **context: Any) -> str:
        compiled = CottonCompiler().process("{% load saolang %}" + source)
        return engines["django"].from_string(compiled).render(context)

    return draw
