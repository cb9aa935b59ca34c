"""Does the public tree hold, and does the register still say what it said? The whole tree is walked.

Finds: a leaf whose text, hash or place was altered, a node or checkpoint that does not fit, a tree that lost leaves, a
row of the register that states something else than its newest leaf, a row that is gone, and a row without any leaf.
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext as _

from saolang.core import clock

from . import merkle
from .chain import canonical
from .models import Checkpoint, Leaf, TreeNode
from .notes import Checkpoint as CheckpointText
from .notes import NoteError, Verifier, open_note
from .proof import RETRACTION, NewLeaf, Provider, Statement, append_leaves, content_text, contents, tree_size
from .signing import load_signer
from .tree_triggers import TREE

_CHUNK = 500


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that does not hold."""

    kind: str
    message: str


@dataclass
class Report:
    """What a check found."""

    leaves: int = 0
    compared: int = 0
    findings: list[Finding] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)

    @property
    def holds(self) -> bool:
        """Say whether nothing was found."""
        return not self.findings

    def add(self, code: str, message: str, /, **values: Any) -> None:
        """Note a finding."""
        self.findings.append(Finding(code, message % values))


def check(*, kept: Iterable[str] = ()) -> Report:
    """Walk the tree, compare it with its nodes and checkpoints, and the register with it.

    ``kept`` are checkpoints (signed notes) that were kept outside.
    """
    report = Report()
    newest = _check_tree(report, list(kept))
    _check_register(report, newest)
    for sentences in contents.further.values():
        report.findings += [Finding("row", sentence) for sentence in sentences()]
    report.warnings = [
        _("Thiếu trigger bảo vệ sổ cây băm: %(name)s.") % {"name": name} for name in TREE.missing(connection)
    ]
    return report


# --- the tree ------------------------------------------------------------------------------------------------------

Newest = dict[str, dict[tuple[str, str], int]]


def _check_tree(report: Report, kept: list[str]) -> Newest:
    """Walk all leaves; return the position of the newest leaf of each object by kind."""
    size = tree_size()
    marks = _marks(report, kept)
    nodes = {row.node: row.hash for row in TreeNode.objects.iterator(chunk_size=_CHUNK * 4)}
    frontier, newest, undone = merkle.Frontier(), defaultdict(dict), set()  # type: ignore[var-annotated]
    batches: dict[int, str] = {}
    for leaf in Leaf.objects.order_by("position").iterator(chunk_size=_CHUNK * 4):
        if leaf.position != frontier.size:
            report.add("leaf_missing", _("Thiếu lá số %(position)s của sổ cây băm."), position=frontier.size)
            break
        _check_leaf(report, leaf)
        for node, value in frontier.append(bytes.fromhex(leaf.leaf_hash))[1:]:
            if nodes.pop(node, "") != value.hex():
                report.add("node", _("Nút %(node)s của sổ cây băm không khớp với các lá dưới nó."), node=str(node))
        for mark, name in marks.pop(frontier.size, []):
            if mark.root != frontier.root():
                report.add("checkpoint", _("%(name)s (%(size)s lá) không khớp với các lá."), name=name, size=mark.size)
        if leaf.kind == RETRACTION:
            undone.add(leaf.subject)
        else:
            newest[leaf.kind][(leaf.object_type, leaf.object_id)] = leaf.position
            if leaf.batch:
                batches[leaf.position] = leaf.batch
    report.leaves = frontier.size
    if frontier.size != size:
        report.add("size", _("Sổ cây băm có %(found)s lá, đầu sổ ghi %(size)s."), found=frontier.size, size=size)
    if nodes:
        report.add("node", _("Sổ cây băm thừa %(count)s nút."), count=len(nodes))
    for left in marks.values():
        for mark, name in left:
            report.add("checkpoint", _("%(name)s ký trên %(size)s lá, sổ không còn đủ."), name=name, size=mark.size)
    return {
        kind: {key: place for key, place in found.items() if batches.get(place) not in undone}
        for kind, found in newest.items()
    }


def _check_leaf(report: Report, leaf: Leaf) -> None:
    data = leaf.content.encode()
    right = (hashlib.sha256(data).hexdigest(), merkle.leaf_hash(data).hex())
    if (leaf.content_hash, leaf.leaf_hash) != right:
        report.add("leaf", _("Lá số %(position)s (%(label)s) không khớp với mã băm của nó."), **_names(leaf))
        return
    content = json.loads(leaf.content)
    if (content.get("kind"), content.get("subject")) != (leaf.kind, leaf.subject):
        report.add("leaf", _("Lá số %(position)s (%(label)s) ghi loại hoặc mã khác với nội dung."), **_names(leaf))


def _names(leaf: Leaf) -> dict[str, Any]:
    return {"position": leaf.position, "label": leaf.object_label}


