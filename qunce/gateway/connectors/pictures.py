"""QR codes in a picture, read in the limited child: what they say and where they stand. Nothing of the picture is kept.

PNG, JPEG, WebP, GIF (its first frames), BMP. The header is looked at before a pixel is decoded: kind, width, height.
Read are QR, Micro QR, Aztec and Data Matrix; the round codes of WeChat's mini programs only WeChat itself can read.
"""

import io
import warnings
from collections.abc import Iterator
from typing import TYPE_CHECKING

import msgspec

from qunce.gateway.connectors import guard
from qunce.gateway.connectors.guard import Why
from qunce.kernel.i18n import N_

if TYPE_CHECKING:
    from PIL.Image import Image as Pixels

MOST_BYTES = 10 << 20
MOST_PIXELS = 40_000_000
MOST_CODES = 20
LONGEST = 4_000  # characters of one code; the largest QR code holds fewer Chinese ones
_FRAMES = 3  # of an animation: adverts show the code at once, or hold still on it
_LARGE = 16_000_000  # pixels: what is larger is looked at in half its size, or it would take ten seconds
_SMALL = 1_000  # pixels: a picture that is smaller is enlarged when nothing was found in it
_FORMATS = ("PNG", "JPEG", "WEBP", "GIF", "BMP")
_SIXTEEN = 256

EMPTY = Why(N_("The picture is empty"), N_("Save it once more, or take a screenshot and give that"))
TOO_BIG = Why(N_("The picture is larger than %(limit)s MB"), N_("Take a screenshot of it and give that"))
NO_PICTURE = Why(N_("This is no picture that can be read"), N_("Give a PNG, JPEG, WebP or GIF, or take a screenshot"))
TOO_WIDE = Why(
    N_("The picture has more than %(limit)s million pixels"),
    N_("Cut it down to where the code is, or take a screenshot"),
)
BROKEN = Why(
    N_("The picture is damaged or not complete"),
    N_("Save it once more from the chat, or take a screenshot and give that"),
)


class FoundCode(msgspec.Struct, frozen=True, array_like=True):
    """A code. x, y: its middle, per cent of the picture's width and height as looked at. frame: of an animation."""

    text: str
    kind: str
    x: int
    y: int
    frame: int = 0


class Picture(msgspec.Struct, frozen=True, array_like=True):
    """What was seen. width, height: pixels as it is looked at; frames: how many were read; partly: not all of them."""

    width: int
    height: int
    frames: int
    codes: list[FoundCode]
    partly: bool = False


def read(data: bytes) -> Picture:
    """The codes of a picture, each text once. Raises guard.RefusedError."""
    from PIL import Image, UnidentifiedImageError

    if not data:
        raise guard.RefusedError(EMPTY)
    if len(data) > MOST_BYTES:
        raise guard.RefusedError(TOO_BIG, limit=str(MOST_BYTES >> 20))
    Image.MAX_IMAGE_PIXELS = MOST_PIXELS
    with warnings.catch_warnings():
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        try:
            with Image.open(io.BytesIO(data), formats=_FORMATS) as image:
                if image.width * image.height > MOST_PIXELS:
                    raise guard.RefusedError(TOO_WIDE, limit=str(MOST_PIXELS // 1_000_000))
                return _look(image)
        except UnidentifiedImageError as error:
            raise guard.RefusedError(NO_PICTURE) from error
        except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
            raise guard.RefusedError(TOO_WIDE, limit=str(MOST_PIXELS // 1_000_000)) from error
        except (guard.RefusedError, MemoryError):
            raise
        except Exception as error:  # a decoder fails in a dozen ways (OSError, SyntaxError, struct.error, ValueError)
            raise guard.RefusedError(BROKEN) from error


def _look(image: "Pixels") -> Picture:
    from PIL import ImageOps

    found: dict[str, FoundCode] = {}
    total = int(getattr(image, "n_frames", 1))
    size = (0, 0)
    for number in range(min(total, _FRAMES)):
        if total > 1:
            image.seek(number)
        upright = ImageOps.exif_transpose(image) if number == 0 and total == 1 else image
        size = upright.size
        for gray in _grays(upright):
            seen = gray.reduce(2) if gray.width * gray.height > _LARGE else gray
            codes = [code for code in _codes(seen, number) if code.text]
            for code in codes:
                found.setdefault(code.text, code)
            if codes:
                break
    return Picture(*size, min(total, _FRAMES), list(found.values())[:MOST_CODES], total > _FRAMES)


def _grays(image: "Pixels") -> "Iterator[Pixels]":
    """The frame in gray; then, while nothing is found, what is transparent on black, and a small one enlarged."""
    from PIL import Image

    if image.mode.startswith("I") or image.mode == "F":
        gray = image.convert("F").point(lambda value: value * (1.0 / _SIXTEEN) + 0).convert("L")  # 0..65535
        yield gray
    elif image.has_transparency_data:
        layers = image.convert("LA") if image.mode in ("LA", "La") else image.convert("RGBA")
        alpha = layers.getchannel("A")
        plain = layers.convert("L")
        for behind in (255, 0):
            gray = Image.new("L", image.size, behind)
            gray.paste(plain, (0, 0), alpha)
            yield gray
    else:
        gray = image.convert("L")
        yield gray
    if max(gray.size) <= _SMALL:
        yield gray.resize((gray.width * 3, gray.height * 3), Image.Resampling.BICUBIC)


def _codes(gray: "Pixels", frame: int) -> Iterator[FoundCode]:
    import zxingcpp

    kinds = zxingcpp.BarcodeFormat
    formats = zxingcpp.BarcodeFormats([kinds.QRCode, kinds.MicroQRCode, kinds.Aztec, kinds.DataMatrix])
    for code in zxingcpp.read_barcodes(gray, formats=formats, text_mode=zxingcpp.TextMode.Plain):
        place = code.position
        corners = (place.top_left, place.top_right, place.bottom_left, place.bottom_right)
        yield FoundCode(
            _clean(code.text)[:LONGEST],
            code.format.name,
            _percent(sum(corner.x for corner in corners), 4 * gray.width),
            _percent(sum(corner.y for corner in corners), 4 * gray.height),
            frame,
        )


def _clean(text: str) -> str:
    return text.replace("\0", "").encode("utf-8", "replace").decode("utf-8").strip()


def _percent(part: int, whole: int) -> int:
    return max(0, min(100, round(100 * part / whole))) if whole else 0
