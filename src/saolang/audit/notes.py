"""Signed notes and checkpoints (C2SP signed-note and tlog-checkpoint) with Ed25519; pure.

A note is text that ends with a newline, an empty line, and signature lines ``— <name> <base64(key id || signature)>``.
A checkpoint is a note whose text is: origin, tree size, base64 of the root, and optional lines.
A verifier key is written ``<name>+<key id in hex>+<base64(0x01 || public key)>``.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

ED25519 = b"\x01"
MAX_NOTE = 20_000
MAX_SIGNATURES = 16
_NAME = re.compile(r"[^\s+\x00-\x1f\x7f]{1,120}")
_SIGNATURE = re.compile(r"— (?P<name>\S+) (?P<value>[A-Za-z0-9+/=]+)")


class NoteError(ValueError):
    """A note, checkpoint or key is not as it should be. ``code`` says how, for programs and tests."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def from_base64(text: str, *, length: int | None = None) -> bytes:
    """Return bytes of strict base64. Raises NoteError."""
    try:
        value = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise NoteError("base64") from error
    if (length is not None and len(value) != length) or to_base64(value) != text:
        raise NoteError("base64")
    return value


def to_base64(value: bytes) -> str:
    """Return standard base64 with padding."""
    return base64.b64encode(value).decode("ascii")


# --- keys ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Verifier:
    """A public key with the name it signs under."""

    name: str
    public: bytes

    @classmethod
    def parse(cls, text: str) -> Verifier:
        """Read a verifier key line. Raises NoteError."""
        parts = text.strip().split("+", 2)
        if len(parts) != 3 or not _NAME.fullmatch(parts[0]):
            raise NoteError("key_form")
        try:
            value = from_base64(parts[2], length=33)
        except NoteError as error:
            raise NoteError("key_form") from error
        if value[:1] != ED25519:
            raise NoteError("key_form")
        key = cls(parts[0], value[1:])
        if parts[1] != key.key_id.hex():
            raise NoteError("key_form")
        return key

    @property
    def key_id(self) -> bytes:
        """The four bytes that name the key in a signature."""
        return hashlib.sha256(self.name.encode() + b"\n" + ED25519 + self.public).digest()[:4]

    def holds(self, text: str, signature: bytes) -> bool:
        """Say whether the signature is this key's over the text."""
        try:
            Ed25519PublicKey.from_public_bytes(self.public).verify(signature, text.encode())
        except (InvalidSignature, ValueError):
            return False
        return True

    def __str__(self) -> str:
        return f"{self.name}+{self.key_id.hex()}+{to_base64(ED25519 + self.public)}"


class Signer:
    """A private key with its name; its written form is ``PRIVATE+KEY+<name>+<key id>+<base64(0x01 || seed)>``."""

    def __init__(self, name: str, seed: bytes) -> None:
        if not _NAME.fullmatch(name):
            raise NoteError("key_form")
        self._key = Ed25519PrivateKey.from_private_bytes(seed)
        self.verifier = Verifier(name, self._key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw))

    @classmethod
    def generate(cls, name: str) -> Signer:
        """Return a new key."""
        key = Ed25519PrivateKey.generate()
        return cls(name, key.private_bytes(Encoding.Raw, PrivateFormat.Raw, NoEncryption()))

    @classmethod
    def parse(cls, text: str) -> Signer:
        """Read the written form. Raises NoteError, which never holds what was read."""
        parts = text.strip().split("+", 4)
        if len(parts) != 5 or parts[:2] != ["PRIVATE", "KEY"]:
            raise NoteError("key_form")
        try:
            value = from_base64(parts[4], length=33)
        except NoteError:
            raise NoteError("key_form") from None
        if value[:1] != ED25519:
            raise NoteError("key_form")
        signer = cls(parts[2], value[1:])
        if parts[3] != signer.verifier.key_id.hex():
            raise NoteError("key_form")
        return signer

    def sign(self, text: str) -> bytes:
        """Return the signature over the text."""
        return self._key.sign(text.encode())

    def private_text(self) -> str:
        """The written form of the private key: for the key file and nothing else."""
        seed = self._key.private_bytes(Encoding.Raw, PrivateFormat.Raw, NoEncryption())
        key = self.verifier
        return f"PRIVATE+KEY+{key.name}+{key.key_id.hex()}+{to_base64(ED25519 + seed)}"

    def __repr__(self) -> str:
        return f"Signer({self.verifier})"


# --- notes ---------------------------------------------------------------------------------------------------------


def sign_note(text: str, signers: Sequence[Signer]) -> str:
    """Return the note with one signature line for each signer."""
    if not text.endswith("\n") or "\n\n" in text or not signers:
        raise NoteError("note_form")
    lines = [f"— {s.verifier.name} {to_base64(s.verifier.key_id + s.sign(text))}\n" for s in signers]
    return f"{text}\n{''.join(lines)}"


def open_note(note: str, verifier: Verifier) -> str:
    """Return the text of a note that this key has signed. Raises NoteError: note_form, not_signed or bad_signature.

    Signatures of other keys are passed over.
    """
    text, signatures = split_note(note)
    for name, value in signatures:
        if name == verifier.name and value[:4] == verifier.key_id:
            if verifier.holds(text, value[4:]):
                return text
            raise NoteError("bad_signature")
    raise NoteError("not_signed")


def split_note(note: str) -> tuple[str, list[tuple[str, bytes]]]:
    """Return the text of a note and its signatures as (name, key id || signature). Raises NoteError."""
    if len(note) > MAX_NOTE or any(ord(sign) < 0x20 and sign != "\n" for sign in note):
        raise NoteError("note_form")
    at = note.rfind("\n\n")
    if at < 1 or not note.endswith("\n"):
        raise NoteError("note_form")
    lines = note[at + 2 :].split("\n")[:-1]
    if not 1 <= len(lines) <= MAX_SIGNATURES:
        raise NoteError("note_form")
    signatures = []
    for line in lines:
        match = _SIGNATURE.fullmatch(line)
        if match is None:
            raise NoteError("note_form")
        value = from_base64(match["value"])
        if len(value) < 5:
            raise NoteError("note_form")
        signatures.append((match["name"], value))
    return note[: at + 1], signatures


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """What a checkpoint states: whose tree, how many leaves, their root."""

    origin: str
    size: int
    root: bytes
    more: tuple[str, ...] = ()

    def text(self) -> str:
        """Return the text to sign."""
        lines = [self.origin, str(self.size), to_base64(self.root), *self.more]
        if any(not line or "\n" in line for line in lines):
            raise NoteError("checkpoint_form")
        return "\n".join(lines) + "\n"

    @classmethod
    def parse(cls, text: str) -> Checkpoint:
        """Read the text of a checkpoint. Raises NoteError."""
        lines = text.split("\n")
        if len(lines) < 4 or lines[-1] != "" or not all(lines[:-1]):
            raise NoteError("checkpoint_form")
        if not re.fullmatch(r"0|[1-9][0-9]{0,17}", lines[1]):
            raise NoteError("checkpoint_form")
        try:
            root = from_base64(lines[2], length=32)
        except NoteError as error:
            raise NoteError("checkpoint_form") from error
        return cls(lines[0], int(lines[1]), root, tuple(lines[3:-1]))
