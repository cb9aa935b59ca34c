"""The import contracts hold, and would notice a breach."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from django.urls import get_resolver

from saolang.ui.access import declared_permission, undeclared_views, url_views

ROOT = Path(__file__).resolve().parents[2]
QUICK = "import sys; import saolang.rulebook.commands; sys.exit('django.apps' in sys.modules)"


def test_every_url_of_the_project_declares_a_permission():
    assert undeclared_views() == []


def test_the_list_of_urls_is_not_empty():
    ours = [route for route, view in url_views(get_resolver()) if declared_permission(view)]
    assert "ban-lam-viec/" in ours


def test_every_module_of_urls_is_mounted():
    written = {f"saolang.{path.parent.name}.{path.stem}" for path in (ROOT / "src" / "saolang").glob("*/*urls.py")}
    mounted = {str(getattr(entry.urlconf_name, "__name__", "")) for entry in get_resolver().url_patterns}
    assert written - mounted == {"saolang.config.urls"}


def test_the_rulebook_commands_start_without_django():
    result = subprocess.run([sys.executable, "-c", QUICK], cwd=ROOT, check=False, stdin=subprocess.DEVNULL)
    assert result.returncode == 0
