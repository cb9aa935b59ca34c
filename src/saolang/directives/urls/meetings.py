"""Addresses of meetings, under /ban-lam-viec/chi-dao/."""

from __future__ import annotations

from typing import Any

urlpatterns: list[Any] = []
