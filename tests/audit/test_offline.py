"""The offline verifier: what holds is told, every kind of tampering is refused; no Django, no database."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from saolang.audit import merkle
from saolang.audit.notes import Checkpoint, Signer, sign_note
from saolang.audit.offline import MAX_BYTES, Refused, verify_file

NAME = "tinh.example/so-cay-bam-86"
SIGNER = Signer(NAME, bytes(range(32)))
OTHER = Signer(NAME, bytes(32))
KEY = str(SIGNER.verifier)


def content(star: int, code: str = "0123456789") -> str:
    statement = {
        "v": 1,
        "kind": "recognition",
        "subject": code,
        "on": "2026-08-05",
        "salt": "ab",
        "states": {"code": code, "star": star, "product_name": "Kẹo Mẫu"},
        "commitments": {"total": "00" * 32},
    }
    return json.dumps(statement, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


class Tree:
    """A small tree in memory."""

    def __init__(self, count: int, *, signer: Signer = SIGNER) -> None:
        self.contents = [content(3 + index % 2, f"{index:010}") for index in range(count)]
        self.nodes: dict[merkle.Node, bytes] = {}
        self.signer = signer
        frontier = merkle.Frontier()
        for text in self.contents:
            self.nodes.update(frontier.append(merkle.leaf_hash(text.encode())))

    def read(self, wanted: Any) -> dict[merkle.Node, bytes]:
        return {node: self.nodes[node] for node in wanted}

    def document(self, *indexes: int, size: int = 0) -> dict[str, Any]:
        size = size or len(self.contents)
        mark = Checkpoint(
            self.signer.verifier.name, size, merkle.root_at(size, self.read), ("time 2026-11-22T00:00:00Z",)
        )
        return {
            "format": "saolang-proof/1",
            "key": str(self.signer.verifier),
            "checkpoint": sign_note(mark.text(), [self.signer]),
            "records": [
                {
                    "index": index,
                    "content": self.contents[index],
                    "inclusion": [value.hex() for value in merkle.inclusion_proof(index, size, self.read)],
                }
                for index in indexes
            ],
        }

    def growth(self, old: int, new: int) -> dict[str, Any]:
        path = merkle.consistency_proof(old, new, self.read)
        return {
            "format": "saolang-consistency/1",
            "old_size": old,
            "new_size": new,
            "consistency": [value.hex() for value in path],
        }


TREE = Tree(11)


def as_bytes(document: Any) -> bytes:
    return json.dumps(document, ensure_ascii=False).encode()


def refusal(document: Any, **more: Any) -> str:
    raw = document if isinstance(document, bytes) else as_bytes(document)
    with pytest.raises(Refused) as caught:
        verify_file(raw, **{"key": SIGNER.verifier, **more})
    assert str(caught.value)
    return caught.value.code


def test_a_whole_file_holds() -> None:
    proven = verify_file(as_bytes(TREE.document(4, 10)), key=SIGNER.verifier)
    assert [index for index, _statement in proven.statements] == [4, 10]
    assert proven.statements[0][1]["states"] == {"code": "0000000004", "star": 3, "product_name": "Kẹo Mẫu"}
    assert (proven.checkpoint.size, proven.key_given, proven.unchanged_since) == (11, True, None)
    assert not verify_file(as_bytes(TREE.document(4))).key_given


def record(**change: Any) -> Callable[[dict[str, Any]], None]:
    return lambda document: document["records"][0].update(change)


def replace_in(field: str, old: str, new: str) -> Callable[[dict[str, Any]], None]:
    def change(document: dict[str, Any]) -> None:
        holder = document if field in document else document["records"][0]
        assert old in holder[field]
        holder[field] = holder[field].replace(old, new, 1)

    return change


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (replace_in("content", '"star":3', '"star":5'), "root_differs"),
        (replace_in("content", "Kẹo Mẫu", "Kẹo Khác"), "root_differs"),
        (replace_in("content", '"v":1', '"v":1 '), "root_differs"),
        (record(index=5), "root_differs"),
        (record(index=10), "proof_too_long"),
        (record(index=11), "index_outside"),
        (record(index=-1), "format"),
        (record(index=True), "format"),
        (record(index=4.0), "format"),
        (record(index="4"), "format"),
        (record(index=1 << 70), "format"),
        (record(inclusion=[]), "proof_too_short"),
        (record(inclusion=["00" * 32] * 4), "root_differs"),
        (record(inclusion=["00" * 32] * 65), "format"),
        (record(inclusion=["0" * 63]), "format"),
        (record(inclusion=["ZZ" * 32] * 4), "format"),
        (record(inclusion="ab"), "format"),
        (record(content={"star": 5}), "format"),
        (replace_in("checkpoint", "\n11\n", "\n12\n"), "bad_signature"),
        (replace_in("checkpoint", "2026-11-22", "2020-11-22"), "bad_signature"),
        (replace_in("checkpoint", "— tinh", "— tỉnh"), "not_signed"),
        (replace_in("checkpoint", "\n\n", "\n"), "note_form"),
        (lambda document: document.pop("checkpoint"), "format"),
        (lambda document: document.update(format="saolang-proof/2"), "format"),
        (lambda document: document.update(records=[]), "format"),
        (lambda document: document.update(records=[1]), "format"),
        (lambda document: document.update(records={}), "format"),
        (lambda document: document.update(records=document["records"] * 6000), "format"),
    ],
)
def test_every_tampering_is_refused(change: Callable[[dict[str, Any]], Any], code: str) -> None:
    document = TREE.document(4)
    change(document)
    assert refusal(document) == code


def test_a_forged_tree_is_refused_under_the_key_of_the_province() -> None:
    forged = Tree(11, signer=OTHER).document(4)
    assert refusal(forged) == "not_signed"
    forged["key"] = KEY
    assert refusal(forged) == "not_signed"
    assert refusal(forged, key=None) == "not_signed"
    foreign = Tree(11, signer=Signer("khac.example/so", bytes(range(32)))).document(4)
    assert refusal(foreign) == "not_signed"


def test_a_key_does_not_vouch_for_the_tree_of_another_name() -> None:
    document = TREE.document(4)
    mark = Checkpoint("khac.example/so", 11, merkle.root_at(11, TREE.read))
    assert refusal({**document, "checkpoint": sign_note(mark.text(), [SIGNER])}) == "origin"
    assert refusal({**document, "checkpoint": sign_note("một dòng\n", [SIGNER])}) == "checkpoint_form"
    assert refusal({**document, "key": "x"}, key=None) == "key"


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"{",
        b"\xff\xfe",
        b"[" * 100_000,
        b'{"format": "saolang-proof/1", "format": "saolang-proof/1"}',
        b'{"format": NaN}',
        b'{"a": "\\ud800"}',
        b'{"a": ' + b"1" * 5000 + b"}",
    ],
)
def test_what_is_no_json_is_refused(raw: bytes) -> None:
    assert refusal(raw) == "not_json"


def test_other_shapes_and_huge_files_are_refused() -> None:
    assert refusal([1]) == refusal("a") == refusal({}) == "format"
    assert refusal(b" " * (MAX_BYTES + 1)) == "too_big"


@pytest.mark.parametrize(
    "text",
    [
        "[]",
        '{"v":2}',
        "không",
        '{"v":1,"kind":"a"}',
        content(4).replace('"states":{', '"states":[{').replace('"}},', "},"),
    ],
)
def test_a_signed_leaf_of_another_form_is_refused(text: str) -> None:
    tree = Tree(1)
    tree.contents = [text]
    tree.nodes = {(0, 0): merkle.leaf_hash(text.encode())}
    assert refusal(tree.document(0)) in ("content_form", "not_json")


def test_an_older_file_shows_that_nothing_was_rewritten() -> None:
    old, new = as_bytes(TREE.document(2, size=5)), TREE.document(2)
    key = SIGNER.verifier
    growth = TREE.growth(5, 11)
    assert verify_file(as_bytes({**new, "growth": growth}), key=key, older=old).unchanged_since == 5
    assert verify_file(as_bytes(new), key=key, older=old, consistency=as_bytes(growth)).unchanged_since == 5
    assert verify_file(as_bytes(new), key=key, older=as_bytes(TREE.document(7))).unchanged_since == 11
    assert refusal(new, older=old) == "no_consistency"
    assert refusal(new, older=old, consistency=as_bytes(TREE.growth(4, 11))) == "other_sizes"
    assert refusal(new, older=old, consistency=as_bytes({**growth, "format": "x"})) == "format"
    assert refusal(TREE.document(2, size=5), older=as_bytes(new)) == "tree_shrank"


def test_a_rewritten_tree_does_not_continue_the_old_one() -> None:
    other = Tree(11)
    other.contents[1] = content(5)
    frontier = merkle.Frontier()
    for text in other.contents:
        other.nodes.update(frontier.append(merkle.leaf_hash(text.encode())))
    document = other.document(2)
    assert verify_file(as_bytes(document), key=SIGNER.verifier)
    old = as_bytes(TREE.document(2, size=5))
    assert refusal({**document, "growth": other.growth(5, 11)}, older=old) == "history_rewritten"
    assert refusal(document, older=as_bytes(TREE.document(2))) == "history_rewritten"


# --- the command ---------------------------------------------------------------------------------------------------


def run(tmp_path: Path, document: Any, *arguments: str) -> subprocess.CompletedProcess[str]:
    file = tmp_path / "proof.json"
    file.write_bytes(document if isinstance(document, bytes) else as_bytes(document))
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "no.such.settings",
        "DATABASE_URL": "postgres://nobody@127.0.0.1:1/none",
        "SAOLANG_HOME": str(tmp_path / "none"),
        "PYTHONPATH": str(Path(__file__).parents[2] / "src"),
    }
    return subprocess.run(
        [sys.executable, "-m", "saolang.cli", "verify", str(file), *arguments],
        env=environment,
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_command_tells_what_a_file_proves_without_settings_or_database(tmp_path: Path) -> None:
    key_file = tmp_path / "khoa.txt"
    key_file.write_text(KEY + "\n")
    for key in (KEY, str(key_file)):
        answer = run(tmp_path, TREE.document(4), "--key", key)
        assert (answer.returncode, answer.stderr) == (0, "")
        assert "Công nhận hạng sao (vị trí 4 trong sổ)\n" in answer.stdout
        assert "  Hạng sao: 3\n" in answer.stdout and "  Tên sản phẩm: Kẹo Mẫu\n" in answer.stdout
        assert "ĐÚNG. Nội dung trên nằm nguyên trong sổ đã ký bằng khóa bạn đưa.\n" in answer.stdout
    assert not (tmp_path / "none").exists()


def test_command_warns_that_a_key_inside_the_file_proves_nothing(tmp_path: Path) -> None:
    answer = run(tmp_path, Tree(3, signer=OTHER).document(1))
    assert answer.returncode == 0
    assert "CẢNH BÁO: khóa lấy từ chính tệp này." in answer.stderr
    assert "ĐÚNG" not in answer.stdout and "chưa biết khóa có phải của tỉnh hay không" in answer.stdout


def test_command_refuses_a_forged_record(tmp_path: Path) -> None:
    document = TREE.document(4)
    document["records"][0]["content"] = document["records"][0]["content"].replace('"star":3', '"star":5')
    answer = run(tmp_path, document, "--key", KEY)
    assert (answer.returncode, answer.stdout) == (1, "")
    assert answer.stderr == (
        "KHÔNG ĐÚNG. Nội dung ở vị trí 4: Nội dung, vị trí hoặc đường nối đã bị sửa: tính lại không ra gốc đã ký.\n"
        "Tệp này không chứng minh được điều gì.\n"
    )


@pytest.mark.parametrize(
    "arguments",
    [
        ("--key", "không phải khóa"),
        ("--key", "a+b+c"),
        ("--key", str(OTHER.verifier)),
        ("--key", KEY, "--than-cu", "/khong/co/tep"),
    ],
)
def test_command_refuses_wrong_keys_and_missing_files_in_plain_words(
    tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    answer = run(tmp_path, TREE.document(4), *arguments)
    assert (answer.returncode, answer.stdout) == (1, "")
    assert answer.stderr.startswith("KHÔNG ĐÚNG. ") and "Traceback" not in answer.stderr


def test_command_checks_against_an_older_file(tmp_path: Path) -> None:
    old = tmp_path / "cu.json"
    old.write_bytes(as_bytes(TREE.document(2, size=5)))
    document = {**TREE.document(2), "growth": TREE.growth(5, 11)}
    answer = run(tmp_path, document, "--key", KEY, "--than-cu", str(old))
    assert answer.returncode == 0
    assert "Sổ nối tiếp đúng mốc cũ (5 lá): không gì ghi trước đó bị sửa.\n" in answer.stdout


def test_command_prints_no_control_signs_of_a_file(tmp_path: Path) -> None:
    tree = Tree(1)
    tree.contents = [content(4, "\u001b[31mđỏ\u0007")]
    tree.nodes = {(0, 0): merkle.leaf_hash(tree.contents[0].encode())}
    answer = run(tmp_path, tree.document(0), "--key", KEY)
    assert answer.returncode == 0 and "\u001b" not in answer.stdout and "\u0007" not in answer.stdout


def test_the_verifier_imports_nothing_of_django() -> None:
    program = (
        "import sys; import saolang.audit.offline_command; import saolang.cli; "
        "print([name for name in sys.modules if name.split('.')[0] == 'django'])"
    )
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2] / "src")}
    answer = subprocess.run(
        [sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=True
    )
    assert answer.stdout == "[]\n"
