"""The public read-only interface: products and the validity of certificates. The same answers as the pages."""

from __future__ import annotations

from math import ceil
from typing import Annotated, Any

from django.conf import settings
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django_ratelimit.core import is_ratelimited
from ninja import NinjaAPI, Query, Status

from saolang.registry.catalogue import Wish, all_items, ask, with_papers
from saolang.registry.queries import check_paper, public_products

from .schemas import (
    CertificateAnswer,
    Message,
    ProductOut,
    ProductPage,
    certificate_out,
    product_out,
    today,
)

PER_PAGE = 50
RATE = "120/m"
STATES = ("valid", "unknown", "ended", "no_star", "any")


class TooMany(Exception):
    """One address asks without end."""


api = NinjaAPI(
    title="Sao Làng",
    version="1",
    description="Sản phẩm OCOP đã công bố và hiệu lực của giấy chứng nhận. Chỉ đọc, không cần tài khoản.",
    docs_url=None,
    openapi_url="/openapi.json",
    urls_namespace="api",
)


def _count(request: HttpRequest) -> None:
    rate = getattr(settings, "API_RATE", RATE)
    if is_ratelimited(request, group="api", key="ip", rate=rate, increment=True):
        raise TooMany


@api.exception_handler(TooMany)
def too_many(request: HttpRequest, error: TooMany) -> HttpResponse:
    """Ask to wait."""
    text = _("Tra cứu quá nhiều lần. Chờ một phút rồi thử lại.")
    response = api.create_response(request, {"message": text}, status=429)
    response["Retry-After"] = "60"
    return response


@api.exception_handler(BadRequest)
def bad_request(request: HttpRequest, error: BadRequest) -> HttpResponse:
    """Say what is wrong with the question."""
    return api.create_response(request, {"message": str(error)}, status=400)


@api.get("/products", response=ProductPage, summary="Danh sách sản phẩm đã công bố")
def products(
    request: HttpRequest,
    q: Annotated[str, Query(max_length=120, description="Tên sản phẩm, chủ thể, nơi làm; có dấu hay không dấu")] = "",
    star: Annotated[int | None, Query(ge=3, le=5)] = None,
    state: Annotated[str, Query(description="valid, unknown, ended, no_star hoặc any")] = "any",
    commune: Annotated[str, Query(max_length=5, description="Mã xã hiện nay, năm chữ số")] = "",
    page: Annotated[int, Query(ge=1, le=100000)] = 1,
) -> Any:
    """Public products with today's answer, 50 to a page."""
    _count(request)
    if state not in STATES:
        raise BadRequest(_("state phải là một trong: %(states)s") % {"states": ", ".join(STATES)})
    wish = Wish(
        text=q,
        standing=state,
        stars=frozenset({star} if star else ()),
        communes=frozenset({commune} if commune else ()),
    )
    found = ask(wish).items
    start = (page - 1) * PER_PAGE
    return ProductPage(
        count=len(found),
        page=page,
        pages=max(1, ceil(len(found) / PER_PAGE)),
        items=[product_out(item, settings.BASE_URL) for item in with_papers(found[start : start + PER_PAGE])],
    )


@api.get("/products/{code}", response={200: ProductOut, 404: Message}, summary="Một sản phẩm")
def product(request: HttpRequest, code: str) -> Any:
    """One public product by the code of its page."""
    _count(request)
    items = all_items(products=public_products().filter(code=code.upper()))
    if not items:
        return Status(404, Message(message=_("Không có sản phẩm mang mã này.")))
    return Status(200, product_out(with_papers(items)[0], settings.BASE_URL))


@api.get(
    "/certificates/{path:number}",
    response={200: CertificateAnswer, 404: CertificateAnswer},
    summary="Hiệu lực của giấy chứng nhận",
)
def certificates(request: HttpRequest, number: str) -> Any:
    """Every paper with that number or code, and whether it counts today."""
    _count(request)
    results = [certificate_out(result) for result in check_paper(number[:120])]
    message = _("Có %(n)d giấy trong sổ.") % {"n": len(results)} if results else _("Không có trong hệ thống.")
    answer = CertificateAnswer(
        query=number[:120], found=bool(results), message=message, asked_on=today(), results=results
    )
    return Status(200 if results else 404, answer)
