"""Standard words of each kind of paper, as versioned data.

`data/documents/<kind>.yaml` is shipped; a file of the same name in `<home>/documents/` takes its place, so that a
province words its papers its own way. Words in braces ("{round}") are filled in; what is filled in is never read again
for braces. Nothing of a paper that was drafted changes when a text changes: the draft holds its words.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import yaml

from saolang.core.paths import data_dir, home_dir

from .enums import PaperKind
from .spec import Annex, Article, Header, PaperSpec, Paragraph, Signature

SLOT = re.compile(r"\{([a-z_]+)\}")


class TextError(ValueError):
    """A text file that cannot be used, with the file and what is wrong."""


@dataclass(frozen=True)
class PaperText:
    """The standard words of one kind. `source` says what they rest on; `version` counts changes."""

    kind: str
    version: int
    source: str
    title: str = ""
    abstract: str = ""
    authority: str = ""
    bases: tuple[str, ...] = ()
    resolution: str = ""
    addressees: tuple[str, ...] = ()
    opening: tuple[str, ...] = ()
    articles: tuple[str, ...] = ()
    closing: tuple[str, ...] = ()
    sign_authority: tuple[str, ...] = ()
    sign_title: str = ""
    recipients: tuple[str, ...] = ()
    annex_title: str = ""

    @property
    def slots(self) -> set[str]:
        """Names of the words to fill in."""
        found: set[str] = set()
        for field in fields(self):
            value = getattr(self, field.name)
            for text in value if isinstance(value, tuple) else (str(value),):
                found.update(SLOT.findall(text))
        return found


def text_path(kind: str) -> Path:
    """The file in use: the province's own, else the shipped one."""
    own = home_dir() / "documents" / f"{kind}.yaml"
    return own if own.exists() else data_dir() / "documents" / f"{kind}.yaml"


def load_text(kind: str) -> PaperText:
    """The standard words of a kind. Raises TextError for a missing or broken file."""
    path = text_path(PaperKind(kind).value)
    try:
        raw = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, yaml.YAMLError) as error:
        raise TextError(f"{path.name}: {error}") from error
    known = {field.name: field for field in fields(PaperText)}
    if not isinstance(raw, dict) or set(raw) - set(known):
        raise TextError(f"{path.name}: unknown keys {sorted(set(raw or ()) - set(known))}")
    values: dict[str, Any] = {}
    for name, value in raw.items():
        many = str(known[name].type).startswith("tuple")
        if many != isinstance(value, list) or not all(isinstance(item, str) for item in (value if many else ())):
            raise TextError(f"{path.name}: {name} must be {'a list of texts' if many else 'one value'}")
        values[name] = tuple(value) if many else value
    try:
        text = PaperText(**values)
    except TypeError as error:
        raise TextError(f"{path.name}: {error}") from error
    if text.kind != kind:
        raise TextError(f"{path.name}: kind is {text.kind}")
    return text


def fill(text: str, values: Mapping[str, object]) -> str:
    """Put the values into the braces. Raises TextError when one is missing."""

    def word(match: re.Match[str]) -> str:
        if match[1] not in values:
            raise TextError(f"no value for {{{match[1]}}} in “{text}”")
        return str(values[match[1]])

    return SLOT.sub(word, text)


def paper_from_text(
    kind: str,
    *,
    header: Header,
    values: Mapping[str, object],
    blocks: tuple[Any, ...] = (),
    annex: tuple[Any, ...] = (),
    signer_name: str = "",
    landscape: bool = True,
) -> PaperSpec:
    """A paper in its standard words: opening, own `blocks`, articles, closing; `annex` holds the list it comes with."""
    text = load_text(kind)

    def put(words: str) -> str:
        return fill(words, values)

    body = (
        *(Paragraph(put(words), keep_with_next=words.endswith(":")) for words in text.opening),
        *blocks,
        *(Article(number, put(words)) for number, words in enumerate(text.articles, start=1)),
        *(Paragraph(put(words)) for words in text.closing),
    )
    sign_authority = tuple(put(words) for words in text.sign_authority)
    return PaperSpec(
        kind=kind,
        header=header,
        title=put(text.title),
        abstract=put(text.abstract),
        authority=put(text.authority),
        bases=tuple(put(words) for words in text.bases),
        resolution=put(text.resolution),
        addressees=tuple(put(words) for words in text.addressees),
        blocks=body,
        signatures=(Signature(title=put(text.sign_title), name=signer_name, authority=sign_authority),),
        recipients=tuple(put(words) for words in text.recipients),
        annexes=(Annex(blocks=annex, title=put(text.annex_title), landscape=landscape),) if annex else (),
    )
