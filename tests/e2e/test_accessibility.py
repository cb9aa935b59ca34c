"""Every page of the path, on the demo as it is served: axe finds nothing serious, nothing scrolls sideways."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from saolang.core.registries import navigation
from tests.e2e import crawl
from tests.e2e.pages import PATIENCE, fill, press
from tests.e2e.town import PASSWORD

AXE = Path(__file__).parents[2] / "web" / "node_modules" / "axe-core" / "axe.min.js"
RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
}
SERIOUS = {"serious", "critical"}
WIDTHS = (768, 360, 320)
CHIEF = {
    "dossiers:dossier",
    "dossiers:criterion",
    "assessment:score_criterion",
    "assessment:item",
    "directives:notice_review",
    "directives:meeting_run",
}
PEOPLE = {
    "visitor": "",
    "producer": "htx@demo.example",
    "commune-officer": "xa@demo.example",
    "commune-leader": "lanh-dao-xa@demo.example",
    "province-officer": "tinh@demo.example",
    "adviser": "to-tu-van@demo.example",
    "secretary": "thu-ky@demo.example",
    "chair": "chu-tich-hd@demo.example",
    "member": "thanh-vien-1@demo.example",
    "administrator": "quan-tri@demo.example",
    "leader": "lanh-dao@demo.example",
    "auditor": "kiem-toan@demo.example",
    "department-officer": "so-nn@demo.example",
    "steering-secretary": "thu-ky-bcd@demo.example",
}
PUBLIC = (
    "/",
    "/san-pham/",
    "/kiem-tra/?so=1/GCN-UBND",
    "/kiem-tra/?so=khong-co",
    "/dang-ky-chu-the/",
    "/tai-khoan/login/",
    "/giai-dap/",
)
STARTS = {
    "steering-secretary": ("/ban-lam-viec/chi-dao/van-ban/",),
    "leader": ("/ban-lam-viec/chi-dao/cuoc-hop/", "/ban-lam-viec/chi-dao/kho-khan/bang/"),
}
MUST_SEE = {
    "visitor": {"portal:home", "portal:catalogue", "portal:product", "portal:verify", "portal:certificate",
                "producers_public:register", "account_login", "guidance:list", "guidance:page"},
    "producer": {"ui:home", "producers:producer", "producers:product", "producers:cabinet", "producers:evidence",
                 "producers:profile", "producers:representative", "producers:people", "dossiers:own",
                 "dossiers:dossier", "dossiers:section", "dossiers:criteria", "dossiers:criterion", "dossiers:submit"},
    "commune-officer": {"ui:home", "dossiers:commune", "dossiers:dossier", "dossiers:receive",
                        "dossiers:composition", "dossiers:report", "dossiers:proposals", "dossiers:proposal",
                        "directives:my_tasks", "directives:assignment", "directives:difficulty_raise"},
    "commune-leader": {"ui:home", "documents:list", "documents:paper"},
    "province-officer": {"ui:home", "dossiers:province", "dossiers:rounds", "assessment:councils",
                         "assessment:council", "assessment:session", "assessment:results", "assessment:batch"},
    "adviser": {"ui:home", "assessment:appraisals", "assessment:appraisal"},
    "secretary": {"ui:home", "assessment:session", "assessment:attendance"},
    "chair": {"ui:home", "assessment:item", "assessment:my_sheets"},
    "member": {"ui:home", "assessment:my_sheets", "assessment:score_criterion", "assessment:score_submit"},
    "administrator": {"ui:home", "rulebook:settings", "rulebook:sheets"},
    "leader": {"ui:home", "directives:home", "directives:board_units", "directives:board_document",
               "directives:difficulty_board", "directives:meeting"},
    "auditor": {"ui:home", "documents:register"},
    "department-officer": {"ui:home", "directives:assignment", "directives:share_report",
                           "directives:difficulty_answer"},
    "steering-secretary": {"ui:home", "directives:task_queue", "directives:task_due", "directives:share_reassign",
                           "directives:difficulty_route", "directives:notice_add", "directives:notice_review",
                           "directives:meeting_agenda", "documents:register_enter", "documents:register_missing",
                           "documents:register_books"},
}  # fmt: skip


def serious(page: Page) -> list[str]:
    """Rule, weight and place of every serious fault that axe finds on the page."""
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("rules => axe.run(document, rules)", RULES)
    return [
        f"{row['id']} ({row['impact']}): {'; '.join(' '.join(node['target']) for node in row['nodes'][:3])}"
        for row in found["violations"]
        if row["impact"] in SERIOUS
    ]


def too_wide(page: Page, width: int) -> list[str]:
    """The page at this width, and what sticks out when it scrolls sideways."""
    page.set_viewport_size({"width": width, "height": 740})
    wide = page.evaluate("document.scrollingElement.scrollWidth")
    if wide <= width:
        return []
    outside = page.evaluate(
        """width => [...document.body.querySelectorAll('*')].filter(node => {
            const box = node.getBoundingClientRect();
            return box.width && box.right > width + 1 && !node.closest('.scroll, [tabindex="0"]');
        }).slice(0, 3).map(node => node.tagName.toLowerCase() + '.' + node.className)""",
        width,
    )
    return [f"{wide} px wide at {width} px: {', '.join(map(str, outside))}"]


def look(page: Page, kind: str, path: str) -> list[str]:
    """All faults of one page: axe at the widths of a desk and of a phone, the chief screens on a tablet too."""
    faults = []
    page.goto(path)
    for width in (1280, 768, 360) if kind in CHIEF else (1280, 360):
        page.set_viewport_size({"width": width, "height": 800})
        faults += [f"{path} at {width} px: {fault}" for fault in serious(page)]
    return faults + [f"{path}: {fault}" for width in WIDTHS for fault in too_wide(page, width)]


@pytest.fixture
def seen(request: pytest.FixtureRequest) -> set[str]:
    """Kinds of pages that an earlier person was shown; each is looked at once, homes and records always."""
    return request.session.stash.setdefault(SEEN, set())


SEEN = pytest.StashKey[set]()
AGAIN = {
    "ui:home",
    "dossiers:dossier",
    "assessment:item",
    "assessment:session",
    "documents:paper",
    "directives:assignment",
    "directives:difficulty",
}
PLAIN = {
    f"directives:{name}"
    for name in (
        "share_ask", "share_return", "share_extension", "share_insist", "share_cancel", "share_urge", "share_due",
        "share_send_back", "task_edit", "task_cancel", "task_wait", "task_split", "task_repeat",
        "difficulty_report_up", "committee_add", "member_add", "reading_rule_add", "reading_rule", "topic_add", "topic",
        "meeting_edit", "notice_text", "notice_by_hand",
    )
}  # fmt: skip
"""Forms of one or two fields that look like others that are looked at."""


@pytest.mark.parametrize("person", PEOPLE)
def test_pages_of_a_person_have_no_serious_fault(browser: Browser, demo_site: str, seen: set[str], person: str):
    context = browser.new_context(base_url=demo_site, locale="vi-VN", reduced_motion="reduce")
    context.set_default_timeout(PATIENCE)
    try:
        page = context.new_page()
        starts = list(PUBLIC)
        if PEOPLE[person]:
            page.goto("/tai-khoan/login/")
            fill(page, {"login": PEOPLE[person], "password": PASSWORD})
            press(page, "Đăng nhập")
            starts = ["/ban-lam-viec/", *STARTS.get(person, ())]
        doors = {item.url_name for item in navigation if item.area}
        found = crawl.walk(page, starts, skip=(seen - AGAIN) | PLAIN, through=doors)
        assert MUST_SEE[person] - set(found) - seen == set()
        faults = [fault for kind, paths in found.items() for path in paths for fault in look(page, kind, path)]
        seen |= set(found)
        assert faults == []
    finally:
        context.close()
