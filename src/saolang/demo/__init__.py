"""Demo data: fictional producers at every step of the path, and the published list of real products.

An installation may leave this package out. ``load`` writes everything through the acts that people use, each on its
own day; ``accounts`` says who can sign in.
"""

from __future__ import annotations


def load() -> None:
    """Write the demo once; a second call changes nothing."""
    from .path import build
    from .published import load_published

    build()
    load_published()


def accounts() -> list[tuple[str, str, str, str]]:
    """Role, name, e-mail address and password of every demo account; empty when the demo was not loaded."""
    from .people import demo_accounts

    return demo_accounts()
