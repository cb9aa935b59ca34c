"""The dossiers app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DossiersConfig(AppConfig):
    name = "saolang.dossiers"
    label = "dossiers"
    verbose_name = _("Hồ sơ")

    def ready(self) -> None:
        """Tell lower apps what they ask of dossiers; fill navigation, work list and audit words."""
        from saolang.core.registries import (
            NavItem,
            audit_phrases,
            desk_product_panels,
            home_panels,
            navigation,
            search_sources,
            work_list,
        )
        from saolang.documents.access import own_rows, register_reader
        from saolang.files.access import register
        from saolang.producers.access import Handling, evidence_locks, handlings, open_work, product_locks

        from . import homepanel, lifecycle, phrases, searching, standing, worklist

        register("dossiers.signed_scan", standing.may_read_signed_scan)
        handlings.add(
            Handling("dossiers", standing.producers_handled, standing.products_handled, standing.evidence_handled)
        )
        evidence_locks.add(standing.evidence_lock, key="dossiers")
        product_locks.add(standing.product_lock, key="dossiers")
        open_work.add(standing.products_with_open_files, key="dossiers")
        register_reader("dossiers.dossier", standing.papers_of_dossiers)
        register_reader("dossiers.proposal", standing.papers_of_proposals)
        for item in (
            NavItem(
                "dossiers", _("Hồ sơ"), "dossiers:list", "folder", 20, "dossiers.list_dossiers", "ho-so",
                ("dossiers:own", "dossiers:commune", "dossiers:province"),
            ),
            NavItem(
                "dossiers.proposals",
                _("Văn bản đề nghị"),
                "dossiers:proposals",
                "file-text",
                22,
                "dossiers.list_commune",
                "ho-so",
            ),
            NavItem(
                "dossiers.rounds", _("Đợt đánh giá"), "dossiers:rounds", "calendar-clock", 24, "dossiers.list_province",
                "ho-so",
            ),
        ):  # fmt: skip
            navigation.add(item)
        desk_product_panels.add(lifecycle.life_panel, key="dossiers.life")
        home_panels.add(homepanel.round_panel, key="dossiers.round")
        search_sources.add(searching.DossierSearch(), key="dossiers.dossiers")
        for key, provider in worklist.PROVIDERS.items():
            work_list.add(provider, key=f"dossiers.{key}")
        own_rows.add("dossiers.proposal")
        for verb, words in phrases.PHRASES.items():
            audit_phrases.add(words, key=f"dossiers.{verb}")