def _marks(report: Report, kept: list[str]) -> dict[int, list[tuple[CheckpointText, str]]]:
    """Checkpoints by size, those of the database and those kept outside, each with its signature checked."""
    marks: dict[int, list[tuple[CheckpointText, str]]] = defaultdict(list)
    keys = set()
    for row in Checkpoint.objects.iterator():
        keys.add(row.vkey)
        name = _("Mốc số %(number)s") % {"number": row.pk}
        mark = _opened(row.note, [row.vkey])
        if mark is None or (mark.size, mark.root.hex()) != (row.size, row.root):
            report.add("checkpoint", _("%(name)s có chữ ký hoặc nội dung không đúng."), name=name)
        else:
            marks[mark.size].append((mark, name))
    for number, note in enumerate(kept, start=1):
        name = _("Mốc giữ bên ngoài thứ %(number)s") % {"number": number}
        mark = _opened(note, keys)
        if mark is None:
            report.add("checkpoint", _("%(name)s không do khóa nào của sổ này ký."), name=name)
        else:
            marks[mark.size].append((mark, name))
    return marks


def _opened(note: str, vkeys: Iterable[str]) -> CheckpointText | None:
    for vkey in vkeys:
        try:
            return CheckpointText.parse(open_note(note, Verifier.parse(vkey)))
        except NoteError:
            continue
    return None


# --- the register --------------------------------------------------------------------------------------------------


def _check_register(report: Report, newest: Newest) -> None:
    for provider in contents.all():
        label = provider.model._meta.label_lower
        places = {pk: place for (kind, pk), place in newest.get(provider.kind, {}).items() if kind == label}
        for chunk in _chunks(list(places)):
            _compare(report, provider, {pk: places[pk] for pk in chunk})
        if provider.expected is not None:
            _check_expected(report, provider, set(places))


def _chunks(items: list[str]) -> Iterator[list[str]]:
    for start in range(0, len(items), _CHUNK):
        yield items[start : start + _CHUNK]


def _compare(report: Report, provider: Provider, places: dict[str, int]) -> None:
    leaves = {leaf.object_id: leaf for leaf in Leaf.objects.filter(pk__in=places.values())}
    live = {str(obj.pk): obj for obj in provider.query().filter(pk__in=list(places))}
    for pk, leaf in leaves.items():
        report.compared += 1
        obj = live.get(pk)
        if obj is None:
            report.add("gone", _("“%(label)s” (lá số %(position)s) không còn trong sổ đăng ký."), **_names(leaf))
            continue
        changed = differences(leaf, provider.read(obj))
        if changed:
            message = _("“%(label)s” khác với lá số %(position)s: %(changed)s.")
            report.add("altered", message, **_names(leaf), changed="; ".join(changed))


def present_differences(leaf: Leaf) -> list[str] | None:
    """What the object of a leaf states otherwise today; None where nobody knows how to read it."""
    provider = contents.get(leaf.kind)
    if provider is None or provider.model._meta.label_lower != leaf.object_type:
        return None
    obj = provider.query().filter(pk=leaf.object_id).first()
    return [_("không còn trong sổ đăng ký")] if obj is None else differences(leaf, provider.read(obj))


def differences(leaf: Leaf, now: Statement) -> list[str]:
    """What an object states otherwise than its leaf: names with both values, only names for what is hidden."""
    then = json.loads(leaf.content)
    text = content_text(leaf.kind, now, on=then["on"], salt=then["salt"], secret=leaf.secret)
    if text == leaf.content:
        return []
    present = json.loads(text)
    changed = [
        f"{name}: {canonical(then['states'].get(name))} → {canonical(present['states'].get(name))}"
        for name in sorted({*then["states"], *present["states"]})
        if then["states"].get(name) != present["states"].get(name)
    ]
    changed += [
        f"{name} ({_('không công khai')})"
        for name in sorted({*then["commitments"], *present["commitments"]})
        if then["commitments"].get(name) != present["commitments"].get(name)
    ]
    return changed or [_("mã công khai")]


def _check_expected(report: Report, provider: Provider, known: set[str]) -> None:
    for pk, label in _without_leaf(provider, known):
        report.add(
            "no_leaf", _("“%(label)s” (%(kind)s %(pk)s) không có lá nào."), label=label, kind=provider.kind, pk=pk
        )


def _without_leaf(provider: Provider, known: set[str]) -> Iterator[tuple[int, str]]:
    assert provider.expected is not None
    missing = [pk for pk in provider.expected().order_by("pk").values_list("pk", flat=True) if str(pk) not in known]
    for start in range(0, len(missing), _CHUNK):
        for obj in provider.model._base_manager.filter(pk__in=missing[start : start + _CHUNK]).order_by("pk"):
            yield obj.pk, str(obj)


def start() -> int:
    """Make the signing key, and leaves for a register that is older than the tree; does nothing once there are leaves.

    Returns how many leaves were made.
    """
    load_signer()
    with transaction.atomic():
        return fill() if tree_size() == 0 else 0


def fill() -> int:
    """Append leaves for rows that have none: for a register that is older than the tree. Returns how many.

    Run inside a transaction, and only once a person has looked at what is without a leaf: it makes any row proven.
    """
    count = 0
    for provider in contents.all():
        if provider.expected is None:
            continue
        label = provider.model._meta.label_lower
        known = set(Leaf.objects.filter(kind=provider.kind, object_type=label).values_list("object_id", flat=True))
        missing = [obj for obj in provider.query(provider.expected()).order_by("pk") if str(obj.pk) not in known]
        when = provider.happened_on or (lambda obj: clock.today())
        batch_of = provider.batch_of or (lambda obj: "")
        append_leaves([NewLeaf(provider.kind, obj, when(obj), batch=batch_of(obj)) for obj in missing])
        count += len(missing)
    return count
