"""The key that signs checkpoints: from the environment, or made once and kept in the home folder.

``SAOLANG_PROOF_KEY`` holds the written form of the key; without it the file ``proof.key`` (mode 600) does. The name of
the key is the origin of the tree; it stays when the key is changed.
"""

from __future__ import annotations

import contextlib
import os
import secrets
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings

from saolang.core.paths import home_dir

from .notes import Signer

KEY_FILE = "proof.key"


def key_path() -> Path:
    """Where the private key is kept."""
    return home_dir() / KEY_FILE


def default_name() -> str:
    """The origin of a tree whose key is made now: the public host, and the province it serves."""
    host = urlsplit(settings.BASE_URL).hostname or "saolang"
    return f"{host}/so-cay-bam-{settings.PROVINCE_CODE}"


def load_signer() -> Signer:
    """Return the signing key; make it when there is none. Raises NoteError for a broken key."""
    given = os.environ.get("SAOLANG_PROOF_KEY", "").strip()
    if given:
        return Signer.parse(given)
    path = key_path()
    if not path.exists():
        _write(path, Signer.generate(default_name()), replace=False)
    return Signer.parse(path.read_text(encoding="utf-8"))


def rotate_signer() -> tuple[Signer, Signer]:
    """Put a new key of the same name in the place of the old one, which is kept aside; return old and new."""
    old = load_signer()
    if os.environ.get("SAOLANG_PROOF_KEY", "").strip():
        raise RuntimeError("SAOLANG_PROOF_KEY is set: the key is changed where it is set")
    new = Signer.generate(old.verifier.name)
    path = key_path()
    _write(path.with_name(f"{KEY_FILE}.{old.verifier.key_id.hex()}"), old, replace=True)
    _write(path, new, replace=True)
    return old, new


def _write(path: Path, signer: Signer, *, replace: bool) -> None:
    """Write whole or not at all; of two that make the first key at once, one wins and both read it."""
    aside = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    descriptor = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as handle:
        handle.write(signer.private_text() + "\n")
        handle.flush()
        os.fsync(handle.fileno())
    try:
        if replace:
            aside.replace(path)
        else:
            with contextlib.suppress(FileExistsError):
                os.link(aside, path)
    finally:
        aside.unlink(missing_ok=True)
