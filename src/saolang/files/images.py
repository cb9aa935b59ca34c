"""Images: read with a cap on pixels, written again without metadata (places and devices are personal data)."""

from __future__ import annotations

from io import BytesIO
from typing import IO

from PIL import Image, ImageOps

from . import refusals
from .limits import limit

FORMATS = ("JPEG", "PNG", "WEBP")
_UNREADABLE = (OSError, SyntaxError, ValueError, EOFError, MemoryError, KeyError, IndexError, TypeError)
_BOMBS = (Image.DecompressionBombError, Image.DecompressionBombWarning)


def clean_image(handle: IO[bytes], name: str) -> tuple[BytesIO, str, str, int, int]:
    """Return the image written anew: bytes, mime, extension, width, height.

    Turned upright by its EXIF orientation, at most ``image_side`` pixels a side; EXIF, XMP, comments, embedded profiles
    and further frames are gone. JPEG stays JPEG, PNG stays PNG, WebP becomes one of them. Raises DomainError.
    """
    cap = limit("image_pixels")
    handle.seek(0)
    try:
        with Image.open(handle, formats=FORMATS) as source:
            if source.width * source.height > cap:
                raise refusals.too_many_pixels(name, source.width, source.height, cap)
            source.draft("RGB", (limit("image_side"), limit("image_side")))
            upright = ImageOps.exif_transpose(source)
            upright.thumbnail((limit("image_side"), limit("image_side")), Image.Resampling.LANCZOS)
            keep_png = source.format == "PNG" or upright.has_transparency_data
            plain = upright.convert("RGBA" if upright.has_transparency_data else "RGB")
    except _BOMBS as error:
        raise refusals.too_many_pixels(name, 20_000, 20_000, cap) from error
    except _UNREADABLE as error:
        raise refusals.damaged(name, "image") from error
    plain.info.clear()
    return _encode(plain, "PNG" if keep_png else "JPEG")


def thumbnail(handle: IO[bytes], width: int) -> bytes:
    """Return a WebP at most ``width`` pixels wide of an image stored by us."""
    handle.seek(0)
    with Image.open(handle, formats=FORMATS) as source:
        source.draft("RGB", (width * 2, width * 2))
        source.thumbnail((width, width * 2), Image.Resampling.LANCZOS)
        plain = source.convert("RGBA" if source.has_transparency_data else "RGB")
    plain.info.clear()
    buffer = BytesIO()
    plain.save(buffer, "WEBP", quality=80, method=4)
    return buffer.getvalue()


def _encode(image: Image.Image, form: str) -> tuple[BytesIO, str, str, int, int]:
    buffer = BytesIO()
    if form == "PNG":
        image.save(buffer, "PNG", optimize=False, compress_level=6)
        mime, extension = "image/png", ".png"
    else:
        image.save(buffer, "JPEG", quality=88, progressive=True)
        mime, extension = "image/jpeg", ".jpg"
    buffer.seek(0)
    return buffer, mime, extension, image.width, image.height
