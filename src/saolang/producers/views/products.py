"""Products: page, editing, packings, pictures, exemptions of compulsory papers."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from saolang.accounts.views.once import OnceMixin, VersionMixin
from saolang.core.registries import desk_product_panels
from saolang.ui.views import ActionView, DeskDetailView, DeskFormView, ObjectMixin

from .. import queries
from ..criteria import exemption_grounds, law_of, present_regime, set_name, sheet_of, sort_links
from ..domain.exemptions import claim_exemption, drop_exemption
from ..domain.products import (
    add_photos,
    create_product,
    put_photo_first,
    remove_photo,
    remove_variant,
    save_variant,
    update_product,
)
from ..enums import PERSONAL_EVIDENCE, EvidenceKind
from ..evidence_forms import ExemptionForm
from ..forms import PhotosForm, ProductForm, VariantForm
from ..models import PaperExemption, Photo, Product, Variant
from .parts import ProducerMixin

LATER = 50
"""Place among the panels of a product's page for those that name none."""


class ProductMixin:
    """Pages of one product."""

    model = Product
    context_name = "product"

    def get_queryset(self) -> Any:
        """Products with what their pages show."""
        return Product.objects.select_related("producer__organisation", "producer__filing_commune__parent", "made_in")

    def get_crumbs(self) -> list[tuple[str, str]]:
        """Back to the producer and the product."""
        product = self.get_object()  # type: ignore[attr-defined]
        return [
            (str(product.producer), product.producer.get_absolute_url()),
            (product.name, product.get_absolute_url()),
        ]


def _matters(row: dict[str, Any]) -> bool:
    """Compulsory papers, and kinds of which there is one; the rest is folded away."""
    status = row["status"]
    return bool(row["compulsory"] or status.evidence or status.lapsed or status.exemption)


class ProductView(ProductMixin, DeskDetailView):
    """One product: how its papers stand, what uses them, its packings and pictures."""

    permission = "producers.view_product"
    template_name = "producers/product.html"

    def get_title(self) -> str:
        """The product's name."""
        return str(self.get_object())

    def get_crumbs(self) -> list[tuple[str, str]]:
        """Back to the producer."""
        producer = self.get_object().producer
        return [(str(producer), producer.get_absolute_url())]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Collect what the page shows."""
        product, user = self.get_object(), self.request.user
        may_change = user.has_perm("producers.change_product", product)
        sheet = sheet_of(product)
        statuses = queries.paper_statuses(product)
        if not user.has_perm("producers.view_personal", product.producer):
            hidden = {kind: replace(statuses[kind], evidence=(), lapsed=()) for kind in PERSONAL_EVIDENCE}
            statuses = {kind: hidden.get(kind, status) for kind, status in statuses.items()}
        law = {row.code: row for row in present_regime().evidence_kinds}
        number = product.set_number
        papers = [
            {
                "status": status,
                "law": law[kind],
                "grounds": bool(exemption_grounds(kind)),
                "compulsory": number is not None and law[kind].is_compulsory(number),
                "ground": present_regime().exemption(status.exemption.ground) if status.exemption else None,
            }
            for kind, status in statuses.items()
        ]
        panels = [panel for build in desk_product_panels if (panel := build(product, user)) is not None]
        given = {
            "sheet": sheet,
            "set_name": set_name(number),
            "papers": [row for row in papers if _matters(row)],
            "other_papers": [row for row in papers if not _matters(row)],
            "missing": sum(row["compulsory"] and row["status"].standing == "missing" for row in papers),
            "links": sort_links(queries.evidence_index(product), sheet) if may_change else [],
            "variants": list(product.variants.order_by("pk")),
            "photos": list(product.photos.select_related("file")),
            "may_change": may_change,
            "panels": sorted(panels, key=lambda panel: getattr(panel, "order", LATER)),
        }
        return super().get_context_data(**{**given, **kwargs})


class ProductAddView(OnceMixin, ProducerMixin, ObjectMixin, DeskFormView):
    """Adding a product."""

    permission = "producers.add_product"
    form_class = ProductForm
    title = gettext_lazy("Thêm sản phẩm")
    subtitle = gettext_lazy("Chỉ cần tên là bắt đầu được; các mục khác bổ sung dần.")
    success_message = gettext_lazy("Đã thêm sản phẩm.")
    submit_label = gettext_lazy("Thêm sản phẩm")

    def get_crumbs(self) -> list[tuple[str, str]]:
        """Back to the producer."""
        return [(str(self.get_object()), self.get_object().get_absolute_url())]

    def get_form_kwargs(self) -> dict[str, Any]:
        """Offer the sets this kind of producer may register."""
        return {**super().get_form_kwargs(), "producer": self.get_object()}

    def get_initial(self) -> dict[str, Any]:
        """Made where the producer makes things."""
        return {"made_in": self.get_object().filing_commune_id, "stage": "ready"}

    def save_once(self, form: ProductForm) -> Product:  # type: ignore[override]
        """Add it."""
        values = {name: value for name, value in form.cleaned_data.items() if name != "token"}
        return create_product(producer=self.get_object(), actor=self.request.user, **values)

    def get_success_url(self) -> str:
        """Back to the producer."""
        return str(self.get_object().get_absolute_url())


class ProductEditView(VersionMixin, ProductMixin, ObjectMixin, DeskFormView):
    """Changing a product."""

    permission = "producers.change_product"
    form_class = ProductForm
    title = gettext_lazy("Sửa sản phẩm")
    success_message = gettext_lazy("Đã lưu sản phẩm.")

    def get_form_kwargs(self) -> dict[str, Any]:
        """Fill in what the product is."""
        product = self.get_object()
        return {**super().get_form_kwargs(), "producer": product.producer, "product": product}

    def save(self, form: ProductForm) -> Product:  # type: ignore[override]
        """Save the changes."""
        values = {name: value for name, value in form.cleaned_data.items() if name != "token"}
        return update_product(
            self.get_object(), changes=values, actor=self.request.user, expected_version=self.expected_version
        )


class VariantEditView(OnceMixin, ProductMixin, ObjectMixin, DeskFormView):
    """Adding or changing a packing."""

    permission = "producers.change_product"
    form_class = VariantForm
    title = gettext_lazy("Quy cách")
    success_message = gettext_lazy("Đã lưu quy cách.")

    @property
    def variant(self) -> Variant | None:
        """The packing to change, among this product's."""
        if "variant" not in self.kwargs:
            return None
        return get_object_or_404(self.get_object().variants, pk=self.kwargs["variant"])

    def get_initial(self) -> dict[str, Any]:
        """What the packing is now."""
        variant = self.variant
        names = ("name", "net_content", "packaging", "gtin", "shelf_life")
        return {} if variant is None else {name: getattr(variant, name) for name in names}

    def save_once(self, form: VariantForm) -> Product:  # type: ignore[override]
        """Save it."""
        values = {name: value for name, value in form.cleaned_data.items() if name != "token"}
        save_variant(self.get_object(), values=values, actor=self.request.user, variant=self.variant)
        return self.get_object()


