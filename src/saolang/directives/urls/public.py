"""Addresses of published guidance, under /giai-dap/."""

from __future__ import annotations

from typing import Any

app_name = "guidance"
urlpatterns: list[Any] = []
