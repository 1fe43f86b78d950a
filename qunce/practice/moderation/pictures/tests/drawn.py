"""Pictures with codes, drawn when a test needs them."""

import io
from typing import Any

import segno
from PIL import Image


def code(text: str, scale: int = 4, **more: Any) -> Image.Image:
    file = io.BytesIO()
    segno.make(text, error="m", micro=False).save(file, kind="png", scale=scale, border=4, **more)
    return Image.open(io.BytesIO(file.getvalue())).convert("RGB")


def encoded(image: Image.Image, kind: str = "PNG", **more: Any) -> bytes:
    file = io.BytesIO()
    image.save(file, kind, **more)
    return file.getvalue()


def beside(*texts: str) -> Image.Image:
    """Several codes in one picture, from left to right."""
    codes = [code(text) for text in texts]
    sheet = Image.new("RGB", (sum(one.width + 40 for one in codes), max(one.height for one in codes) + 40), "white")
    at = 20
    for one in codes:
        sheet.paste(one, (at, 20))
        at += one.width + 40
    return sheet
