"""The plan of the house: every app stands on a floor, in the contract, in the document and in the settings alike."""

from __future__ import annotations

import configparser
import re
from pathlib import Path

from django.conf import settings

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "saolang"
NOT_APPS = {"cli", "config", "(demo)"}
LATER = {"reporting", "programme", "market", "traceability"}


def contract_floors() -> list[set[str]]:
    """Floors of ``.importlinter``, highest first."""
    plan = configparser.ConfigParser()
    plan.read(ROOT / ".importlinter", encoding="utf-8")
    lines = plan["importlinter:contract:house"]["layers"].split("\n")
    floors = [{name.strip() for name in line.split("|")} for line in lines if line.strip()]
    return [floor for floor in floors if not floor <= NOT_APPS]


def document_floors() -> list[set[str]]:
    """Floors of the first table of ``docs/architecture.md``, highest first."""
    text = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| (`[^|]+`) \|", text, flags=re.MULTILINE)
    return [set(re.findall(r"`(\w+)`", row)) for row in rows]


def test_every_app_directory_stands_on_a_floor_of_the_contract():
    apps = {path.parent.name for path in SOURCE.glob("*/apps.py")}
    assert apps - {"demo"} == set().union(*contract_floors())


def test_every_app_is_installed_in_django():
    installed = {name.removeprefix("saolang.") for name in settings.INSTALLED_APPS if name.startswith("saolang.")}
    assert installed - {"demo"} == set().union(*contract_floors())


def test_document_and_contract_name_the_same_floors_in_the_same_order():
    built = [floor - LATER for floor in document_floors()]
    assert [floor for floor in built if floor] == contract_floors()


def test_document_names_the_apps_that_come_later():
    assert set().union(*document_floors()) >= LATER


def test_every_package_of_the_sources_is_an_app_or_named_in_the_plan():
    packages = {path.parent.name for path in SOURCE.glob("*/__init__.py")}
    assert packages - {"config", "demo"} == set().union(*contract_floors())
