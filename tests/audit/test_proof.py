"""The public tree in the database: appending, checkpoints, proofs, and what a check of it finds."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from typer.testing import CliRunner

from saolang.audit import merkle, proof, proof_check, signing
from saolang.audit.commands import audit_app
from saolang.audit.domain import record
from saolang.audit.models import AppendOnly, Checkpoint, Leaf, TreeHead, TreeNode
from saolang.audit.notes import Signer, Verifier, open_note
from saolang.audit.offline import Refused, verify_file
from saolang.audit.proof import NewLeaf, Statement, append_leaf, append_leaves, contents
from saolang.audit.tree_triggers import TREE
from tests.things import Actor, Thing

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 11, 22)
NAME = "Kẹo Mẫu"


def read_thing(obj: Thing) -> Statement:
    return Statement({"code": f"M{obj.pk}", "state": obj.state}, {"name": obj.name}, f"M{obj.pk}")


@pytest.fixture(autouse=True)
def things_state(thing: Thing, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Only things state anything here; ``test.thing`` is a kind of its own."""
    monkeypatch.setattr(contents, "_providers", {})
    monkeypatch.setattr(contents, "further", {})
    contents.register("thing", read_thing, model=Thing, expected=Thing.objects.all)
    yield


def grow(thing: Thing, count: int) -> list[Leaf]:
    return append_leaves([NewLeaf("thing", thing, DAY) for _turn in range(count)])


def raw(leaves: list[Leaf], **change: Any) -> bytes:
    return proof.as_json({**proof.proof_document(leaves), **change}).encode()


def behind_the_guard(statement: str, *values: object) -> None:
    """Change the tables as somebody would who owns the database."""
    TREE.drop(connection)
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
    TREE.create(connection)


def kinds() -> list[str]:
    return [finding.kind for finding in proof_check.check().findings]


def test_a_leaf_holds_the_statement_and_hides_what_is_not_public(thing: Thing) -> None:
    event = record("core.thing.see", actor=Actor(), obj=thing)
    leaf = append_leaf("thing", obj=thing, on=DAY, actor=Actor())
    assert (leaf.position, leaf.subject, leaf.event_seq, leaf.happened_on) == (0, f"M{thing.pk}", event.seq, DAY)
    content = leaf.statement
    assert content["states"] == {"code": f"M{thing.pk}", "state": "draft"}
    assert (content["kind"], content["on"], content["v"]) == ("thing", "2026-11-22", 1)
    assert content["commitments"] == {"name": proof.commitment(leaf.secret, "name", thing.name)}
    assert thing.name not in leaf.content and leaf.secret not in leaf.content
    assert leaf.leaf_hash == merkle.leaf_hash(leaf.content.encode()).hex()
    again = append_leaf("thing", obj=thing, on=DAY)
    assert again.statement["salt"] != content["salt"]
    assert again.statement["commitments"] != content["commitments"]


def test_content_may_be_given_in_words(thing: Thing) -> None:
    leaf = append_leaf("other", obj=thing, on=None, content={"star": 4}, hidden={"total": "81"}, subject="ABC")
    assert (leaf.subject, leaf.statement["states"], leaf.statement["on"]) == ("ABC", {"star": 4}, None)
    with pytest.raises(LookupError), transaction.atomic():
        append_leaf("other", obj=thing, on=None)
    with pytest.raises(TypeError), transaction.atomic():
        append_leaf("other", obj=thing, on=None, content={"star": object()})
    assert (Leaf.objects.count(), proof.tree_size()) == (1, 1)


def test_the_stored_tree_is_the_tree_of_its_leaves(thing: Thing) -> None:
    frontier = merkle.Frontier()
    for count in (1, 1, 3, 1, 7, 20):
        for leaf in grow(thing, count):
            frontier.append(bytes.fromhex(leaf.leaf_hash))
        assert merkle.root_at(frontier.size, proof.read_nodes) == frontier.root()
    assert (proof.tree_size(), Leaf.objects.count()) == (33, 33)
    assert TreeNode.objects.count() == sum(33 >> level for level in range(1, 7))
    assert append_leaves([]) == []


