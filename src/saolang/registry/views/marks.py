"""The OCOP mark in the desk: the producer's page, the artwork of the province, who took it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from saolang.accounts.enums import RoleKind
from saolang.accounts.roles import organisations_of
from saolang.core import clock
from saolang.core.problems import DomainError
from saolang.files.domain import store
from saolang.producers.models import Product
from saolang.ui.views import ActionView, ConfirmView, DeskFormView, DeskListView, DeskView, problems_response

from .. import mark
from ..asof import suspensions_on
from ..domain.marks import MARK_PURPOSE, put_up_artwork, retire_artwork, take_artwork
from ..mark_forms import ArtworkForm
from ..models import MarkArtwork, MarkDownload
from ..queries import current_recognition, validity_of


@dataclass(frozen=True, slots=True)
class MarkRow:
    """One product with what it may use of the mark today."""

    product: Any
    star: Any
    answer: Any
    allowed: bool
    why: str
    artworks: list[MarkArtwork]
    suspensions: list[Any]
    downloads: list[MarkDownload]


def row_of(product: Any) -> MarkRow:
    """What the page shows of one product."""
    day = clock.today()
    allowed, why = mark.may_use_mark(product, day)
    star = current_recognition(product, day)
    taken = MarkDownload.objects.filter(product=product).select_related("artwork", "user")
    return MarkRow(
        product,
        star,
        validity_of(star, day) if star is not None else None,
        allowed,
        why,
        mark.offered_to(product, day),
        suspensions_on(product, day),
        list(taken[:5]),
    )


class MarkView(DeskView):
    """The producer's page: its products, and the mark for each that may bear it."""

    permission = "registry.use_mark"
    template_name = "registry/mark.html"
    title = gettext_lazy("Nhãn hiệu OCOP")
    subtitle = gettext_lazy("Mẫu nhãn hiệu cho từng sản phẩm đang có sao còn hiệu lực")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        own = organisations_of(self.request.user, RoleKind.PRODUCER_OWNER, RoleKind.PRODUCER_STAFF)
        products = Product.objects.filter(producer__organisation_id__in=own, recognitions__isnull=False).distinct()
        rows = [row_of(product) for product in products.select_related("producer__organisation").order_by("name")]
        rows.sort(key=lambda row: not row.allowed)
        return super().get_context_data(
            rows=rows,
            rules_of_use=mark.RULES_OF_USE,
            source=mark.SOURCE,
            none_up=not mark.active_artworks().exists(),
            **kwargs,
        )


class TakeMarkView(ActionView):
    """Download artwork for one product; asked and written down at this moment."""

    permission = "registry.use_mark"
    model = Product

    def get_queryset(self) -> Any:
        return Product.objects.select_related("producer__organisation")

    def act(self) -> str:
        artwork = get_object_or_404(MarkArtwork, code=self.kwargs["artwork"])
        take_artwork(self.get_object(), artwork, actor=self.request.user)
        return f"{artwork.file.get_absolute_url()}?tai-ve=1"

    def domain_error(self, error: DomainError) -> Any:
        """Say why not, with the way back to the mark's page."""
        return problems_response(self.request, error, {"back": reverse("registry:mark")})


class ArtworksView(DeskFormView):
    """Artwork that the province put up; putting up another."""

    permission = "registry.manage_mark"
    template_name = "registry/artworks.html"
    title = gettext_lazy("Mẫu nhãn hiệu OCOP")
    subtitle = gettext_lazy("Tệp mẫu do tỉnh đưa lên; chủ thể chỉ tải được mẫu đúng hạng sao đang có hiệu lực")
    form_class = ArtworkForm
    submit_label = gettext_lazy("Đưa mẫu lên")
    success_message = gettext_lazy("Đã đưa mẫu lên.")

    def get_crumbs(self) -> list[tuple[str, str]]:
        return [(_("Sổ đăng ký"), reverse("registry:list"))]

    def save(self, form: Any) -> str:
        data, user = form.cleaned_data, self.request.user
        with transaction.atomic():
            stored = store(data["file"], actor=user, purpose=MARK_PURPOSE, allow=("pdf", "image"))
            put_up_artwork(
                star=int(data["star"]), file=stored, note=data["note"], active_from=data["active_from"], actor=user
            )
        return reverse("registry:artworks")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        artworks = MarkArtwork.objects.select_related("file", "uploaded_by")
        return super().get_context_data(artworks=artworks, **kwargs)


class RetireArtworkView(ConfirmView):
    """Stop offering a file."""

    permission = "registry.manage_mark"
    model = MarkArtwork
    title = gettext_lazy("Thôi dùng mẫu này")
    submit_label = gettext_lazy("Thôi dùng")
    danger = True
    warning = gettext_lazy("Từ hôm nay không chủ thể nào tải được tệp này nữa.")
    success_message = gettext_lazy("Mẫu đã thôi dùng.")

    def get_permission_object(self) -> Any:
        return None

    def act(self, reason: str) -> MarkArtwork:
        return retire_artwork(self.get_object(), actor=self.request.user, reason=reason)


class MarkDownloadsView(DeskListView):
    """Who took which artwork, for which product, when."""

    permission = "registry.view_mark_downloads"
    template_name = "registry/mark_downloads.html"
    title = gettext_lazy("Lượt tải nhãn hiệu OCOP")
    empty_title = gettext_lazy("Chưa ai tải mẫu nào")
    empty_text = gettext_lazy("Mỗi lượt chủ thể tải mẫu nhãn hiệu được ghi ở đây.")

    def get_crumbs(self) -> list[tuple[str, str]]:
        return [(_("Sổ đăng ký"), reverse("registry:list"))]

    def get_queryset(self) -> Any:
        rows = MarkDownload.objects.select_related(
            "product__producer__organisation", "artwork__file", "recognition", "user"
        )
        wanted = self.request.GET.get("san-pham", "").strip()
        return rows.filter(product__code=wanted.upper()) if wanted else rows
