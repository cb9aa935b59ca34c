"""Signed notes and checkpoints against the published example and against tampering."""

from __future__ import annotations

import pytest

from saolang.audit.notes import Checkpoint, NoteError, Signer, Verifier, open_note, sign_note, split_note, to_base64

# The example of the note format's reference implementation.
NEUMANN = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
NEUMANN_PRIVATE = "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz"
TEXT = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
SIGNED = (
    TEXT
    + "\n— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
)


def test_the_published_example_is_made_and_opened() -> None:
    signer = Signer.parse(NEUMANN_PRIVATE)
    assert str(signer.verifier) == NEUMANN
    assert signer.private_text() == NEUMANN_PRIVATE
    assert sign_note(TEXT, [signer]) == SIGNED
    assert open_note(SIGNED, Verifier.parse(NEUMANN)) == TEXT
    assert NEUMANN_PRIVATE.rsplit("+", 1)[1] not in repr(signer)


def test_a_note_signed_by_two_is_opened_by_each() -> None:
    old, new = Signer.generate("tinh.example/so"), Signer.generate("tinh.example/so")
    note = sign_note("một\n", [old, new])
    assert open_note(note, old.verifier) == open_note(note, new.verifier) == "một\n"
    assert Signer.parse(new.private_text()).verifier == new.verifier


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda note: note.replace("answer", "answeR"), "bad_signature"),
        (lambda note: note.replace("x08go/ZJ", "x08go/ZK"), "bad_signature"),
        (lambda note: note.replace("x08go", "x09go"), "not_signed"),
        (lambda note: note.replace("— Peter", "— Pieter"), "not_signed"),
        (lambda note: note.replace("— Peter", "- Peter"), "note_form"),
        (lambda note: note[:-1], "note_form"),
        (lambda note: note.replace("\n\n", "\n"), "note_form"),
        (lambda note: note.replace("nAM=", "nAM"), "base64"),
        (lambda note: note.replace("nAM=", "nAN="), "base64"),
        (lambda note: note.replace(" If", "\x00"), "bad_signature"),
        (lambda note: "\x00" + note, "note_form"),
        (lambda note: "a" * 30_000 + note, "note_form"),
        (lambda note: note + "— A BBBB\n" * 20, "note_form"),
        (lambda note: note + "— A BBBB\n", "note_form"),
        (lambda note: "", "note_form"),
    ],
)
def test_an_altered_note_is_refused(change, code) -> None:
    note = change(SIGNED)
    if note == SIGNED:
        return
    with pytest.raises(NoteError) as caught:
        open_note(note, Verifier.parse(NEUMANN))
    assert caught.value.code == code


@pytest.mark.parametrize(
    "text",
    [
        "",
        "a+b",
        NEUMANN.replace("c74f20a3", "c74f20a4"),
        NEUMANN.replace("+ARpc", "+AhpC"),
        NEUMANN.replace("PeterNeumann", "Peter Neumann"),
        NEUMANN[:-4],
        NEUMANN + "=",
    ],
)
def test_a_wrong_key_line_is_refused(text: str) -> None:
    with pytest.raises(NoteError, match="key_form"):
        Verifier.parse(text)
    with pytest.raises(NoteError, match="key_form"):
        Signer.parse("PRIVATE+KEY+" + text)


def test_a_checkpoint_is_written_and_read() -> None:
    checkpoint = Checkpoint("tinh.example/so", 12, bytes(range(32)), ("time 2026-11-22T00:00:00Z",))
    text = checkpoint.text()
    assert text == f"tinh.example/so\n12\n{to_base64(bytes(range(32)))}\ntime 2026-11-22T00:00:00Z\n"
    assert Checkpoint.parse(text) == checkpoint
    signer = Signer.generate("tinh.example/so")
    assert Checkpoint.parse(split_note(sign_note(text, [signer]))[0]) == checkpoint


@pytest.mark.parametrize(
    "change",
    [
        ("12", "012"),
        ("12", "-1"),
        ("12", "1" * 30),
        ("12", "x"),
        ("AAEC", "AAE"),
        ("tinh.example/so\n", ""),
        ("tinh.example/so\n", "\n"),
    ],
)
def test_an_altered_checkpoint_form_is_refused(change: tuple[str, str]) -> None:
    text = Checkpoint("tinh.example/so", 12, bytes(range(32))).text()
    with pytest.raises(NoteError, match="checkpoint_form"):
        Checkpoint.parse(text.replace(*change))


def test_what_cannot_be_signed_is_refused() -> None:
    signer = Signer.generate("a")
    for text in ("không xuống dòng", "hai\n\nđoạn\n"):
        with pytest.raises(NoteError, match="note_form"):
            sign_note(text, [signer])
    with pytest.raises(NoteError, match="note_form"):
        sign_note("a\n", [])
    with pytest.raises(NoteError, match="checkpoint_form"):
        Checkpoint("a\nb", 1, bytes(32)).text()
    with pytest.raises(NoteError, match="key_form"):
        Signer.generate("có dấu cách")
