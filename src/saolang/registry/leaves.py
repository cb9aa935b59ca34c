"""What the register states in the public tree: decisions, recognitions and certificates, as they were given.

Only what a public page may show stands in plain words; names of people, points and files stand as commitments. Columns
that are settled later from other rows (replaced, withdrawn, prolonged) are no part of these statements: their acts have
leaves of their own. A correction appends a new leaf of the same kind for the same object (:func:`append_again`).
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from saolang.audit.proof import NewLeaf, Statement, append_leaves, contents, retract_batch
from saolang.core.text import format_date

from .enums import Source
from .models import Certificate, Decision, ImportBatch, Prolongation, Recognition

DECISION, RECOGNITION, CERTIFICATE = "decision", "recognition", "certificate"
PROLONGATION, PROLONGATION_END, WITHDRAWAL = "prolongation", "prolongation_end", "withdrawal"
_PLACES = Decimal("0.000000000001")


def points(value: Decimal | None) -> str | None:
    """Points as text, the same whether they were just computed or read back."""
    return None if value is None else format(Decimal(value).quantize(_PLACES), "f")


def _day(value: date | None) -> str | None:
    return value.isoformat() if value else None


def _file_hashes(entry: Any) -> dict[str, Any]:
    """Hashes of the signed paper. An imported entry has none: a scan may be added to it at any time."""
    if entry.source == Source.IMPORT:
        return {}
    paper, file = entry.paper, getattr(entry, "file", None)
    if paper is not None and paper.signed_file is not None:
        file = paper.signed_file
    return {
        "file_sha256": file.sha256 if file is not None else None,
        "paper_content": paper.issued_draft_hash if paper is not None else None,
    }


def decision_statement(decision: Decision) -> Statement:
    """A decision as its paper states it."""
    return Statement(
        {
            "code": decision.code,
            "kind": decision.kind,
            "number": str(decision),
            "issuer": decision.issuer.name,
            "issued_on": _day(decision.issued_on),
            "source": decision.source,
        },
        {"signer": decision.signer, **_file_hashes(decision)},
        decision.code,
    )


def recognition_statement(recognition: Recognition) -> Statement:
    """A star as the decision gave it."""
    decision = recognition.decision
    return Statement(
        {
            "code": recognition.code,
            "decision": str(decision) if decision else None,
            "issuer": decision.issuer.name if decision else None,
            "star": recognition.star,
            "product_code": recognition.product_code,
            "product_name": recognition.product_name,
            "recognised_on": _day(recognition.recognised_on),
            "assessed_year": recognition.assessed_year,
            "through": _day(recognition.term_through),
            "source": recognition.source,
        },
        {
            "producer_name": recognition.producer_name,
            "address": recognition.address,
            "total": points(recognition.total),
            "sheet": recognition.sheet_id,
            "dossier": recognition.dossier_code,
        },
        recognition.code,
    )


def certificate_statement(certificate: Certificate) -> Statement:
    """A certificate with the star it bears; asked for under the code of its recognition."""
    recognition = certificate.recognition
    return Statement(
        {
            "code": certificate.code,
            "recognition": recognition.code,
            "number": certificate.number,
            "issuer": certificate.issuer.name,
            "issued_on": _day(certificate.issued_on),
            "valid_through": _day(certificate.valid_through),
            "star": recognition.star,
            "product_code": recognition.product_code,
            "product_name": recognition.product_name,
            "source": certificate.source,
        },
        {"producer_name": recognition.producer_name, **_file_hashes(certificate)},
        recognition.code,
    )


def prolongation_statement(row: Prolongation) -> Statement:
    """A certificate that runs on (Điều 12.3), as it was reckoned when the re-assessment was filed."""
    return Statement(
        {
            "code": row.code,
            "recognition": row.recognition.code,
            "filed_on": _day(row.filed_on),
            "starts_on": _day(row.starts_on),
            "at_most": _day(row.at_most),
            "basis": row.basis,
        },
        {"dossier": row.dossier_code, "reading": json.loads(json.dumps(row.reading))},
        row.recognition.code,
    )


def prolongation_end_statement(row: Prolongation) -> Statement:
    """The end of a prolongation before its last possible day."""
    return Statement(
        {
            "code": row.code,
            "recognition": row.recognition.code,
            "ended_on": _day(row.ended_on),
            "why": row.ended_why,
        },
        {},
        row.recognition.code,
    )


def withdrawal_statement(recognition: Recognition) -> Statement:
    """A star taken away by a decision."""
    decision = recognition.withdrawal
    return Statement(
        {
            "recognition": recognition.code,
            "star": recognition.star,
            "product_code": recognition.product_code,
            "product_name": recognition.product_name,
            "withdrawn_on": _day(recognition.withdrawn_on),
            "scope": recognition.withdrawal_scope,
            "decision": str(decision) if decision else None,
            "issuer": decision.issuer.name if decision else None,
            "issued_on": _day(decision.issued_on) if decision else None,
        },
        {"ground": recognition.withdrawal_ground},
        recognition.code,
    )


def append_import_leaves(batch: ImportBatch, *, actor: Any) -> int:
    """State everything an import made, inside its transaction; return how many leaves that were."""
    new: list[NewLeaf] = []
    for kind in (DECISION, RECOGNITION, CERTIFICATE):
        provider = contents.get(kind)
        assert provider is not None
        made: QuerySet[Any] = provider.model._base_manager.filter(import_batch=batch).order_by("pk")
        new += [NewLeaf(kind, entry, _when(entry), batch=batch.code) for entry in provider.query(made)]
    return len(append_leaves(new, actor=actor))


def retract_import_leaves(batch: ImportBatch, *, on: date, actor: Any) -> None:
    """State that an import was undone, inside the transaction that undoes it."""
    retract_batch(batch, batch=batch.code, on=on, actor=actor)


def append_again(recognition: Recognition, *, on: date, actor: Any) -> None:
    """State a star and its certificates anew, after a correction has changed what is printed of them."""
    fresh = Recognition.objects.get(pk=recognition.pk)
    new = [NewLeaf(RECOGNITION, fresh, on)]
    new += [NewLeaf(CERTIFICATE, paper, on) for paper in Certificate.objects.filter(recognition=fresh).order_by("pk")]
    append_leaves(new, actor=actor)


def _when(entry: Any) -> date | None:
    day: date | None = entry.recognised_on if isinstance(entry, Recognition) else entry.issued_on
    return day


def _batch(entry: Any) -> str:
    return entry.import_batch.code if entry.import_batch is not None else ""


def unsettled_terms() -> Iterator[str]:
    """Sentences about stars whose term is not what their certificates, decisions and prolongations give."""
    from .domain.terms import unsettled_stars

    for star in unsettled_stars():
        words = {"name": star.product_name, "code": star.code, "day": format_date(star.through) or _("chưa rõ")}
        yield _("Thời hạn của “%(name)s” (%(code)s) không đúng với giấy tờ: phải là %(day)s.") % words


def register() -> None:
    """Tell the public tree how statements of the register are read; called when the app is ready."""
    paper = ("paper__signed_file", "import_batch")
    common: dict[str, Any] = {"happened_on": _when, "batch_of": _batch}
    contents.register(
        DECISION,
        decision_statement,
        model=Decision,
        related=("issuer", *paper),
        expected=Decision.objects.all,
        **common,
    )
    contents.register(
        RECOGNITION,
        recognition_statement,
        model=Recognition,
        related=("decision__issuer", "import_batch"),
        expected=Recognition.objects.all,
        **common,
    )
    contents.register(
        CERTIFICATE,
        certificate_statement,
        model=Certificate,
        related=("recognition", "issuer", *paper),
        expected=Certificate.objects.all,
        **common,
    )
    contents.register(
        PROLONGATION,
        prolongation_statement,
        model=Prolongation,
        related=("recognition",),
        expected=Prolongation.objects.all,
        happened_on=lambda row: row.filed_on,
    )
    contents.register(
        PROLONGATION_END,
        prolongation_end_statement,
        model=Prolongation,
        related=("recognition",),
        expected=lambda: Prolongation.objects.filter(ended_on__isnull=False),
        happened_on=lambda row: row.ended_on,
    )
    contents.register(
        WITHDRAWAL,
        withdrawal_statement,
        model=Recognition,
        related=("withdrawal__issuer",),
        expected=lambda: Recognition.objects.filter(withdrawn_on__isnull=False),
        happened_on=lambda recognition: recognition.withdrawn_on,
    )
    contents.further["registry.terms"] = unsettled_terms
