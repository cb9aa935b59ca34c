"""The public tree: appending statements, signing checkpoints, making proofs.

Each act that the public relies on (decision, recognition, certificate, prolongation, withdrawal, council result)
appends a leaf in its own transaction. The content of a leaf is public and holds no personal data; what is not public
(scores, names of people, files) stands in it as commitments, which say nothing to a reader but change when the original
does. What an object states *today* is told by the functions registered in :data:`contents`; ``proof_check`` compares.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import json
import secrets
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import models, transaction
from django.db.models import QuerySet

from saolang.core import clock
from saolang.core.text import normalize_line

from . import merkle
from .chain import canonical
from .domain import locked_head
from .models import Checkpoint, Leaf, TreeHead, TreeNode
from .notes import Checkpoint as CheckpointText
from .notes import Signer, sign_note
from .signing import load_signer

FORMAT = "saolang-proof/1"
VERSION = 1
RETRACTION = "import_undone"
_AT_ONCE = 2000


class BrokenTree(RuntimeError):
    """The head of the tree is gone while leaves exist; nothing may be appended until a person has looked."""


# --- what objects state --------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Statement:
    """What an object states: ``public`` in plain words and values, ``hidden`` only as commitments."""

    public: Mapping[str, Any]
    hidden: Mapping[str, Any] = field(default_factory=dict)
    subject: str = ""


@dataclass(frozen=True, slots=True)
class Provider:
    """How statements of one kind are read from live rows.

    ``expected`` returns the objects that must have a leaf, ``happened_on`` and ``batch_of`` what their leaves say when
    they are made later; ``related`` and ``prefetch`` spare queries.
    """

    kind: str
    read: Callable[[Any], Statement]
    model: type[models.Model]
    related: tuple[str, ...] = ()
    prefetch: tuple[str, ...] = ()
    expected: Callable[[], QuerySet[Any]] | None = None
    happened_on: Callable[[Any], dt.date | None] | None = None
    batch_of: Callable[[Any], str] | None = None

    def query(self, base: QuerySet[Any] | None = None) -> QuerySet[Any]:
        """Return the objects with what their statements need."""
        query = self.model._base_manager.all() if base is None else base
        if self.related:
            query = query.select_related(*self.related)
        return query.prefetch_related(*self.prefetch)


class Contents:
    """The providers, one for each kind; filled in the apps' ``AppConfig.ready``."""

    def __init__(self) -> None:
        self._providers: dict[str, Provider] = {}
        self.further: dict[str, Callable[[], Iterable[str]]] = {}
        """Further checks of live rows; each yields sentences about what does not hold."""

    def register(self, kind: str, read: Callable[[Any], Statement], **more: Any) -> Provider:
        """Say how a kind's statements are read today; see :class:`Provider`. A later registration replaces one."""
        provider = Provider(kind, read, **more)
        self._providers[kind] = provider
        return provider

    def get(self, kind: str) -> Provider | None:
        """Return the provider of a kind."""
        return self._providers.get(kind)

    def all(self) -> list[Provider]:
        """Return the providers in the order of registration."""
        return list(self._providers.values())


contents = Contents()


def content_text(kind: str, statement: Statement, *, on: dt.date | None, salt: str, secret: str) -> str:
    """Return the text of a leaf. ``salt`` makes it impossible to guess; ``secret`` opens the commitments."""
    content = {
        "v": VERSION,
        "kind": kind,
        "subject": statement.subject,
        "on": on,
        "salt": salt,
        "states": dict(statement.public),
        "commitments": {name: commitment(secret, name, value) for name, value in statement.hidden.items()},
    }
    return canonical(content)


def commitment(secret: str, name: str, value: Any) -> str:
    """Return the commitment to a value: SHA-256 over its own salt and its canonical JSON.

    The salt is HMAC-SHA256(secret, name), so that one value can be opened without opening the others.
    """
    salt = hmac.new(bytes.fromhex(secret), name.encode(), hashlib.sha256).digest()
    return hashlib.sha256(salt + canonical(value).encode()).hexdigest()


# --- appending -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class NewLeaf:
    """A leaf to append. Without ``statement`` the registered provider of the kind tells it."""

    kind: str
    obj: models.Model
    on: dt.date | None
    statement: Statement | None = None
    batch: str = ""


