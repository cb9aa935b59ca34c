"""The public pages. Only what the register says is public is ever read here."""

from __future__ import annotations

from typing import Any

import segno
from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from django.views.generic.base import RedirectView

from saolang.core import clock
from saolang.core.registries import product_panels
from saolang.core.text import format_date, normalize_line
from saolang.directives.queries.difficulties import published as published_guidance
from saolang.producers.criteria import set_name
from saolang.producers.domain.merging import final_product
from saolang.registry.catalogue import STANDINGS, Item, Wish, all_items, ask, industries, industry_of, with_papers
from saolang.registry.issuers import authority_today
from saolang.registry.models import PublishedEntry
from saolang.registry.queries import (
    NEWEST,
    CheckResult,
    check_paper,
    held_certificate,
    public_products,
    public_recognitions,
    validity_of,
)
from saolang.ui.views import PUBLIC, PublicView

from .forms import Asked, standing_label
from .limits import CHECK_RATE, PAGE_RATE, limited
from .papers import star_papers, withdrawal_rows
from .present import card, drawing_of, photo_url, product_url, short_words, tone_of

PER_PAGE = 24
NEWEST_SHOWN = 8


class PortalView(PublicView):
    """A public page; visitors who are not signed in may get a copy up to a minute old."""

    cache_seconds = 60

    @limited("page", PAGE_RATE)
    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the page."""
        response = super().get(request, *args, **kwargs)
        signed_in = request.user.is_authenticated
        fresh = self.cache_seconds and not signed_in
        response["Cache-Control"] = f"public, max-age={self.cache_seconds}" if fresh else "private, no-store"
        return response


class HomeView(PortalView):
    """Search first, true counts, what is new, how to check a certificate. Never from a cache: it shows stars."""

    template_name = "portal/home.html"
    cache_seconds = 0

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        items = all_items()
        counts = {standing: sum(1 for item in items if item.standing == standing) for standing in STANDINGS}
        dated = [item for item in items if item.standing == "valid" and item.recognition.recognised_on]
        dated.sort(key=lambda item: (item.recognition.recognised_on, item.product.pk), reverse=True)
        groups = [
            (number, name, _group_icon(number), sum(1 for item in items if item.industry == name))
            for number, name in enumerate(industries(), start=1)
        ]
        makers = {item.product.producer_id for item in items}
        return super().get_context_data(
            counts=counts,
            total=len(items),
            makers=len(makers),
            newest=[card(item) for item in with_papers(dated[:NEWEST_SHOWN])],
            groups=groups,
            today=clock.today(),
            **kwargs,
        )


def _group_icon(number: int) -> str:
    icons = ("wheat", "droplet", "leaf", "hammer", "sprout", "map")
    return icons[number - 1] if number <= len(icons) else "package"


class CatalogueView(PortalView):
    """Every public product, by what a buyer wants. Stars that count and stars that do not are never mixed."""

    template_name = "portal/catalogue.html"
    title = gettext_lazy("Sản phẩm của làng")
    cache_seconds = 0

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        asked = Asked.read(self.request.GET)
        items = all_items()
        answer = ask(asked.wish, items)
        page = Paginator(answer.items, PER_PAGE).get_page(self.request.GET.get("page"))
        wish = asked.wish
        hidden = {standing: answer.standings.get(standing, 0) for standing in STANDINGS if standing != wish.standing}
        communes = answer.communes
        chosen_first = sorted(communes, key=lambda pair: pair[0].code not in wish.communes)
        return super().get_context_data(
            wish=wish,
            page_obj=page,
            cards=[card(item) for item in with_papers(page)],
            found=len(answer.items),
            standing_label=standing_label(wish.standing),
            standings=[(s, _param(s), standing_label(s), answer.standings.get(s, 0)) for s in STANDINGS],
            star_facets=[(star, answer.stars.get(star, 0), star in wish.stars) for star in (5, 4, 3)],
            group_facets=[
                (number, name, answer.industries.get(name, 0), name in wish.industries)
                for number, name in enumerate(industries(), start=1)
                if answer.industries.get(name) or name in wish.industries
            ],
            commune_facets=[(unit, count, unit.code in wish.communes) for unit, count in chosen_first],
            active=_active(asked, items),
            hidden=[(standing_label(s), count, asked.query(standing=s)) for s, count in hidden.items() if count],
            hints=_hint_links(asked, answer.hints, items),
            elsewhere=[] if answer.items else _elsewhere(asked, items),
            clear=asked.query(text="", stars=(), industries=(), communes=(), place="", standing="valid"),
            **kwargs,
        )


def _param(standing: str) -> str:
    return {"valid": "con", "unknown": "chua-ro", "ended": "het", "no_star": "khong-sao"}[standing]


def _commune_names(codes: Any, items: list[Item]) -> str:
    names = {i.product.made_in.code: i.product.made_in.label for i in items if i.product.made_in is not None}
    return ", ".join(names.get(code, code) for code in sorted(codes))


def _condition(name: str, asked: Asked, items: list[Item]) -> str:
    wish = asked.wish
    if name == "text":
        return f"“{wish.text}”"
    if name == "stars":
        return ", ".join(_("%(n)d sao") % {"n": star} for star in sorted(wish.stars, reverse=True))
    if name == "industries":
        return ", ".join(sorted(wish.industries))
    if name == "communes":
        return _commune_names(wish.communes, items)
    if name == "place":
        return _("nơi làm “%(place)s”") % {"place": wish.place}
    return standing_label(wish.standing)


def _active(asked: Asked, items: list[Item]) -> list[tuple[str, str]]:
    """The conditions in use, each with the address that drops it."""
    rows = []
    for name in ("text", "stars", "industries", "communes", "place"):
        if getattr(asked.wish, name):
            rows.append((_condition(name, asked, items), asked.query(**{name: () if name[-1] == "s" else ""})))
    return rows


def _elsewhere(asked: Asked, items: list[Item]) -> list[tuple[str, int, str]]:
    """The other lists in which the words alone are found."""
    words = Wish(text=asked.wish.text, place=asked.wish.place, standing="any")
    counts = ask(words, items).standings
    drop: dict[str, Any] = {"stars": (), "industries": (), "communes": ()}
    return [
        (standing_label(standing), counts[standing], asked.query(standing=standing, **drop))
        for standing in STANDINGS
        if counts.get(standing) and standing != asked.wish.standing
    ]


def _hint_links(asked: Asked, hints: list[tuple[str, str, int]], items: list[Item]) -> list[tuple[str, int, str]]:
    rows = []
    for name, _unused, count in hints:
        if name == "standing":
            continue
        change = {name: () if name in ("stars", "industries", "communes") else ""}
        rows.append((_condition(name, asked, items), count, asked.query(**change)))
    return rows


class ProductView(PortalView):
    """The page of a product: its star today, the papers behind it, who makes it, its story."""

    template_name = "portal/product.html"
    cache_seconds = 0

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The old address of a product that was recorded twice leads to the one that was kept."""
        kept = final_product(self.kwargs["code"].upper())
        if kept is not None:
            return redirect("portal:product", code=kept.code, permanent=True)
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        wanted = public_products().filter(code=self.kwargs["code"].upper())
        items = all_items(products=wanted.prefetch_related("variants"))
        if not items:
            raise Http404
        item = with_papers(items)[0]
        product, star, answer = item.product, item.recognition, item.answer
        history = list(public_recognitions().filter(product=product).order_by(*NEWEST))
        older = [(entry, validity_of(entry)) for entry in history if star is None or entry.pk != star.pk]
        lines = PublishedEntry.objects.filter(product=product, batch__undone_on__isnull=True).select_related("batch")
        drawing, ground = drawing_of(product)
        crumbs = [(_("Trang chủ"), "/"), (_("Sản phẩm"), reverse("portal:catalogue"))]
        return super().get_context_data(
            product=product,
            producer=product.producer,
            star=star,
            answer=answer,
            tone=tone_of(answer),
            papers=star_papers(star) if star is not None else [],
            certificate=held_certificate(star.certificates.all()) if star is not None else None,
            older=older,
            lines=lines,
            potential_five=item.potential_five,
            state=getattr(product, "star_state", None) if item.potential_five else None,
            set_name=set_name(product.set_number),
            industry=industry_of(product.set_number),
            drawing=drawing,
            ground=ground,
            photos=list(product.photos.all()),
            photo=photo_url(product, 1280),
            title=product.name,
            panels=[panel for make in product_panels if (panel := make(product)) is not None],
            crumbs=crumbs,
            **kwargs,
        )


