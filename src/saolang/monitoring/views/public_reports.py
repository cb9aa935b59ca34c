"""Public pages: tell of something wrong, verify, follow it, and the figures everybody may know. No scripts needed."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from saolang.core.codes import clean_code
from saolang.core.problems import DomainError
from saolang.core.text import fold_vi, normalize_line
from saolang.places.queries import province_by_code
from saolang.producers.models import Product
from saolang.registry.queries import public_products
from saolang.ui.access import PUBLIC
from saolang.ui.views import PublicView

from .. import limits, sms
from ..domain.petitions import petition_laws
from ..domain.report_intake import ask_code_again, may_be_reported, submit_report, verify_report
from ..enums import ReportKind, ReportState
from ..forms.reports import CodeForm, PublicReportForm, TrackForm
from ..models import Report
from ..queries.reports import public_figures
from ..states.reports import REPORT
from .problem_labels import LabelledFormView

FOUND = 10


class PrivatePage:
    """Answers that belong to one visitor: never kept by a cache, never listed by a search engine."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Add the headers."""
        response = super().dispatch(request, *args, **kwargs)  # type: ignore[misc]
        response["Cache-Control"] = "private, no-store"
        response["X-Robots-Tag"] = "noindex"
        return response


class ReportFormView(PrivatePage, LabelledFormView):
    """The form; "Tìm trong sổ" shows it again with public products to choose from, and everything typed kept."""

    permission = PUBLIC
    form_class = PublicReportForm
    template_name = "monitoring/public/report.html"
    title = gettext_lazy("Báo vi phạm về sản phẩm OCOP")
    submit_label = gettext_lazy("Gửi và nhận mã xác minh")

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the form."""
        return limits.refusal(request) if limits.too_many(request, "page") else super().get(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Look a product up, or send; one address may not flood us."""
        finding = "find" in request.POST or "clear" in request.POST
        if limits.too_many(request, "find" if finding else "send"):
            return limits.refusal(request)
        if finding:
            return self.render_to_response(self.get_context_data(form=self._again()))
        return super().post(request, *args, **kwargs)

    def _again(self) -> PublicReportForm:
        """What was typed, without judging it yet. Pictures have to be chosen once more: browsers keep none."""
        typed = {name: self.request.POST.get(name, "") for name in PublicReportForm.base_fields}
        if "clear" in self.request.POST:
            typed["product"] = ""
        return PublicReportForm(initial=typed)

    def get_initial(self) -> dict[str, Any]:
        """From the page of a product, or from a certificate number that is not in the register."""
        query = self.request.GET
        initial: dict[str, Any] = {"product": query.get("san-pham", "")[:20]}
        number = normalize_line(query.get("so", ""))[:80]
        if number:
            initial["product_text"] = _("Giấy ghi số %(number)s, không có trong sổ") % {"number": number}
        if number or query.get("viec") == "sao-gia":
            initial["kind"] = ReportKind.FALSE_STAR
        return initial

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The product named, products found, and the law of the other two kinds."""
        context = super().get_context_data(**kwargs)
        form = context["form"]
        chosen = find_product(str(form["product"].value() or ""))
        text = str(form["product_text"].value() or "")
        looked = "find" in self.request.POST
        laws = petition_laws()
        return {
            **context,
            "chosen": chosen,
            "looked": looked,
            "found": find_products(text) if looked and chosen is None else [],
            "laws": [laws["complaint"], laws["denunciation"]],
            "sms_offered": sms.offered(),
        }

    def save(self, form: PublicReportForm) -> str:  # type: ignore[override]
        """Write it down and go to where the code is entered."""
        data = form.cleaned_data
        report = submit_report(
            kind=data["kind"],
            legal_kind=data["legal_kind"],
            story=data["story"],
            product=find_product(data["product"]),
            product_text=data["product_text"],
            bought_at=data["bought_at"],
            commune=data["commune"],
            email=data["email"],
            phone=data.get("phone", ""),
            full_name=data["full_name"],
            photos=form.photos,
            token=data["token"],
        )
        return reverse("public_reports:verify", args=[report.tracking])


def find_product(code: str) -> Product | None:
    """A product of the register that the public knows, by its code."""
    wanted = clean_code(code[:20])
    product = Product.objects.select_related("producer__organisation", "producer__filing_commune").filter(
        code=wanted
    ).first()  # fmt: skip
    return product if product is not None and may_be_reported(product) else None


def find_products(text: str) -> list[Product]:
    """Public products whose name or producer holds every word, with or without marks."""
    words = fold_vi(text[:120]).split()[:8]
    if not words:
        return []
    rows = public_products().select_related("producer__organisation", "made_in")
    for word in words:
        rows = rows.filter(search_text__contains=word)
    return list(rows.order_by("search_text", "pk")[:FOUND])


class TrackedMixin:
    """Finds a report by the code that only its reporter has."""

    kwargs: dict[str, Any]
    request: HttpRequest

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Guessing is slow: addresses that ask too often wait."""
        if limits.too_many(request, "track"):
            return limits.refusal(request)
        return super().dispatch(request, *args, **kwargs)  # type: ignore[misc]

    def report(self) -> Report:
        """The report of the address."""
        tracking = clean_code(self.kwargs["tracking"][:40])
        found = Report.objects.select_related("product", "duplicate_of").filter(tracking=tracking).first()
        if found is None:
            raise Http404
        return found