def test_every_leaf_has_a_proof_that_holds_under_every_later_checkpoint(thing: Thing) -> None:
    leaves, marks = [], []
    for count in (1, 4, 6):
        leaves += grow(thing, count)
        marks.append(proof.make_checkpoint())
    key = signing.load_signer().verifier
    for mark in marks:
        for leaf in leaves[: mark.size]:
            document = proof.inclusion_proof(leaf, mark)
            proven = verify_file(proof.as_json(document).encode(), key=key)
            assert proven.statements == ((leaf.position, leaf.statement),)
            assert (proven.checkpoint.size, proven.key_given) == (mark.size, True)


def test_proof_is_made_with_few_queries(thing: Thing, django_assert_max_num_queries: Any) -> None:
    leaves = grow(thing, 300)
    proof.make_checkpoint()
    with django_assert_max_num_queries(3):
        proof.inclusion_proof(leaves[123])
    with django_assert_max_num_queries(9):
        append_leaf("thing", obj=thing, on=DAY)


def test_checkpoint_is_signed_when_the_tree_grew_and_only_then(thing: Thing) -> None:
    assert proof.make_checkpoint() is None
    (leaf,) = grow(thing, 1)
    first = proof.checkpoint_for(leaf.position)
    assert proof.make_checkpoint() == first
    assert proof.checkpoint_for(leaf.position) == first
    (second,) = grow(thing, 1)
    assert proof.checkpoint_for(leaf.position) == first
    assert proof.checkpoint_for(second.position).size == 2
    assert [mark.size for mark in Checkpoint.objects.all()] == [1, 2]
    text = open_note(first.note, Verifier.parse(first.vkey))
    assert text.split("\n")[:2] == [signing.default_name(), "1"]


def test_appending_needs_a_transaction_and_goes_with_it(thing: Thing) -> None:
    with pytest.raises(RuntimeError), transaction.atomic():
        grow(thing, 3)
        raise RuntimeError
    assert (proof.tree_size(), Leaf.objects.count(), TreeNode.objects.count()) == (0, 0, 0)


@pytest.mark.django_db(transaction=True)
def test_appending_outside_a_transaction_is_refused(thing_table: None) -> None:
    with pytest.raises(transaction.TransactionManagementError):
        append_leaf("x", obj=Thing(pk=1, name="x"), on=DAY, content={})
    assert Leaf.objects.count() == 0


def test_a_tree_that_lost_its_head_takes_nothing_more(thing: Thing) -> None:
    behind_the_guard("DELETE FROM audit_treehead")
    grow(thing, 2)
    behind_the_guard("DELETE FROM audit_treehead")
    with pytest.raises(proof.BrokenTree), transaction.atomic():
        grow(thing, 1)
    assert Leaf.objects.count() == 2


@pytest.mark.parametrize(
    "change",
    [
        lambda: Leaf.objects.filter(pk=1).update(content="{}"),
        lambda: Leaf.objects.filter(pk=1).delete(),
        lambda: TreeNode.objects.update(hash="0" * 64),
        lambda: TreeNode.objects.all().delete(),
        lambda: Checkpoint.objects.update(size=1),
        lambda: Checkpoint.objects.all().delete(),
        lambda: TreeHead.objects.update(size=1),
        lambda: TreeHead.objects.update(size=3),
        lambda: TreeHead.objects.all().delete(),
    ],
)
def test_triggers_refuse_every_change(thing: Thing, change: Callable[[], Any]) -> None:
    grow(thing, 3)
    proof.make_checkpoint()
    with pytest.raises(DatabaseError), transaction.atomic():
        change()
    assert proof_check.check().holds
    assert TREE.missing(connection) == []


