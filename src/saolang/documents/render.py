"""A paper as PDF and as Word: the same drawing steps given to typst and to python-docx.

Both answers are the same bytes for the same paper, so that their hashes can be kept.
"""

from __future__ import annotations

import io
import json
import threading
from functools import cache
from pathlib import Path
from typing import Any

import segno
import typst

from . import certificate, compose, docx_certificate, docx_writer
from .spec import CertificateSpec, PaperSpec, Spec

HERE = Path(__file__).resolve().parent
FONTS = HERE / "fonts"
FACES = ("Tinos-Regular", "Tinos-Italic", "Tinos-Bold", "Tinos-BoldItalic")
DRAFT_MARK = "DỰ THẢO"
_lock = threading.Lock()


class FontsMissing(RuntimeError):
    """The fonts of papers have not been built."""


@cache
def _compiler(template: str) -> typst.Compiler:
    missing = [face for face in FACES if not (FONTS / f"{face}.ttf").exists()]
    if missing:
        raise FontsMissing(f"{', '.join(missing)} not in {FONTS}: run web/scripts/build-fonts.py (make fonts)")
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=[str(FONTS)])
    return typst.Compiler(HERE / "typst" / template, root=HERE / "typst", font_paths=fonts, ignore_system_fonts=True)


def _typst(template: str, data: dict[str, Any], mark: str, **options: Any) -> Any:
    inputs = {"paper": json.dumps(data, ensure_ascii=False), "mark": mark}
    with _lock:
        return _compiler(template).compile(sys_inputs=inputs, timestamp=0, **options)


def qr_svg(content: str) -> str:
    """The code as an SVG text, without a quiet zone of its own colour."""
    out = io.BytesIO()
    segno.make(content, error="m", micro=False).save(out, kind="svg", border=2, xmldecl=False, omitsize=True)
    return out.getvalue().decode()


def _with_pictures(data: dict[str, Any]) -> dict[str, Any]:
    for section in data["sections"]:
        for step in section["steps"]:
            if step["el"] == "qr":
                step["svg"] = qr_svg(step["content"])
    return data


def render_pdf(spec: Spec, *, mark: str = "") -> bytes:
    """The paper as PDF. `mark` (for drafts) is printed on every page."""
    return bytes(_typst(*_job(spec), mark, format="pdf"))


def render_png(spec: Spec, *, mark: str = "", ppi: float = 80) -> list[bytes]:
    """The pages as pictures, for previews."""
    pages = _typst(*_job(spec), mark, format="png", ppi=ppi)
    return [bytes(page) for page in pages] if isinstance(pages, list) else [bytes(pages)]


def _job(spec: Spec) -> tuple[str, dict[str, Any]]:
    if isinstance(spec, CertificateSpec):
        data = certificate.compose(spec)
        data["svg"] = qr_svg(spec.qr) if spec.qr else ""
        return "certificate.typ", data
    return "paper.typ", _with_pictures(compose.compose(spec))


def render_docx(spec: Spec, *, mark: str = "") -> bytes:
    """The paper as a Word file that an office can go on working with."""
    if isinstance(spec, PaperSpec):
        return docx_writer.write_paper(compose.compose(spec), mark=mark)
    return docx_certificate.write_certificate(certificate.compose(spec), mark=mark)
