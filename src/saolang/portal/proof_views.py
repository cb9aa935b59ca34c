"""Public proof: what the hash tree says about a star, the file that proves it, checkpoints and the key.

Only statements about public stars are given out; of all others there are hashes only.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View

from saolang.audit import proof
from saolang.audit.models import Checkpoint, Leaf
from saolang.audit.proof_check import present_differences
from saolang.audit.proof_words import kind_words, rows
from saolang.audit.signing import load_signer
from saolang.core.paths import REPOSITORY
from saolang.registry.models import Certificate, Recognition
from saolang.registry.queries import public_recognitions
from saolang.ui.views import PUBLIC, PermissionMixin

from .limits import PAGE_RATE, limited
from .views import PortalView

FORMAT_FILE = REPOSITORY / "docs" / "proof-format.md"
PER_PAGE = 25


@dataclass(frozen=True, slots=True)
class ShownLeaf:
    """A statement as the page shows it."""

    leaf: Leaf
    words: str
    rows: list[tuple[str, str]]
    hidden: int
    corrected: bool
    altered: bool


def public_star(code: str) -> Recognition:
    """The public star of its own code or of a certificate's. Raises Http404."""
    wanted = code.strip().upper()[:20]
    star = public_recognitions().filter(code=wanted).first()
    if star is None:
        paper = Certificate.objects.filter(code=wanted).values_list("recognition_id", flat=True).first()
        star = public_recognitions().filter(pk=paper).first() if paper else None
    if star is None:
        raise Http404
    return star


def leaves_of_star(star: Recognition) -> list[Leaf]:
    """All statements about a public star: its decision, council result, certificates, prolongations, withdrawal."""
    subjects = [star.code, star.dossier_code]
    subjects += [decision.code for decision in (star.decision, star.withdrawal) if decision is not None]
    return list(proof.leaves_of(subjects))


def shown(leaves: list[Leaf]) -> list[ShownLeaf]:
    """Statements, oldest first; the newest of each object is held against the register as it is now."""
    newest = {(leaf.kind, leaf.object_type, leaf.object_id): leaf.position for leaf in leaves}
    answer = []
    for leaf in leaves:
        content = leaf.statement
        last = newest[(leaf.kind, leaf.object_type, leaf.object_id)] == leaf.position
        answer.append(
            ShownLeaf(
                leaf,
                kind_words(leaf.kind),
                rows(content["states"]),
                len(content["commitments"]),
                corrected=not last,
                altered=last and bool(present_differences(leaf)),
            )
        )
    return answer


class TreeView(PortalView):
    """The tree: newest checkpoint, public key, how to check, earlier checkpoints."""

    template_name = "portal/proofs.html"
    title = gettext_lazy("Minh chứng công khai")
    subtitle = gettext_lazy("Sổ cây băm: ghi rồi thì không sửa lặng lẽ được.")
    cache_seconds = 0

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        marks = Checkpoint.objects.order_by("-size", "-pk")
        page = Paginator(marks, PER_PAGE).get_page(self.request.GET.get("page"))
        key = str(load_signer().verifier)
        keys = sorted(set(Checkpoint.objects.values_list("vkey", flat=True)) - {key})
        return super().get_context_data(
            newest=proof.newest_checkpoint(),
            size=proof.tree_size(),
            key=key,
            older_keys=keys,
            page_obj=page,
            has_format=FORMAT_FILE.exists(),
            **kwargs,
        )


class ProofView(PortalView):
    """What the tree states about one star, in plain words, and the file to download."""

    template_name = "portal/proof.html"
    title = gettext_lazy("Minh chứng công khai")
    cache_seconds = 0

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        star = public_star(self.kwargs["code"])
        leaves = shown(leaves_of_star(star))
        return super().get_context_data(
            star=star,
            leaves=leaves,
            altered=any(item.altered for item in leaves),
            key=str(load_signer().verifier),
            **kwargs,
        )


class PublicFile(PermissionMixin, View):
    """A small file for everybody, never from a cache."""

    permission = PUBLIC
    content_type = "application/json; charset=utf-8"
    file_name = ""

    @limited("page", PAGE_RATE)
    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Answer the file."""
        response = HttpResponse(self.body(), content_type=self.content_type)
        response["Cache-Control"] = "no-store"
        if self.file_name:
            response["Content-Disposition"] = f'attachment; filename="{self.file_name}"'
        return response

    def body(self) -> str:
        """Return the text of the file."""
        raise NotImplementedError

    def number(self, name: str) -> int | None:
        """A whole number of the address, or None."""
        text = self.request.GET.get(name, "")
        return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else None


class ProofFileView(PublicFile):
    """The proof file of a star; ``?tu=`` adds the proof that the tree continues one of so many leaves."""

    def body(self) -> str:
        star = public_star(self.kwargs["code"])
        leaves = leaves_of_star(star)
        if not leaves:
            raise Http404
        mark = proof.checkpoint_for(max(leaf.position for leaf in leaves))
        document = proof.proof_document(leaves, mark)
        old = self.number("tu")
        if old is not None:
            document["growth"] = growth(old, mark.size)
        self.file_name = f"minh-chung-{star.code}.json"
        return proof.as_json(document)


class CheckpointView(PublicFile):
    """The newest checkpoint, or with ``?so=`` the one of so many leaves, as a signed note."""

    content_type = "text/plain; charset=utf-8"

    def body(self) -> str:
        size = self.number("so")
        if "so" in self.request.GET:
            mark = Checkpoint.objects.filter(size=size).order_by("-pk").first() if size is not None else None
        else:
            mark = proof.make_checkpoint()
        if mark is None:
            raise Http404
        return mark.note


class GrowthView(PublicFile):
    """The proof that the tree of ``?tu=`` leaves begins the tree of ``?den=`` leaves."""

    file_name = "noi-moc.json"

    def body(self) -> str:
        old, new = self.number("tu"), self.number("den")
        newest = proof.newest_checkpoint()
        if old is None or newest is None:
            raise Http404
        return proof.as_json(growth(old, newest.size if new is None else new))


def growth(old: int, new: int) -> dict[str, Any]:
    """A consistency proof up to the newest checkpoint. Raises Http404 for sizes the tree does not have."""
    newest = proof.newest_checkpoint()
    if newest is None or not 0 < old <= new <= newest.size:
        raise Http404(_("Sổ không có hai mốc này."))
    return proof.consistency(old, new)


class FormatView(PublicFile):
    """The description of the format, for whoever writes another verifier."""

    content_type = "text/plain; charset=utf-8"

    def body(self) -> str:
        if not FORMAT_FILE.exists():
            raise Http404
        return FORMAT_FILE.read_text(encoding="utf-8")