def test_models_refuse_to_be_saved_again_or_deleted(thing: Thing) -> None:
    (leaf,) = grow(thing, 1)
    mark = proof.make_checkpoint()
    for row in (Leaf.objects.get(), mark):
        with pytest.raises(AppendOnly):
            row.save()
        with pytest.raises(AppendOnly):
            row.delete()
    assert str(leaf) == f"#0 thing {thing}"


# --- checks --------------------------------------------------------------------------------------------------------


def test_check_of_an_untouched_tree_finds_nothing(thing: Thing) -> None:
    assert proof_check.check().findings[0].kind == "no_leaf"
    grow(thing, 6)
    proof.make_checkpoint()
    report = proof_check.check()
    assert (report.holds, report.leaves, report.compared, report.warnings) == (True, 6, 1, [])


def test_check_finds_a_quietly_altered_row_and_takes_a_newer_leaf_for_it(thing: Thing) -> None:
    grow(thing, 1)
    Thing.objects.filter(pk=thing.pk).update(state="closed")
    report = proof_check.check()
    assert [finding.kind for finding in report.findings] == ["altered"]
    assert 'state: "draft" → "closed"' in report.findings[0].message
    thing.refresh_from_db()
    grow(thing, 1)
    assert proof_check.check().holds


def test_check_finds_altered_hidden_values_without_showing_them(thing: Thing) -> None:
    grow(thing, 1)
    Thing.objects.filter(pk=thing.pk).update(name=NAME)
    (finding,) = proof_check.check().findings
    assert finding.kind == "altered" and "name (không công khai)" in finding.message and NAME not in finding.message


def test_check_finds_rows_that_came_or_went_without_a_leaf(thing: Thing) -> None:
    grow(thing, 1)
    Thing.objects.filter(pk=thing.pk).delete()
    other = Thing.objects.create(name="Không qua cửa")
    assert kinds() == ["gone", "no_leaf"]
    assert proof_check.fill() == 1
    assert Leaf.objects.order_by("-position").first().object_id == str(other.pk)
    assert (kinds(), proof_check.fill()) == (["gone"], 0)


def test_an_undone_import_is_no_missing_row(thing: Thing) -> None:
    append_leaves([NewLeaf("thing", thing, DAY, batch="LANNHAP1")])
    other = Thing.objects.create(name="b")
    append_leaves([NewLeaf("thing", other, DAY, batch="LANNHAP2")])
    Thing.objects.all().delete()
    proof.retract_batch(thing, batch="LANNHAP1", on=DAY)
    assert kinds() == ["gone"]
    proof.retract_batch(thing, batch="LANNHAP2", on=DAY)
    assert kinds() == []


@pytest.mark.parametrize(
    ("statement", "found"),
    [
        ("UPDATE audit_leaf SET content = REPLACE(content, 'draft', 'sent') WHERE position = 2", ["leaf", "altered"]),
        ("UPDATE audit_leaf SET leaf_hash = content_hash WHERE position = 3", ["leaf", "node"]),
        ("UPDATE audit_leaf SET subject = 'KHAC' WHERE position = 3", ["leaf"]),
        ("UPDATE audit_leaf SET position = 99 WHERE position = 5", ["leaf_missing", "size", "checkpoint"]),
        ("DELETE FROM audit_leaf WHERE position = 5", ["size", "checkpoint"]),
        ("UPDATE audit_treenode SET hash = (SELECT leaf_hash FROM audit_leaf WHERE position = 0)", ["node"]),
        ("DELETE FROM audit_treenode", ["node"]),
        ("UPDATE audit_treehead SET size = 9", ["size"]),
        ("UPDATE audit_checkpoint SET note = REPLACE(note, '6', '5')", ["checkpoint"]),
        ("UPDATE audit_checkpoint SET root = 'x'", ["checkpoint"]),
        ("UPDATE audit_checkpoint SET vkey = 'a+b+c'", ["checkpoint"]),
    ],
)
def test_check_finds_what_was_altered_behind_the_guard(thing: Thing, statement: str, found: list[str]) -> None:
    for _turn in range(3):
        grow(thing, 2)
    proof.make_checkpoint()
    assert kinds() == []
    behind_the_guard(statement.replace("position = 2", "position = 5"))
    assert sorted(set(kinds()) & set(found)) == sorted(found)


