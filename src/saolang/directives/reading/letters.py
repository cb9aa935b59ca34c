"""Capital and small letters of Vietnamese, for character classes (the ranges of Unicode mix them)."""

from __future__ import annotations

_LATIN = [chr(code) for code in (*range(0xC0, 0x1B1), *range(0x1EA0, 0x1EFA))]

UPPER = "A-Z" + "".join(letter for letter in _LATIN if letter.isupper())
LOWER = "a-z" + "".join(letter for letter in _LATIN if letter.islower())
