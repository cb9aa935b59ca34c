"""Dossiers of the demo from the first page to the round, each act on its own day."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from saolang.documents.domain.papers import issue_paper, submit_for_signature
from saolang.documents.models import Paper
from saolang.dossiers.checks import composition_items
from saolang.dossiers.domain.commune import receive_dossier, request_completion, save_composition, save_findings
from saolang.dossiers.domain.prepare import answer_criterion, open_dossier, save_section, sign
from saolang.dossiers.domain.proposal import current_items, draft_papers, open_proposal, record_package, send_proposal
from saolang.dossiers.domain.province import put_into_round, receive_at_province
from saolang.dossiers.domain.submit import submit_dossier
from saolang.dossiers.models import Dossier
from saolang.files.domain import store

from .content import content
from .papers import sample_pdf, signed_copy
from .timeline import day, on

ORDER = (
    "preparing", "submitted", "received", "completing", "letter", "proposed", "at_province", "in_round", "appraised",
    "scoring", "revealed", "below", "decided", "published", "potential",
)  # fmt: skip


def reaches(row: dict[str, Any], step: str) -> bool:
    """Whether a product's dossier goes at least as far as a step."""
    return ORDER.index(row["step"]) >= ORDER.index(step)


def answers_for(row: dict[str, Any]) -> dict[str, int]:
    """The producer's own answers for a product."""
    return {**content()["answers"], **row.get("differs", {})}


def prepare(row: dict[str, Any], product: Any, owner: Any) -> Dossier:
    """Open and fill a dossier; one that is still being prepared keeps a few criteria open and is not signed."""
    dossier = open_dossier(product, "first", actor=owner)
    texts = content()["texts"]
    for criterion, option in answers_for(row).items():
        if criterion in row.get("leave", ()):
            continue
        answer_criterion(
            dossier,
            criterion,
            option=option,
            description=f"Có minh chứng kèm theo cho tiêu chí {criterion}.",
            actor=owner,
        )
    if row["step"] == "preparing":
        return dossier
    dossier.refresh_from_db()
    save_section(dossier, "mau-01", {"sample_count": 5, "pledged": True}, actor=owner)
    part2 = {key: texts[key] for key in ("part2_material", "part2_quality", "part2_market", "part2_results")}
    save_section(dossier, "phan-2", part2, actor=owner)
    save_section(dossier, "phan-4", {"part4_plan": texts["part4_plan"]}, actor=owner)
    scan = sample_pdf(
        "Bản ký Mẫu số 01 và Mẫu số 02",
        issuer=product.producer.name,
        number="01",
        issued_on=day(-90),
        holder=product.producer.name,
        about=product.name,
    )
    return sign(dossier, upload=scan, signed_place="Song Phú", actor=owner)


def check_at_commune(dossier: Dossier, officer: Any) -> None:
    """Composition and Mẫu 03."""
    save_composition(dossier, checked={key: True for key, _label in composition_items(dossier)}, actor=officer)
    findings = {key: (said, found) for key, (said, found) in content()["findings"].items()}
    save_findings(dossier, findings=findings, actor=officer)


class Numbers:
    """Running numbers of the fictional registers."""

    def __init__(self) -> None:
        self.last: dict[tuple[int, str], int] = {}

    def next(self, issuer_id: int, symbol: str) -> str:
        """The next number of an issuer and symbol."""
        self.last[issuer_id, symbol] = self.last.get((issuer_id, symbol), 0) + 1
        return str(self.last[issuer_id, symbol])


NUMBERS = Numbers()


def signed_values(
    paper: Paper, symbol: str, *, signer: str, title: str, mode: str, offset: int, actor: Any
) -> dict[str, Any]:
    """Put a paper before the signer and return what the register says of the signed copy."""
    if paper.state == "draft":
        paper = submit_for_signature(paper, actor=actor)
    copy = store(signed_copy(paper), actor=actor, purpose="documents.signed", allow=("pdf",))
    return {
        "number": NUMBERS.next(paper.issuer_id, symbol),
        "symbol": symbol,
        "issued_on": day(offset),
        "signer_name": signer,
        "signer_title": title,
        "sign_mode": mode,
        "signed_file": copy,
        "actor": actor,
    }