def append_leaf(
    kind: str,
    *,
    obj: models.Model,
    on: dt.date | None,
    content: Mapping[str, Any] | Statement | None = None,
    hidden: Mapping[str, Any] | None = None,
    subject: str = "",
    batch: str = "",
    actor: Any = None,
) -> Leaf:
    """Append one statement in the running transaction and return its leaf.

    Call it after ``audit.record`` of the same act, which names the ``actor``; the leaf points to that event. Leave
    ``content`` out where a provider is registered for the kind. Raises TransactionManagementError outside a
    transaction, TypeError for content that is not plain.
    """
    statement = content
    if content is not None and not isinstance(content, Statement):
        statement = Statement(content, hidden or {}, subject or str(getattr(obj, "code", "")))
    return append_leaves([NewLeaf(kind, obj, on, statement, batch)])[0]  # type: ignore[arg-type]


def append_leaves(new: Sequence[NewLeaf], *, actor: Any = None) -> list[Leaf]:
    """Append many statements at once, in their order; 20,000 take a few seconds."""
    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError("append_leaf must run inside the transaction of the change")
    if not new:
        return []
    texts = [_prepare(item) for item in new]
    event_seq = locked_head().seq
    head = _locked_tree()
    frontier = _frontier(head.size)
    leaves: list[Leaf] = []
    nodes: list[TreeNode] = []
    now = clock.now()
    for item, (subject, text, secret) in zip(new, texts, strict=True):
        data = text.encode()
        value = merkle.leaf_hash(data)
        made = frontier.append(value)
        leaves.append(
            Leaf(
                position=frontier.size - 1,
                kind=item.kind,
                object_type=item.obj._meta.label_lower,
                object_id=str(item.obj.pk),
                object_label=normalize_line(str(item.obj))[:300],
                subject=subject,
                batch=item.batch,
                content=text,
                content_hash=hashlib.sha256(data).hexdigest(),
                leaf_hash=value.hex(),
                secret=secret,
                happened_on=item.on,
                event_seq=event_seq,
                made_at=now,
            )
        )
        nodes.extend(TreeNode(id=TreeNode.key(node), hash=above.hex()) for node, above in made[1:])
    Leaf.objects.bulk_create(leaves, batch_size=_AT_ONCE)
    TreeNode.objects.bulk_create(nodes, batch_size=_AT_ONCE)
    head.size = frontier.size
    head.save()
    return leaves


def retract_batch(obj: models.Model, *, batch: str, on: dt.date, actor: Any = None) -> Leaf:
    """State that an import was undone: the statements that came with it no longer stand for rows of the register."""
    return append_leaf(RETRACTION, obj=obj, on=on, content={"batch": batch}, subject=batch, actor=actor)


def _prepare(item: NewLeaf) -> tuple[str, str, str]:
    statement = item.statement
    if statement is None:
        provider = contents.get(item.kind)
        if provider is None:
            raise LookupError(f"no provider of statements of kind {item.kind}")
        statement = provider.read(item.obj)
    secret = secrets.token_hex(32)
    text = content_text(item.kind, statement, on=item.on, salt=secrets.token_hex(16), secret=secret)
    return statement.subject, text, secret


def _locked_tree() -> TreeHead:
    """The size row, locked. The head of the record is locked before it, always, so that no two wait for each other."""
    head = TreeHead.objects.select_for_update().filter(pk=1).first()
    if head is None:
        if Leaf.objects.exists():
            raise BrokenTree("the head of the public tree is missing")
        TreeHead.objects.get_or_create(pk=1, defaults={"size": 0})
        head = TreeHead.objects.select_for_update().get(pk=1)
    return head


def _frontier(size: int) -> merkle.Frontier:
    edge = merkle.cover(0, size)
    found = read_nodes(edge)
    return merkle.Frontier(size, [found[node] for node in edge])


