"""The assessment app."""

import datetime as dt

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AssessmentConfig(AppConfig):
    name = "saolang.assessment"
    label = "assessment"
    verbose_name = _("Đánh giá")

    def ready(self) -> None:
        """Tell lower apps who sees dossiers before a council, and where results are issued; fill the registries."""
        from saolang.core.registries import CronJob, NavItem, audit_phrases, cron_jobs, navigation, work_list
        from saolang.documents import issue_views
        from saolang.documents.access import register_reader
        from saolang.documents.enums import PaperKind
        from saolang.dossiers.access import extra_viewers
        from saolang.files.access import register

        from . import leaves, ministry_queries, phrases, queries, rules, worklist
        from .domain.written import remind_due
        from .views.parts import COUNCIL_FILE, KNOCK_OUT_FILE, OPINION_FILE

        leaves.register()
        extra_viewers.register(queries.dossiers_before_councils)
        register_reader("assessment.session", queries.papers_of_sessions)
        register_reader("assessment.appraisal", queries.papers_of_appraisals)
        register_reader("assessment.sessionitem", queries.papers_of_items)
        register_reader("assessment.ministryfile", ministry_queries.papers_of_files)
        register(ministry_queries.MINISTRY_FILE, ministry_queries.may_read_ministry_paper)
        register(COUNCIL_FILE, queries.may_read_council_file)
        register(KNOCK_OUT_FILE, queries.may_read_knock_out_file)
        register(OPINION_FILE, queries.may_read_opinion_file)
        cron_jobs.add(CronJob("assessment.remind_opinions", dt.timedelta(hours=6), remind_due))
        for kind, page in (
            (PaperKind.RECOGNITION_DECISION, "issue_decision"),
            (PaperKind.APPROVAL_DECISION, "issue_decision"),
            (PaperKind.CERTIFICATE, "issue_certificate"),
            (PaperKind.RESULT_NOTICE, "issue_notice"),
            (PaperKind.MINISTRY_RENEWAL_LETTER, "issue_renewal_letter"),
            (PaperKind.CENTRAL_RESULT_DECISION, "issue_central_decision"),
        ):
            issue_views.register(kind.value, f"assessment:{page}")
        for item in (
            NavItem(
                "assessment.my_sheets", _("Phiếu của tôi"), "assessment:my_sheets", "clipboard-list", 26,
                "assessment.use_own_sheets", "danh-gia",
            ),
            NavItem(
                "assessment.appraisals", _("Tổ tư vấn"), "assessment:appraisals", "clipboard-check", 27,
                rules.advises_somewhere, "danh-gia",
            ),
            NavItem(
                "assessment.reassessments", _("Đánh giá lại"), "assessment:reassessments", "refresh-cw", 27,
                "assessment.handle_reassessments", "danh-gia",
            ),
            NavItem(
                "assessment.ministry", _("Hồ sơ tại Bộ"), "assessment:ministry", "landmark", 29,
                rules.sends_to_ministry, "danh-gia",
            ),
            NavItem(
                "assessment.councils", _("Hội đồng"), "assessment:councils", "gavel", 28, rules.reads_councils,
                "danh-gia",
            ),
        ):  # fmt: skip
            navigation.add(item)
        for key, provider in worklist.PROVIDERS.items():
            work_list.add(provider, key=f"assessment.{key}")
        for verb, words in phrases.PHRASES.items():
            audit_phrases.add(words, key=f"assessment.{verb}")
