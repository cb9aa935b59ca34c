"""Officials put records of producers right: ceased, renamed, recorded twice."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from saolang.accounts.views.once import VersionMixin
from saolang.core.text import format_date
from saolang.files.domain import store
from saolang.ui.views import ConfirmView, DeskDetailView, DeskFormView, DeskView, ObjectMixin

from .. import queries
from ..domain.ceasing import CEASED_PURPOSE, cease_producer, resume_producer
from ..domain.merging import (
    merge_producers,
    merge_products,
    producer_merge_problems,
    product_merge_problems,
    undo_merge,
)
from ..domain.renaming import rename_producer
from ..duplicates import producer_candidates, product_candidates
from ..enums import ProducerState
from ..models import MergeRecord, Producer, Product
from ..tool_forms import CeaseForm, MergeForm, RenameForm
from .parts import ProducerMixin

SHOWN = 200
MODELS = {
    "producers.product": gettext_lazy("Sản phẩm"),
    "producers.evidence": gettext_lazy("Giấy tờ, minh chứng"),
    "producers.evidencelink": gettext_lazy("Minh chứng theo tiêu chí"),
    "producers.site": gettext_lazy("Cơ sở, vùng nguyên liệu"),
    "producers.authorisation": gettext_lazy("Ủy quyền lập hồ sơ"),
    "producers.variant": gettext_lazy("Quy cách"),
    "producers.photo": gettext_lazy("Ảnh"),
    "accounts.role": gettext_lazy("Người của chủ thể"),
    "dossiers.dossier": gettext_lazy("Hồ sơ"),
    "registry.recognition": gettext_lazy("Kết quả công nhận"),
    "registry.publishedentry": gettext_lazy("Dòng của danh sách đã công bố"),
}


class _ProducerForm(VersionMixin, ProducerMixin, ObjectMixin, DeskFormView):
    """A form about one producer."""

    def get_crumbs(self) -> list[tuple[str, str]]:
        producer = self.get_object()
        return [(_("Chủ thể"), reverse("producers:producers")), (producer.name, producer.get_absolute_url())]


class CeaseView(_ProducerForm):
    """The commune or the province notes that a producer no longer produces."""

    permission = "producers.cease_producer"
    form_class = CeaseForm
    template_name = "producers/cease.html"
    title = gettext_lazy("Ghi nhận chủ thể ngừng hoạt động")
    submit_label = gettext_lazy("Ghi nhận ngừng hoạt động")
    success_message = gettext_lazy("Đã ghi nhận chủ thể ngừng hoạt động.")

    def save(self, form: Any) -> Producer:
        data = form.cleaned_data
        with transaction.atomic():
            upload = data.get("file")
            file = (
                store(upload, actor=self.request.user, purpose=CEASED_PURPOSE, allow=("pdf", "image"))
                if upload
                else None
            )
            return cease_producer(
                self.get_object(),
                on=data["on"],
                reason=data["reason"],
                paper=data["paper"],
                file=file,
                actor=self.request.user,
                expected_version=self.expected_version,
            )


class ResumeView(VersionMixin, ProducerMixin, ConfirmView):
    """A ceased producer works again, or was noted by mistake."""

    permission = "producers.cease_producer"
    title = gettext_lazy("Ghi nhận hoạt động lại")
    submit_label = gettext_lazy("Ghi nhận hoạt động lại")
    success_message = gettext_lazy("Đã ghi nhận chủ thể hoạt động lại.")

    def act(self, reason: str) -> Producer:
        return resume_producer(
            self.get_object(), actor=self.request.user, reason=reason, expected_version=self.expected_version
        )


class RenameView(_ProducerForm):
    """The commune corrects name, kind and number that it confirmed, while no paper prints them."""

    permission = "producers.rename_producer"
    form_class = RenameForm
    title = gettext_lazy("Điều chỉnh tên, loại hình, mã số")
    subtitle = gettext_lazy(
        "Chỉ khi chưa có quyết định, giấy chứng nhận nào in tên chủ thể; sau đó tỉnh điều chỉnh bằng quyết định riêng"
    )
    submit_label = gettext_lazy("Lưu điều chỉnh")
    success_message = gettext_lazy("Đã điều chỉnh thông tin chủ thể.")

    def get_initial(self) -> dict[str, Any]:
        producer = self.get_object()
        return {"name": producer.name, "kind": producer.kind, "registration_number": producer.registration_number}

    def save(self, form: Any) -> Producer:
        return rename_producer(
            self.get_object(), actor=self.request.user, expected_version=self.expected_version, **form.cleaned_data
        )


class DuplicatesView(DeskView):
    """Producers that look like one recorded twice."""

    permission = "producers.list_duplicates"
    template_name = "producers/duplicates.html"
    title = gettext_lazy("Chủ thể có thể bị ghi trùng")
    subtitle = gettext_lazy("Cùng mã số thuế, hoặc tên gần giống nhau trong cùng tỉnh, cùng xã")

    def get_crumbs(self) -> list[tuple[str, str]]:
        return [(_("Chủ thể"), reverse("producers:producers"))]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found = producer_candidates(queries.producers_visible_to(self.request.user))
        merges = MergeRecord.objects.select_related(
            "kept_producer__organisation", "gone_producer__organisation", "kept_product", "gone_product"
        ).filter(kept_producer__in=queries.producers_visible_to(self.request.user))
        return super().get_context_data(
            pairs=[(row, *row.ordered) for row in found[:SHOWN]],
            total=len(found),
            merges=merges.order_by("-pk")[:30],
            **kwargs,
        )


class _MergeForm(DeskFormView):
    """Two records beside each other; confirming makes one of them."""

    permission = "producers.list_duplicates"
    form_class = MergeForm
    template_name = "producers/merge.html"
    submit_label = gettext_lazy("Gộp")
    success_message = gettext_lazy("Đã gộp; lần gộp hoàn tác được khi chưa có việc mới.")

    def both(self) -> tuple[Any, Any]:
        """The one to keep and the duplicate; 404 when the person does not see both."""
        raise NotImplementedError

    def _found(self, rows: Any) -> tuple[Any, Any]:
        by_code = {row.code: row for row in rows}
        codes = (self.kwargs["code"], self.kwargs["other"])
        if not all(code in by_code for code in codes):
            raise Http404
        return by_code[codes[0]], by_code[codes[1]]

    def get_crumbs(self) -> list[tuple[str, str]]:
        return [
            (_("Chủ thể"), reverse("producers:producers")),
            (_("Ghi trùng"), reverse("producers:duplicates")),
        ]


class MergeView(_MergeForm):
    """Two producers."""

    title = gettext_lazy("Gộp hai chủ thể")

    def both(self) -> tuple[Producer, Producer]:
        codes = (self.kwargs["code"], self.kwargs["other"])
        return self._found(queries.producers_visible_to(self.request.user).filter(code__in=codes))

    def save(self, form: Any) -> MergeRecord:
        kept, gone = self.both()
        return merge_producers(kept, gone, actor=self.request.user, reason=form.cleaned_data["reason"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kept, gone = self.both()
        return super().get_context_data(
            rows=_compare_producers(kept, gone),
            kept=kept,
            gone=gone,
            swap=reverse("producers:merge", kwargs={"code": gone.code, "other": kept.code}),
            standing=producer_merge_problems(kept, gone, reason="?"),
            numbers_differ=len({kept.registration_number, gone.registration_number} - {""}) > 1,
            **kwargs,
        )


class MergeProductsView(_MergeForm):
    """Two products of one producer."""

    title = gettext_lazy("Gộp hai sản phẩm")

    def both(self) -> tuple[Product, Product]:
        codes = (self.kwargs["code"], self.kwargs["other"])
        return self._found(queries.products_visible_to(self.request.user).filter(code__in=codes))

    def save(self, form: Any) -> MergeRecord:
        kept, gone = self.both()
        return merge_products(kept, gone, actor=self.request.user, reason=form.cleaned_data["reason"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kept, gone = self.both()
        return super().get_context_data(
            rows=_compare_products(kept, gone),
            kept=kept,
            gone=gone,
            swap=reverse("producers:merge_products", kwargs={"code": gone.code, "other": kept.code}),
            standing=product_merge_problems(kept, gone),
            **kwargs,
        )


def _compare_producers(kept: Producer, gone: Producer) -> list[tuple[str, list[Any]]]:
    pair = (kept, gone)
    return [
        (_("Tên"), [row.name for row in pair]),
        (_("Tình trạng"), [row.get_state_display() for row in pair]),
        (_("Loại hình"), [row.get_kind_display() for row in pair]),
        (_("Mã số thuế / số đăng ký"), [row.registration_number for row in pair]),
        (_("Xã nộp hồ sơ"), [row.filing_commune.full_name if row.filing_commune else "" for row in pair]),
        (_("Trụ sở chính"), [row.head_office_address for row in pair]),
        (_("Sản phẩm"), [", ".join(row.products.values_list("name", flat=True)[:20]) for row in pair]),
        (_("Số giấy tờ"), [row.evidence.count() for row in pair]),
        (_("Ngày ghi vào hệ thống"), [format_date(row.created_at) for row in pair]),
    ]


def _compare_products(kept: Product, gone: Product) -> list[tuple[str, list[Any]]]:
    pair = (kept, gone)
    return [
        (_("Tên"), [row.name for row in pair]),
        (_("Chủ thể"), [row.producer.name for row in pair]),
        (_("Bộ sản phẩm"), [row.set_number or "" for row in pair]),
        (_("Xã sản xuất"), [row.made_in.full_name if row.made_in else "" for row in pair]),
        (_("Số giấy tờ"), [row.evidence.count() for row in pair]),
        (_("Trên trang công khai"), [_("có") if row.published else _("không") for row in pair]),
        (_("Ngày ghi vào hệ thống"), [format_date(row.created_at) for row in pair]),
    ]


class MergeRecordView(DeskDetailView):
    """One merge: what moved, what stayed, and the way back."""

    permission = "producers.list_duplicates"
    template_name = "producers/merge_record.html"
    model = MergeRecord
    context_name = "record"

    def get_permission_object(self) -> Any:
        return None

    def get_queryset(self) -> Any:
        seen = queries.producers_visible_to(self.request.user)
        return MergeRecord.objects.select_related(
            "kept_producer__organisation", "gone_producer__organisation", "kept_product", "gone_product", "merged_by"
        ).filter(kept_producer__in=seen)

    def get_title(self) -> str:
        return _("Gộp “%(gone)s” vào “%(kept)s”") % {"gone": self.get_object().gone, "kept": self.get_object().kept}

    def get_crumbs(self) -> list[tuple[str, str]]:
        return [
            (_("Chủ thể"), reverse("producers:producers")),
            (_("Ghi trùng"), reverse("producers:duplicates")),
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        record = self.get_object()
        counts: dict[str, int] = {}
        for change in record.moved:
            label = str(MODELS.get(change["model"], _("Mục khác")))
            counts[label] = counts.get(label, 0) + 1
        may_undo = record.undone_on is None and self.request.user.has_perm(
            "producers.merge_producers", record.kept_producer
        )
        return super().get_context_data(counts=counts.items(), may_undo=may_undo, **kwargs)


class UndoMergeView(ConfirmView):
    """Take a merge back, with a reason."""

    permission = "producers.list_duplicates"
    model = MergeRecord
    title = gettext_lazy("Hoàn tác lần gộp")
    submit_label = gettext_lazy("Hoàn tác")
    danger = True
    warning = gettext_lazy("Mọi mục đã chuyển trở về bản cũ. Không hoàn tác được khi đã có việc mới dựa trên bản gộp.")
    success_message = gettext_lazy("Đã hoàn tác lần gộp.")

    def get_permission_object(self) -> Any:
        return None

    def get_queryset(self) -> Any:
        seen = queries.producers_visible_to(self.request.user)
        return MergeRecord.objects.filter(kept_producer__in=seen)

    def act(self, reason: str) -> MergeRecord:
        return undo_merge(self.get_object(), actor=self.request.user, reason=reason)


def product_twins(producer: Producer, user: Any) -> list[Any]:
    """Products of a producer that look like one recorded twice, for whoever may merge them."""
    if producer.state == ProducerState.MERGED or not user.has_perm("producers.merge_producers", producer):
        return []
    return [(row, *row.ordered) for row in product_candidates(producer)[:10]]
