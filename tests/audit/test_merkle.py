"""The tree of RFC 9162 against the published vectors and against a tree made the slow way."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from saolang.audit import merkle
from saolang.audit.merkle import Frontier, Node, ProofError

# Leaves and roots of the Certificate Transparency reference tests (RFC 6962; the tree of RFC 9162 is the same).
LEAVES = [
    bytes.fromhex(text)
    for text in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]


def slow_root(leaves: list[bytes]) -> bytes:
    """MTH of RFC 9162, 2.1.1, word for word."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return hashlib.sha256(b"\x00" + leaves[0]).digest()
    k = slow_split(len(leaves))
    return hashlib.sha256(b"\x01" + slow_root(leaves[:k]) + slow_root(leaves[k:])).digest()


def slow_split(n: int) -> int:
    k = 1
    while k * 2 < n:
        k *= 2
    return k


def slow_path(m: int, leaves: list[bytes]) -> list[bytes]:
    """PATH of RFC 9162, 2.1.3.1."""
    if len(leaves) == 1:
        return []
    k = slow_split(len(leaves))
    if m < k:
        return [*slow_path(m, leaves[:k]), slow_root(leaves[k:])]
    return [*slow_path(m - k, leaves[k:]), slow_root(leaves[:k])]


def slow_subproof(m: int, leaves: list[bytes], whole: bool) -> list[bytes]:
    """SUBPROOF of RFC 9162, 2.1.4.1."""
    if m == len(leaves):
        return [] if whole else [slow_root(leaves)]
    k = slow_split(len(leaves))
    if m <= k:
        return [*slow_subproof(m, leaves[:k], whole), slow_root(leaves[k:])]
    return [*slow_subproof(m - k, leaves[k:], False), slow_root(leaves[:k])]


class Store:
    """Nodes in memory; counts what is read."""

    def __init__(self, leaves: list[bytes]) -> None:
        self.nodes: dict[Node, bytes] = {}
        self.read_count = 0
        self.frontier = Frontier()
        for leaf in leaves:
            self.nodes.update(self.frontier.append(merkle.leaf_hash(leaf)))

    def read(self, wanted: Iterable[Node]) -> dict[Node, bytes]:
        found = {node: self.nodes[node] for node in wanted}
        self.read_count += len(found)
        return found


def numbered(count: int) -> list[bytes]:
    return [str(n).encode() for n in range(count)]


def test_roots_are_those_of_the_published_vectors() -> None:
    assert merkle.EMPTY_ROOT.hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    for size, root in enumerate(ROOTS, start=1):
        store = Store(LEAVES[:size])
        assert store.frontier.root().hex() == merkle.root_at(size, store.read).hex() == root
        assert slow_root(LEAVES[:size]).hex() == root


def test_proofs_of_the_published_vectors_are_made_and_hold() -> None:
    store = Store(LEAVES)
    assert [value.hex() for value in merkle.inclusion_proof(0, 8, store.read)] == [
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ]
    assert [value.hex() for value in merkle.consistency_proof(6, 8, store.read)] == [
        "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ]


@given(st.integers(1, 70), st.data())
def test_any_tree_is_the_one_made_the_slow_way(size: int, data: st.DataObject) -> None:
    leaves = numbered(size)
    store = Store(leaves)
    part = data.draw(st.integers(0, size))
    index = data.draw(st.integers(0, size - 1))
    assert merkle.root_at(part, store.read) == slow_root(leaves[:part])
    proof = merkle.inclusion_proof(index, size, store.read)
    assert proof == slow_path(index, leaves)
    root = store.frontier.root()
    merkle.verify_inclusion(leaf=merkle.leaf_hash(leaves[index]), index=index, size=size, proof=proof, root=root)
    grown = merkle.consistency_proof(part, size, store.read)
    assert grown == (slow_subproof(part, leaves, True) if part else [])
    old_root = slow_root(leaves[:part])
    merkle.verify_consistency(old_size=part, new_size=size, old_root=old_root, new_root=root, proof=grown)


@given(st.integers(2, 70), st.data())
def test_no_altered_inclusion_proof_holds(size: int, data: st.DataObject) -> None:
    store = Store(numbered(size))
    index = data.draw(st.integers(0, size - 1))
    right = {
        "leaf": merkle.leaf_hash(str(index).encode()),
        "index": index,
        "size": size,
        "proof": merkle.inclusion_proof(index, size, store.read),
        "root": store.frontier.root(),
    }
    proof = right["proof"]
    place = data.draw(st.integers(0, len(proof) - 1))
    other = bytes(32)
    wrong = [
        {"leaf": other},
        {"root": other},
        {"index": data.draw(st.integers(-2, size + 2).filter(lambda value: value != index))},
        {"size": size + (1 << size.bit_length())},
        {"proof": [*proof[:place], other, *proof[place + 1 :]]},
        {"proof": [*proof, other]},
        {"proof": proof[:-1]},
    ]
    for change in wrong:
        with pytest.raises(ProofError):
            merkle.verify_inclusion(**{**right, **change})


@given(st.integers(2, 70), st.data())
def test_no_altered_consistency_proof_holds(size: int, data: st.DataObject) -> None:
    store = Store(numbered(size))
    old = data.draw(st.integers(1, size - 1))
    right = {
        "old_size": old,
        "new_size": size,
        "old_root": merkle.root_at(old, store.read),
        "new_root": store.frontier.root(),
        "proof": merkle.consistency_proof(old, size, store.read),
    }
    proof = right["proof"]
    place = data.draw(st.integers(0, len(proof) - 1))
    other = bytes(32)
    wrong = [
        {"old_root": other},
        {"new_root": other},
        {"old_size": size, "new_size": old},
        {"new_size": old},
        {"proof": []},
        {"proof": [*proof, other]},
        {"proof": proof[:-1]},
        {"proof": [*proof[:place], other, *proof[place + 1 :]]},
    ]
    for change in wrong:
        with pytest.raises(ProofError):
            merkle.verify_consistency(**{**right, **change})


def test_nothing_follows_from_an_empty_tree_with_a_proof() -> None:
    merkle.verify_consistency(old_size=0, new_size=3, old_root=merkle.EMPTY_ROOT, new_root=bytes(32), proof=[])
    with pytest.raises(ProofError, match="root_differs"):
        merkle.verify_consistency(old_size=0, new_size=3, old_root=bytes(32), new_root=bytes(32), proof=[])
    with pytest.raises(ProofError, match="proof_too_long"):
        merkle.verify_consistency(old_size=3, new_size=3, old_root=bytes(32), new_root=bytes(32), proof=[bytes(32)])


def test_proofs_read_few_nodes_and_wrong_questions_are_refused() -> None:
    store = Store(numbered(5000))
    for index in (0, 4095, 4096, 4999):
        store.read_count = 0
        merkle.inclusion_proof(index, 5000, store.read)
        merkle.consistency_proof(index + 1, 5000, store.read)
        assert store.read_count <= 4 * 13
    for ask in (
        lambda: merkle.inclusion_proof(5, 5, store.read),
        lambda: merkle.inclusion_proof(-1, 5, store.read),
        lambda: merkle.consistency_proof(6, 5, store.read),
        lambda: Frontier(3, [bytes(32)]),
    ):
        with pytest.raises(ValueError, match=r"tree|leaf|frontier"):
            ask()
