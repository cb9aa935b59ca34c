"""The evidence cabinet and its papers."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from saolang.accounts.views.once import OnceMixin, VersionMixin
from saolang.core.clock import today
from saolang.ui.views import ActionView, ConfirmView, DeskDetailView, DeskFormView, ObjectMixin

from .. import queries
from ..access import evidence_lock_problems
from ..criteria import present_regime
from ..domain.evidence import (
    add_evidence,
    add_evidence_files,
    link_evidence,
    remove_evidence_file,
    replace_evidence,
    retire_evidence,
    unlink_evidence,
    update_evidence,
)
from ..enums import EvidenceKind
from ..evidence_forms import EvidenceForm, LinkForm, MoreFilesForm, NewEditionForm, NewEvidenceForm
from ..models import Evidence, EvidenceFile, EvidenceLink, Product
from .parts import KeptUploadsMixin, ProducerMixin

SOON_DAYS = 60


def standing_of(paper: Evidence) -> tuple[str, str]:
    """State word and kind of badge of a paper today."""
    if hasattr(paper, "replaced_by"):
        return _("Đã có bản mới"), "was"
    if paper.retired_on is not None:
        return _("Ngừng dùng"), "was"
    if paper.expires_on is not None and paper.expires_on < today():
        return _("Hết giá trị"), "off"
    if paper.expires_on is not None and (paper.expires_on - today()).days <= SOON_DAYS:
        return _("Sắp hết giá trị"), "soon"
    return _("Đang dùng"), "valid"


class CabinetView(ProducerMixin, DeskDetailView):
    """All papers of a producer: paper and issuer, validity, criteria that use it."""

    permission = "producers.view_producer"
    template_name = "producers/cabinet.html"
    title = gettext_lazy("Tủ minh chứng")
    subtitle = gettext_lazy("Mỗi giấy tải một lần; dùng cho nhiều tiêu chí, nhiều sản phẩm, nhiều kỳ đánh giá.")

    def get_crumbs(self) -> list[tuple[str, str]]:
        """Back to the producer."""
        return [(str(self.get_object()), self.get_object().get_absolute_url())]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Papers by kind in the order of Mẫu số 02, and the kinds without any."""
        producer, user = self.get_object(), self.request.user
        with_old = self.request.GET.get("cu") == "1"
        papers = list(queries.cabinet(producer, user))
        old = [paper for paper in papers if paper.retired_on is not None]
        groups = []
        for kind in EvidenceKind:
            rows = [
                {"paper": paper, "standing": standing_of(paper), "links": _codes(paper)}
                for paper in papers
                if paper.kind == kind and (with_old or paper.retired_on is None)
            ]
            if rows:
                groups.append({"kind": kind, "rows": rows})
        present = {paper.kind for paper in papers if paper.retired_on is None}
        given = {
            "groups": groups,
            "absent": [row for row in present_regime().evidence_kinds if row.code not in present],
            "old_count": len(old),
            "with_old": with_old,
            "may_add": user.has_perm("producers.add_evidence", producer),
        }
        return super().get_context_data(**{**given, **kwargs})


def _codes(paper: Evidence) -> list[str]:
    """Criterion codes that use a paper, each once, in order of the links."""
    return list(dict.fromkeys(link.criterion for link in paper.links.all()))


class EvidenceMixin:
    """Pages of one paper."""

    model = Evidence
    context_name = "evidence"

    def get_queryset(self) -> Any:
        """Papers with what their pages show."""
        return Evidence.objects.select_related("producer__organisation", "producer__filing_commune__parent", "product")

    def get_crumbs(self) -> list[tuple[str, str]]:
        """Back to the producer's cabinet and the paper."""
        paper = self.get_object()  # type: ignore[attr-defined]
        cabinet = reverse("producers:cabinet", kwargs={"code": paper.producer.code})
        return [
            (str(paper.producer), paper.producer.get_absolute_url()),
            (_("Tủ minh chứng"), cabinet),
            (paper.title, paper.get_absolute_url()),
        ]