def issue(paper: Paper, symbol: str, *, signer: str, title: str, mode: str, offset: int, actor: Any) -> Paper:
    """Sign and issue one paper."""
    return issue_paper(
        paper, **signed_values(paper, symbol, signer=signer, title=title, mode=mode, offset=offset, actor=actor)
    )


def propose(
    dossiers: list[Dossier], people: SimpleNamespace, officer: Any, leader: Any, *, start: int, send: bool
) -> None:
    """One letter of a commune for several dossiers; unsent it waits for the leader's signature."""
    with on(start):
        proposal = open_proposal(dossiers[0].commune, dossiers=dossiers, actor=officer)
        for item in current_items(proposal):
            record_package(
                item, samples_counted=5, paper_set_on=day(start), electronic_set_on=day(start), actor=officer
            )
        proposal = draft_papers(proposal, actor=officer)
    if not send:
        with on(start, 14):
            submit_for_signature(proposal.paper, actor=officer)
        return
    with on(start + 1):
        for item in current_items(proposal):
            paper = item.dossier.commune_report.paper
            issue(
                paper, "BC-UBND", signer=leader.full_name, title="Chủ tịch", mode="TM", offset=start + 1, actor=leader
            )
        issue(
            proposal.paper, "UBND-OCOP", signer=leader.full_name, title="Chủ tịch", mode="TM", offset=start + 1,
            actor=leader,
        )  # fmt: skip
        send_proposal(proposal, actor=leader)


def walk_to_round(rows: list[dict[str, Any]], products: dict[str, Any], holders: dict[str, SimpleNamespace],
                  people: SimpleNamespace, *, start: int) -> dict[str, Dossier]:  # fmt: skip
    """Take a set of products through submission, commune and province, each as far as its step says."""
    officers = {"home": people.commune_officer, "other": people.other_officer}
    dossiers: dict[str, Dossier] = {}
    for row in rows:
        owner = holders[row["producer"]].owner
        with on(start - 3):
            dossiers[row["key"]] = prepare(row, products[row["key"]], owner)
        if reaches(row, "submitted"):
            with on(start):
                dossiers[row["key"]] = submit_dossier(dossiers[row["key"]], actor=owner)
    for row in rows:
        officer = officers[holders[row["producer"]].commune]
        if reaches(row, "received"):
            with on(start + 1):
                dossiers[row["key"]] = receive_dossier(dossiers[row["key"]], actor=officer).dossier
        if row["step"] == "completing":
            with on(start + 2):
                items = [{"criterion": "9", "text": "Bổ sung giấy chứng nhận HACCP bản đầy đủ."}]
                request_completion(dossiers[row["key"]], items=items, due_on=day(start + 20), actor=officer)
        if reaches(row, "letter"):
            with on(start + 5):
                check_at_commune(dossiers[row["key"]], officer)
    for scope, officer in officers.items():
        mine = [row for row in rows if holders[row["producer"]].commune == scope and reaches(row, "letter")]
        leader = people.commune_leader if scope == "home" else people.other_leader
        for send in (True, False):
            chosen = [row for row in mine if reaches(row, "proposed") == send]
            if chosen:
                fresh = [Dossier.objects.get(pk=dossiers[row["key"]].pk) for row in chosen]
                propose(fresh, people, officer, leader, start=start + 8, send=send)
    for row in rows:
        dossier = Dossier.objects.get(pk=dossiers[row["key"]].pk)
        if reaches(row, "at_province"):
            with on(start + 10):
                receive_at_province(dossier, actor=people.officer)
        if reaches(row, "in_round"):
            with on(start + 12):
                put_into_round(Dossier.objects.get(pk=dossier.pk), actor=people.officer)
        dossiers[row["key"]] = Dossier.objects.get(pk=dossier.pk)
    return dossiers