class VariantRemoveView(ActionView):
    """Removing a packing."""

    permission = "producers.change_product"
    model = Variant
    success_message = gettext_lazy("Đã xóa quy cách.")

    def get_permission_object(self) -> Product:
        """The right is about the product."""
        return self.get_object().product

    def act(self) -> Product:
        """Remove it."""
        product = self.get_object().product
        remove_variant(self.get_object(), actor=self.request.user)
        return product


class PhotosAddView(OnceMixin, ProductMixin, ObjectMixin, DeskFormView):
    """Adding pictures."""

    permission = "producers.change_product"
    form_class = PhotosForm
    title = gettext_lazy("Thêm ảnh sản phẩm")
    success_message = gettext_lazy("Đã thêm ảnh.")
    submit_label = gettext_lazy("Tải ảnh lên")

    def save_once(self, form: PhotosForm) -> Product:  # type: ignore[override]
        """Store them."""
        values = form.cleaned_data
        add_photos(self.get_object(), uploads=values["uploads"], caption=values["caption"], actor=self.request.user)
        return self.get_object()


class PhotoActionView(ActionView):
    """An act on one picture."""

    permission = "producers.change_product"
    model = Photo

    def get_permission_object(self) -> Product:
        """The right is about the product."""
        return self.get_object().product


class PhotoRemoveView(PhotoActionView):
    """Taking a picture off."""

    success_message = gettext_lazy("Đã gỡ ảnh.")

    def act(self) -> Product:
        """Take it off."""
        product = self.get_object().product
        remove_photo(self.get_object(), actor=self.request.user)
        return product


class PhotoFirstView(PhotoActionView):
    """Letting a picture stand for the product."""

    success_message = gettext_lazy("Đã chọn ảnh đại diện.")

    def act(self) -> Product:
        """Put it first."""
        put_photo_first(self.get_object(), actor=self.request.user)
        return self.get_object().product


class ExemptionView(ProductMixin, ObjectMixin, DeskFormView):
    """Claiming that a compulsory paper is not needed."""

    permission = "producers.change_product"
    form_class = ExemptionForm
    template_name = "producers/exemption.html"
    success_message = gettext_lazy("Đã ghi căn cứ miễn.")

    @property
    def kind(self) -> EvidenceKind:
        """The kind of paper in the address."""
        if self.kwargs["kind"] not in EvidenceKind.values or not exemption_grounds(self.kwargs["kind"]):
            raise Http404
        return EvidenceKind(self.kwargs["kind"])

    def get_title(self) -> str:
        """Which paper."""
        return _("Miễn giấy: %(kind)s") % {"kind": self.kind.label}

    def get_form_kwargs(self) -> dict[str, Any]:
        """Grounds of the law and papers of the cabinet."""
        papers = queries.current_evidence(self.get_object())
        return {**super().get_form_kwargs(), "grounds": exemption_grounds(self.kind), "papers": papers}

    def get_initial(self) -> dict[str, Any]:
        """The claim so far."""
        claim = self.claim
        if claim is None:
            return {}
        return {"ground": claim.ground, "substitute": claim.substitute_id, "note": claim.note}

    @property
    def claim(self) -> PaperExemption | None:
        """The claim so far."""
        return self.get_object().exemptions.filter(kind=self.kind).first()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the law on this paper."""
        add = reverse("producers:evidence_add", kwargs={"code": self.get_object().producer.code})
        given = {"law": law_of(self.kind), "claim": self.claim, "grounds": exemption_grounds(self.kind), "add_url": add}
        return super().get_context_data(**{**given, **kwargs})

    def save(self, form: ExemptionForm) -> Product:  # type: ignore[override]
        """Claim it."""
        claim_exemption(self.get_object(), kind=self.kind, actor=self.request.user, **form.cleaned_data)
        return self.get_object()


class ExemptionDropView(ActionView):
    """Taking a claim back."""

    permission = "producers.change_product"
    model = PaperExemption
    success_message = gettext_lazy("Đã bỏ căn cứ miễn.")

    def get_permission_object(self) -> Product:
        """The right is about the product."""
        return self.get_object().product

    def act(self) -> Product:
        """Take it back."""
        product = self.get_object().product
        drop_exemption(self.get_object(), actor=self.request.user)
        return product