def read_nodes(wanted: Iterable[merkle.Node]) -> dict[merkle.Node, bytes]:
    """Return hashes of leaves (level 0) and complete subtrees: two queries at most."""
    nodes = list(wanted)
    low = [index for level, index in nodes if level == 0]
    high = [TreeNode.key(node) for node in nodes if node[0] > 0]
    found: dict[merkle.Node, bytes] = {}
    if low:
        rows = Leaf.objects.filter(pk__in=low).values_list("position", "leaf_hash")
        found.update({(0, index): bytes.fromhex(value) for index, value in rows})
    if high:
        found.update({row.node: bytes.fromhex(row.hash) for row in TreeNode.objects.filter(pk__in=high)})
    missing = [node for node in nodes if node not in found]
    if missing:
        raise BrokenTree(f"{len(missing)} nodes of the public tree are missing")
    return found


# --- checkpoints ---------------------------------------------------------------------------------------------------


def tree_size() -> int:
    """How many leaves the tree has."""
    return TreeHead.objects.filter(pk=1).values_list("size", flat=True).first() or 0


def newest_checkpoint() -> Checkpoint | None:
    """The last checkpoint that was signed."""
    return Checkpoint.objects.order_by("-size", "-pk").first()


def make_checkpoint(*, also: Sequence[Signer] = ()) -> Checkpoint | None:
    """Sign the tree as it is; return the newest checkpoint. Nothing is signed twice; an empty tree has none.

    ``also`` are further keys that sign, as the old key does when the key is changed.
    """
    size = tree_size()
    if size == 0:
        return None
    signer = load_signer()
    vkey = str(signer.verifier)
    newest = newest_checkpoint()
    if newest is not None and newest.size == size and newest.vkey == vkey:
        return newest
    root = merkle.root_at(size, read_nodes)
    now = clock.now().replace(microsecond=0)
    time = f"time {now.astimezone(dt.UTC).isoformat().replace('+00:00', 'Z')}"
    text = CheckpointText(signer.verifier.name, size, root, (time,)).text()
    made, _created = Checkpoint.objects.get_or_create(
        size=size,
        vkey=vkey,
        defaults={"root": root.hex(), "note": sign_note(text, [*also, signer]), "made_at": now},
    )
    return made


def checkpoint_for(position: int) -> Checkpoint:
    """The newest checkpoint if it covers the leaf, else one signed now."""
    newest = newest_checkpoint()
    if newest is None or newest.size <= position:
        newest = make_checkpoint()
    if newest is None or newest.size <= position:
        raise BrokenTree("no checkpoint covers the leaf")
    return newest


# --- proofs --------------------------------------------------------------------------------------------------------


def inclusion_proof(leaf: Leaf, checkpoint: Checkpoint | None = None) -> dict[str, Any]:
    """Return the proof document of one leaf."""
    return proof_document([leaf], checkpoint)


def proof_document(leaves: Sequence[Leaf], checkpoint: Checkpoint | None = None) -> dict[str, Any]:
    """Return one proof document of several leaves under one checkpoint (see docs/proof-format.md)."""
    if not leaves:
        raise ValueError("a proof document needs a leaf")
    checkpoint = checkpoint or checkpoint_for(max(leaf.position for leaf in leaves))
    records = [
        {
            "index": leaf.position,
            "content": leaf.content,
            "inclusion": _as_text(merkle.inclusion_proof(leaf.position, checkpoint.size, read_nodes)),
        }
        for leaf in leaves
    ]
    return {"format": FORMAT, "key": checkpoint.vkey, "checkpoint": checkpoint.note, "records": records}


def consistency(old: int, new: int) -> dict[str, Any]:
    """Return the proof that the tree of ``old`` leaves is the beginning of the tree of ``new`` leaves."""
    return {
        "format": "saolang-consistency/1",
        "old_size": old,
        "new_size": new,
        "consistency": _as_text(merkle.consistency_proof(old, new, read_nodes)),
    }


def _as_text(hashes: Sequence[bytes]) -> list[str]:
    return [value.hex() for value in hashes]


def leaves_of(subjects: Iterable[str]) -> QuerySet[Leaf]:
    """The leaves under public codes, oldest first."""
    return Leaf.objects.filter(subject__in=[code for code in subjects if code]).order_by("position")


def as_json(document: Mapping[str, Any]) -> str:
    """A proof document as the file that is given out."""
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"
