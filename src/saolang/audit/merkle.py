"""Merkle trees of RFC 9162 with SHA-256; pure, so that proofs can be checked anywhere.

A tree of any size is covered by complete subtrees, whose hashes never change once the tree has grown past them. A node
is named by (level, index): it stands over the leaves ``index << level`` up to ``(index + 1) << level``. Whoever can
read those nodes by name can make any root and any proof with O(log n) reads.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence

Node = tuple[int, int]
Read = Callable[[Iterable[Node]], dict[Node, bytes]]
HASH_SIZE = 32
EMPTY_ROOT = hashlib.sha256(b"").digest()


class ProofError(ValueError):
    """A proof does not hold. ``code`` says which way, for programs and tests."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def leaf_hash(data: bytes) -> bytes:
    """Return the hash of a leaf: SHA-256 of 0x00 and its bytes."""
    return hashlib.sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Return the hash of an inner node: SHA-256 of 0x01, the left and the right hash."""
    return hashlib.sha256(b"\x01" + left + right).digest()


# --- growing -------------------------------------------------------------------------------------------------------


def cover(start: int, end: int) -> list[Node]:
    """Return the complete subtrees over the leaves from ``start`` up to ``end``, from left to right.

    ``start`` must be aligned as the ranges of RFC 9162 are: a multiple of the smallest power of two >= end - start.
    """
    nodes = []
    while start < end:
        level = (end - start).bit_length() - 1
        nodes.append((level, start >> level))
        start += 1 << level
    return nodes


def fold(hashes: Sequence[bytes]) -> bytes:
    """Return the root over complete subtrees given from left to right."""
    if not hashes:
        return EMPTY_ROOT
    root = hashes[-1]
    for left in reversed(hashes[:-1]):
        root = node_hash(left, root)
    return root


class Frontier:
    """The right edge of a growing tree: the complete subtrees over all leaves so far."""

    def __init__(self, size: int = 0, hashes: Sequence[bytes] = ()) -> None:
        if len(hashes) != size.bit_count():
            raise ValueError("a frontier needs one hash for each complete subtree")
        self.size = size
        self._hashes = list(hashes)

    def append(self, leaf: bytes) -> list[tuple[Node, bytes]]:
        """Add a leaf by its hash; return the nodes that are complete now, the leaf first."""
        index, level, value = self.size, 0, leaf
        made = [((0, index), leaf)]
        while index & 1:
            value = node_hash(self._hashes.pop(), value)
            index, level = index >> 1, level + 1
            made.append(((level, index), value))
        self._hashes.append(value)
        self.size += 1
        return made

    def root(self) -> bytes:
        """Return the root over all leaves so far."""
        return fold(self._hashes)


def root_at(size: int, read: Read) -> bytes:
    """Return the root of the first ``size`` leaves."""
    return _hashes_of([(0, size)], read)[0] if size else EMPTY_ROOT


# --- making proofs -------------------------------------------------------------------------------------------------


def inclusion_proof(index: int, size: int, read: Read) -> list[bytes]:
    """Return the audit path of a leaf in the tree of the first ``size`` leaves (RFC 9162, 2.1.3.1)."""
    if not 0 <= index < size:
        raise ValueError("the leaf is not in a tree of this size")
    return _hashes_of(_path(index, 0, size), read)


def consistency_proof(old: int, new: int, read: Read) -> list[bytes]:
    """Return the proof that the tree of ``old`` leaves begins the tree of ``new`` leaves (RFC 9162, 2.1.4.1)."""
    if not 0 <= old <= new:
        raise ValueError("a tree only grows")
    if old in (0, new):
        return []
    return _hashes_of(_subproof(old, 0, new, True), read)


def _split(length: int) -> int:
    """The largest power of two below a length of at least two."""
    return 1 << ((length - 1).bit_length() - 1)


def _path(index: int, low: int, high: int) -> list[tuple[int, int]]:
    ranges = []
    while high - low > 1:
        middle = low + _split(high - low)
        if index < middle:
            ranges.append((middle, high))
            high = middle
        else:
            ranges.append((low, middle))
            low = middle
    return ranges[::-1]


def _subproof(old: int, low: int, high: int, whole: bool) -> list[tuple[int, int]]:
    ranges: list[tuple[int, int]] = []
    while old != high:
        middle = low + _split(high - low)
        if old <= middle:
            ranges.append((middle, high))
            high = middle
        else:
            ranges.append((low, middle))
            low, whole = middle, False
    if not whole:
        ranges.append((low, high))
    return ranges[::-1]


def _hashes_of(ranges: Sequence[tuple[int, int]], read: Read) -> list[bytes]:
    parts = [cover(low, high) for low, high in ranges]
    found = read({node for nodes in parts for node in nodes})
    return [fold([found[node] for node in nodes]) for nodes in parts]


# --- checking proofs -----------------------------------------------------------------------------------------------


def verify_inclusion(*, leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes) -> None:
    """Check that a leaf hash stands at ``index`` under ``root`` (RFC 9162, 2.1.3.2). Raises ProofError."""
    if not 0 <= index < size:
        raise ProofError("index_outside")
    position, last, value = index, size - 1, leaf
    for sibling in proof:
        if last == 0:
            raise ProofError("proof_too_long")
        if position & 1 or position == last:
            value = node_hash(sibling, value)
            while not position & 1 and position:
                position, last = position >> 1, last >> 1
        else:
            value = node_hash(value, sibling)
        position, last = position >> 1, last >> 1
    if last != 0:
        raise ProofError("proof_too_short")
    if value != root:
        raise ProofError("root_differs")


def verify_consistency(
    *, old_size: int, new_size: int, old_root: bytes, new_root: bytes, proof: Sequence[bytes]
) -> None:
    """Check that the old tree is the beginning of the new one (RFC 9162, 2.1.4.2). Raises ProofError."""
    if not 0 <= old_size <= new_size:
        raise ProofError("tree_shrank")
    if old_size in (0, new_size):
        if proof:
            raise ProofError("proof_too_long")
        if old_root != (new_root if old_size else EMPTY_ROOT):
            raise ProofError("root_differs")
        return
    if not proof:
        raise ProofError("proof_too_short")
    path = [old_root, *proof] if old_size & (old_size - 1) == 0 else list(proof)
    first, last = old_size - 1, new_size - 1
    while first & 1:
        first, last = first >> 1, last >> 1
    before = after = path[0]
    for sibling in path[1:]:
        if last == 0:
            raise ProofError("proof_too_long")
        if first & 1 or first == last:
            before, after = node_hash(sibling, before), node_hash(sibling, after)
            while not first & 1 and first:
                first, last = first >> 1, last >> 1
        else:
            after = node_hash(after, sibling)
        first, last = first >> 1, last >> 1
    if last != 0:
        raise ProofError("proof_too_short")
    if before != old_root or after != new_root:
        raise ProofError("root_differs")