class VerifyView(PortalView):
    """Is this certificate true, and does it count today? Never from a cache."""

    template_name = "portal/verify.html"
    title = gettext_lazy("Kiểm tra giấy chứng nhận")
    subtitle = gettext_lazy("Câu trả lời lấy thẳng từ sổ đăng ký của tỉnh, đúng tại lúc bạn hỏi.")
    cache_seconds = 0

    @limited("check", CHECK_RATE)
    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Answer, unless one visitor asks without end."""
        return super().get(request, *args, **kwargs)

    def asked_for(self) -> str:
        """The number or code to look for."""
        return normalize_line(self.request.GET.get("so", ""))[:120]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        asked = self.asked_for()
        results = [_shown(result) for result in check_paper(asked)] if asked else []
        return super().get_context_data(asked=asked, results=results, now=clock.now(), **kwargs)


def _shown(result: CheckResult) -> dict[str, Any]:
    """One answer as the page shows it: papers, dates and the product; no personal data."""
    star, certificate, answer = result.recognition, result.certificate, result.validity
    product = star.product
    drawing, ground = drawing_of(product)
    decision = star.decision
    issuer = result.issuer
    successor = authority_today(issuer) if issuer is not None else None
    rows = [
        (_("Số giấy"), certificate.number if certificate else _("nguồn không nêu")),
        (_("Ngày cấp"), format_date(certificate.issued_on if certificate else None) or _("nguồn không nêu")),
        (_("Quyết định"), str(decision) if decision else _("nguồn không nêu số")),
        (_("Ngày quyết định"), format_date(star.recognised_on) or _("nguồn không nêu")),
        (_("Cơ quan cấp"), issuer.name if issuer else _("nguồn không nêu")),
        (_("Mã sản phẩm"), star.product_code or _("chưa có")),
    ]
    if successor is not None and successor.name != issuer.name:
        rows.append((_("Cơ quan có thẩm quyền hiện nay"), successor.name))
    rows += withdrawal_rows(star)
    public = product.published and not product.withdrawn_from_site
    return {
        "result": result,
        "star": star,
        "answer": answer,
        "tone": tone_of(answer),
        "heading": _heading(answer),
        "product": product,
        "url": product_url(product) if public else "",
        "rows": rows,
        "drawing": drawing,
        "ground": ground,
        "starts": answer.starts_on,
        "ends": answer.through,
    }


def _heading(answer: Any) -> str:
    if answer.validity == "withdrawn":
        return str(_("Đã thu hồi"))
    return short_words(answer)


class CertificateView(VerifyView):
    """The answer for the code printed as a QR; /g/ and /G/ are the same."""

    template_name = "portal/certificate.html"
    subtitle = ""

    def asked_for(self) -> str:
        """The code of the address."""
        return str(self.kwargs["code"])[:40]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        if context["results"]:
            url = f"{settings.BASE_URL}/g/{self.asked_for().upper()}/"
            context.update(qr=qr_svg(url), check_url=url)
        return context

    def render_to_response(self, context: dict[str, Any], **kwargs: Any) -> HttpResponse:
        """A code that is not in the register is answered as such, with 404."""
        return super().render_to_response(context, status=200 if context["results"] else 404, **kwargs)


def qr_svg(url: str) -> SafeString:
    """A QR code as SVG for the page, with a quiet zone; capitals make it smaller."""
    svg = segno.make(url.upper(), error="m").svg_inline(border=2, omitsize=True, light="#fff", dark="#16241c")
    return mark_safe(svg)


class StarsView(PortalView):
    """What a star says, and for how long."""

    template_name = "portal/stars.html"
    title = gettext_lazy("Một ngôi sao nói lên điều gì")


class OrderView(PortalView):
    """The rule by which products are ordered."""

    template_name = "portal/order.html"
    title = gettext_lazy("Cách xếp thứ tự sản phẩm")


class RobotsView(TemplateView):
    """What search engines may read."""

    permission = PUBLIC
    template_name = "portal/robots.txt"
    content_type = "text/plain; charset=utf-8"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(base=settings.BASE_URL, **kwargs)


class SitemapView(TemplateView):
    """Public pages and products."""

    permission = PUBLIC
    template_name = "portal/sitemap.xml"
    content_type = "application/xml; charset=utf-8"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        pages = [reverse(f"portal:{name}") for name in ("home", "catalogue", "verify", "stars")]
        pages += [reverse("portal:product", args=[code]) for code in public_products().values_list("code", flat=True)]
        pages.append(reverse("guidance:list"))
        pages += [reverse("guidance:page", args=[code]) for code in published_guidance().values_list("code", flat=True)]
        return super().get_context_data(base=settings.BASE_URL, pages=pages, **kwargs)


class FaviconView(RedirectView):
    """Old browsers ask for /favicon.ico."""

    permission = PUBLIC

    def get_redirect_url(self, *args: Any, **kwargs: Any) -> str:
        from django.templatetags.static import static

        return static("saolang/favicon.svg")