class EvidenceView(EvidenceMixin, DeskDetailView):
    """One paper: facts, files, criteria that use it, editions."""

    permission = "producers.view_evidence"
    template_name = "producers/evidence.html"

    def get_title(self) -> str:
        """The paper's title."""
        return str(self.get_object())

    def get_crumbs(self) -> list[tuple[str, str]]:
        """Back to the cabinet."""
        return super().get_crumbs()[:-1]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Collect what the page shows and what this person may do."""
        paper, user = self.get_object(), self.request.user
        links = paper.links.select_related("product").order_by("product__search_text", "criterion", "pk")
        locked = evidence_lock_problems(paper)
        given = {
            "standing": standing_of(paper),
            "files": list(paper.files.select_related("file")),
            "may_open": user.has_perm("producers.open_evidence", paper),
            "may_change": user.has_perm("producers.change_evidence", paper),
            "in_use": paper.retired_on is None,
            "locked": locked,
            "links": list(links),
            "newer": getattr(paper, "replaced_by", None),
        }
        return super().get_context_data(**{**given, **kwargs})


class EvidenceAddView(KeptUploadsMixin, OnceMixin, ProducerMixin, ObjectMixin, DeskFormView):
    """Adding a paper."""

    permission = "producers.add_evidence"
    form_class = NewEvidenceForm
    template_name = "producers/evidence_form.html"
    title = gettext_lazy("Thêm minh chứng")
    success_message = gettext_lazy("Đã thêm minh chứng.")
    submit_label = gettext_lazy("Thêm vào tủ")

    def get_crumbs(self) -> list[tuple[str, str]]:
        """Back to the cabinet."""
        producer = self.get_object()
        return [(str(producer), producer.get_absolute_url()), (_("Tủ minh chứng"), self.get_success_url())]

    def get_form_kwargs(self) -> dict[str, Any]:
        """Offer this producer's products."""
        return {**super().get_form_kwargs(), "producer": self.get_object()}

    def get_initial(self) -> dict[str, Any]:
        """The kind and product that the way here named."""
        wanted = {"kind": self.request.GET.get("loai", "")}
        code = self.request.GET.get("san-pham", "")
        product = Product.objects.filter(producer=self.get_object(), code=code).first() if code else None
        return {**wanted, "product": product.pk if product else None}

    def save_once(self, form: NewEvidenceForm) -> Evidence:  # type: ignore[override]
        """Add it."""
        return add_evidence(
            producer=self.get_object(),
            actor=self.request.user,
            files=self.uploads(form),
            accept_expired=form.cleaned_data["accept_expired"],
            **form.facts(),
        )

    def get_success_url(self) -> str:
        """To the cabinet."""
        return reverse("producers:cabinet", kwargs={"code": self.get_object().code})


class EvidenceEditView(VersionMixin, EvidenceMixin, ObjectMixin, DeskFormView):
    """Correcting a paper."""

    permission = "producers.change_evidence"
    form_class = EvidenceForm
    title = gettext_lazy("Sửa minh chứng")
    success_message = gettext_lazy("Đã lưu minh chứng.")

    def get_form_kwargs(self) -> dict[str, Any]:
        """Fill in what the paper says."""
        paper = self.get_object()
        return {**super().get_form_kwargs(), "producer": paper.producer, "evidence": paper}

    def save(self, form: EvidenceForm) -> Evidence:  # type: ignore[override]
        """Save the corrections."""
        return update_evidence(
            self.get_object(),
            changes=form.facts(),
            actor=self.request.user,
            expected_version=self.expected_version,
            accept_expired=form.cleaned_data["accept_expired"],
        )


class EvidenceFilesView(KeptUploadsMixin, OnceMixin, EvidenceMixin, ObjectMixin, DeskFormView):
    """Adding files to a paper."""

    permission = "producers.change_evidence"
    form_class = MoreFilesForm
    template_name = "producers/evidence_form.html"
    title = gettext_lazy("Thêm tệp")
    success_message = gettext_lazy("Đã thêm tệp.")
    submit_label = gettext_lazy("Thêm tệp")

    def save_once(self, form: MoreFilesForm) -> Evidence:  # type: ignore[override]
        """Add them."""
        return add_evidence_files(self.get_object(), uploads=self.uploads(form), actor=self.request.user)

    def get_success_url(self) -> str:
        """To the paper."""
        return str(self.get_object().get_absolute_url())


