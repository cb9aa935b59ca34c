"""Pictures as a camera gives them."""

from __future__ import annotations

import io

from PIL import Image

from tests.e2e.pages import FilePayload


def photo(name: str = "IMG_0001.jpg", width: int = 1200, height: int = 900) -> FilePayload:
    """A noisy picture as a browser upload."""
    content = io.BytesIO()
    Image.effect_noise((width, height), 40).convert("RGB").save(content, "JPEG", quality=90)
    return {"name": name, "mimeType": "image/jpeg", "buffer": content.getvalue()}