class VerifyReportView(TrackedMixin, PrivatePage, LabelledFormView):
    """Enter the code."""

    permission = PUBLIC
    form_class = CodeForm
    template_name = "monitoring/public/verify.html"
    title = gettext_lazy("Nhập mã xác minh")
    submit_label = gettext_lazy("Xác minh")
    success_message = gettext_lazy("Đã xác minh. Phản ánh của bạn được tính từ bây giờ.")

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the form while there is something to verify."""
        report = self.report()
        if report.state != ReportState.UNVERIFIED:
            return HttpResponseRedirect(reverse("public_reports:track", args=[report.tracking]))
        return super().get(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Compare the code, or send another."""
        if limits.too_many(request, "code"):
            return limits.refusal(request)
        if "again" in request.POST:
            return self._send_again()
        return super().post(request, *args, **kwargs)

    def _send_again(self) -> HttpResponse:
        report = self.report()
        form = CodeForm()
        try:
            ask_code_again(report)
        except DomainError as error:
            return self.render_to_response(self.get_context_data(form=form, problems=error.problems), status=422)
        return HttpResponseRedirect(f"{reverse('public_reports:verify', args=[report.tracking])}?gui=1", status=303)

    def save(self, form: CodeForm) -> str:  # type: ignore[override]
        """Verify and go to the page that follows the report."""
        report = verify_report(self.report(), digits=form.cleaned_data["digits"])
        return reverse("public_reports:track", args=[report.tracking])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Whether the code goes by letter or by text message; never the address itself."""
        contact = getattr(self.report(), "contact", None)
        by_mail = contact is None or bool(contact.email)
        return super().get_context_data(by_mail=by_mail, resent="gui" in self.request.GET, **kwargs)


class TrackReportView(TrackedMixin, PrivatePage, PublicView):
    """Where the report stands and what was answered. Nobody is named."""

    template_name = "monitoring/public/track.html"
    title = gettext_lazy("Theo dõi ý kiến đã gửi")

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the page, or ask for the code first."""
        report = self.report()
        if report.state == ReportState.UNVERIFIED:
            return HttpResponseRedirect(reverse("public_reports:verify", args=[report.tracking]))
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """State, days, answer."""
        report = self.report()
        joined = report.duplicate_of.public_answer if report.duplicate_of is not None else ""
        return super().get_context_data(report=report, state=REPORT.state(report), joined_answer=joined, **kwargs)


class FindReportView(PrivatePage, LabelledFormView):
    """Type the tracking code."""

    permission = PUBLIC
    form_class = TrackForm
    template_name = "monitoring/public/find.html"
    title = gettext_lazy("Theo dõi ý kiến đã gửi")
    submit_label = gettext_lazy("Xem")

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Guessing is slow."""
        return limits.refusal(request) if limits.too_many(request, "track") else super().post(request, *args, **kwargs)

    def save(self, form: TrackForm) -> str:  # type: ignore[override]
        """Go there if there is one."""
        report = Report.objects.filter(tracking=clean_code(form.cleaned_data["ma"])).first()
        if report is None:
            raise DomainError.of("tracking_unknown", _("Không có ý kiến nào mang mã này."), where="ma")
        return reverse("public_reports:track", args=[report.tracking])


class ReportFiguresView(PublicView):
    """Counts by kind, month and place; a place with few reports is not named."""

    template_name = "monitoring/public/figures.html"
    title = gettext_lazy("Số liệu phản ánh về sản phẩm OCOP")

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the page."""
        if limits.too_many(request, "page"):
            return limits.refusal(request)
        response = super().get(request, *args, **kwargs)
        response["Cache-Control"] = "private, no-store" if request.user.is_authenticated else "public, max-age=600"
        return response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The figures of the province served."""
        return super().get_context_data(
            figures=public_figures(province_by_code(settings.PROVINCE_CODE)), **kwargs
        )  # fmt: skip
