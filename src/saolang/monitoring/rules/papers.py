"""Who may do what with the watch over standing papers."""

from __future__ import annotations

import rules

from saolang.producers.rules import is_any_official, speaks_for_any

rules.add_perm("monitoring.list_papers", is_any_official | speaks_for_any)