class EvidenceReplaceView(VersionMixin, KeptUploadsMixin, OnceMixin, EvidenceMixin, ObjectMixin, DeskFormView):
    """Adding a newer edition."""

    permission = "producers.change_evidence"
    form_class = NewEditionForm
    template_name = "producers/evidence_form.html"
    title = gettext_lazy("Thay bằng bản mới")
    subtitle = gettext_lazy("Bản cũ được giữ lại cho hồ sơ đã nộp; các tiêu chí đang dùng chuyển sang bản mới.")
    success_message = gettext_lazy("Đã thay bằng bản mới.")

    def get_form_kwargs(self) -> dict[str, Any]:
        """Title and issuer as before."""
        paper = self.get_object()
        return {**super().get_form_kwargs(), "producer": paper.producer, "evidence": paper}

    def save_once(self, form: NewEditionForm) -> Evidence:  # type: ignore[override]
        """Add it."""
        return replace_evidence(
            self.get_object(),
            actor=self.request.user,
            files=self.uploads(form),
            accept_expired=form.cleaned_data["accept_expired"],
            expected_version=self.expected_version,
            **form.facts(),
        )

    def get_success_url(self) -> str:
        """To the cabinet."""
        return reverse("producers:cabinet", kwargs={"code": self.get_object().producer.code})


class EvidenceRetireView(VersionMixin, EvidenceMixin, ConfirmView):
    """Stopping the use of a paper."""

    permission = "producers.change_evidence"
    title = gettext_lazy("Ngừng dùng giấy này")
    warning = gettext_lazy("Giấy vẫn được giữ cho hồ sơ đã nộp, nhưng không tính là đang có.")
    submit_label = gettext_lazy("Ngừng dùng")
    danger = True
    success_message = gettext_lazy("Đã ngừng dùng giấy này.")

    def act(self, reason: str) -> Evidence:
        """Stop using it."""
        return retire_evidence(
            self.get_object(), actor=self.request.user, reason=reason, expected_version=self.expected_version
        )


class FileRemoveView(ActionView):
    """Taking a file off a paper."""

    permission = "producers.change_evidence"
    model = EvidenceFile
    success_message = gettext_lazy("Đã gỡ tệp.")

    def get_permission_object(self) -> Evidence:
        """The right is about the paper."""
        return self.get_object().evidence

    def act(self) -> Evidence:
        """Take it off."""
        paper = self.get_object().evidence
        remove_evidence_file(self.get_object(), actor=self.request.user)
        return paper


class LinkView(EvidenceMixin, ObjectMixin, DeskFormView):
    """Using a paper for a criterion. Which product is chosen first: its sheet gives the criteria."""

    permission = "producers.change_evidence"
    form_class = LinkForm
    template_name = "producers/link.html"
    title = gettext_lazy("Dùng cho tiêu chí")
    success_message = gettext_lazy("Đã gắn giấy vào tiêu chí.")
    submit_label = gettext_lazy("Gắn vào tiêu chí")

    @property
    def products(self) -> list[Product]:
        """Products with a set that this paper may serve."""
        paper = self.get_object()
        mine = Q(pk=paper.product_id) if paper.product_id else Q(producer=paper.producer)
        return list(Product.objects.filter(mine, set_number__isnull=False).order_by("search_text", "pk"))

    @property
    def product(self) -> Product | None:
        """The product asked for, else the first."""
        wanted = self.request.POST.get("product") or self.request.GET.get("san-pham", "")
        rows = self.products
        return next((row for row in rows if wanted in (str(row.pk), row.code)), rows[0] if rows else None)

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Without a product that has a set there is nothing to link; the paper's page says so."""
        self.setup(request, *args, **kwargs)
        if request.user.is_authenticated and self.product is None:
            return HttpResponseRedirect(self.get_object().get_absolute_url())
        return super().dispatch(request, *args, **kwargs)

    def get_form_kwargs(self) -> dict[str, Any]:
        """Criteria of the product's sheet."""
        return {**super().get_form_kwargs(), "products": self.products, "product": self.product}

    def get_initial(self) -> dict[str, Any]:
        """The criterion that the way here named."""
        return {"criterion": self.request.GET.get("tieu-chi", "")}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Products to choose between."""
        return super().get_context_data(**{"products": self.products, "chosen": self.product, **kwargs})

    def save(self, form: LinkForm) -> Evidence:  # type: ignore[override]
        """Link it."""
        link_evidence(self.get_object(), actor=self.request.user, **form.cleaned_data)
        return self.get_object()


class UnlinkView(ActionView):
    """No longer using a paper for a criterion."""

    permission = "producers.change_evidence"
    model = EvidenceLink
    success_message = gettext_lazy("Đã gỡ khỏi tiêu chí.")

    def get_permission_object(self) -> Evidence:
        """The right is about the paper."""
        return self.get_object().evidence

    def act(self) -> Evidence:
        """Unlink it."""
        paper = self.get_object().evidence
        unlink_evidence(self.get_object(), actor=self.request.user)
        return paper