def test_check_finds_a_tree_rewritten_whole_by_a_checkpoint_kept_elsewhere(thing: Thing) -> None:
    grow(thing, 4)
    kept = proof.make_checkpoint().note
    assert proof_check.check(kept=[kept]).holds
    TREE.drop(connection)
    for model in (Leaf, TreeNode, Checkpoint, TreeHead):
        model.objects.all()._raw_delete("default")
    TREE.create(connection)
    grow(thing, 4)
    proof.make_checkpoint()
    assert kinds() == []
    assert [finding.kind for finding in proof_check.check(kept=[kept]).findings] == ["checkpoint"]
    foreign = Signer.generate(signing.default_name())
    from saolang.audit.notes import sign_note

    assert [f.kind for f in proof_check.check(kept=[sign_note("a\n", [foreign])]).findings] == ["checkpoint"]


def test_a_removed_trigger_is_told(thing: Thing) -> None:
    grow(thing, 1)
    TREE.drop(connection)
    report = proof_check.check()
    assert report.holds and len(report.warnings) == len(
        TREE.sqlite if connection.vendor == "sqlite" else TREE.postgresql
    )
    TREE.create(connection)


# --- keys and commands ---------------------------------------------------------------------------------------------


def test_key_is_made_once_for_its_owner_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SAOLANG_HOME", str(tmp_path))
    first = signing.load_signer()
    assert signing.load_signer().verifier == first.verifier
    assert (tmp_path / "proof.key").stat().st_mode & 0o777 == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["proof.key"]
    other = Signer.generate("khac.example/so")
    monkeypatch.setenv("SAOLANG_PROOF_KEY", other.private_text())
    assert signing.load_signer().verifier == other.verifier
    with pytest.raises(RuntimeError):
        signing.rotate_signer()


def test_a_changed_key_keeps_the_name_and_old_proofs(
    thing: Thing, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SAOLANG_HOME", str(tmp_path))
    (leaf,) = grow(thing, 1)
    old_proof = raw([leaf])
    old = signing.load_signer().verifier
    answer = CliRunner().invoke(audit_app, ["proof-key", "--rotate"])
    new = Verifier.parse(answer.stdout)
    assert (answer.exit_code, new.name, new != old) == (0, old.name, True)
    assert verify_file(old_proof, key=old).key == old
    newer = raw([leaf])
    assert verify_file(newer, key=new, older=b"").checkpoint.size == 1
    assert verify_file(newer, key=old).checkpoint.size == 1
    with pytest.raises(Refused, match="không có chữ ký"):
        verify_file(old_proof, key=new)
    assert proof_check.check().holds
    assert (tmp_path / f"proof.key.{old.key_id.hex()}").stat().st_mode & 0o777 == 0o600


def test_commands_check_fill_and_sign(thing: Thing, tmp_path: Path) -> None:
    runner = CliRunner()
    assert runner.invoke(audit_app, ["checkpoint"]).exit_code == 1
    answer = runner.invoke(audit_app, ["proof-check"])
    assert answer.exit_code == 1 and "không có lá nào" in answer.stdout
    assert runner.invoke(audit_app, ["proof-fill"]).stdout == "Đã ghi thêm 1 lá.\n"
    answer = runner.invoke(audit_app, ["checkpoint"])
    kept = tmp_path / "moc.txt"
    kept.write_text(answer.stdout, encoding="utf-8")
    assert answer.stdout == Checkpoint.objects.get().note
    answer = runner.invoke(audit_app, ["proof-check", "--checkpoint", str(kept)])
    assert answer.stdout == "Sổ cây băm nguyên vẹn: 1 lá, 1 nội dung đúng như sổ đăng ký.\n"
    assert json.loads(Leaf.objects.get().content)["states"]["state"] == "draft"
