"""Codes in pictures: kinds, tricks and hostile files, read as in the child; a few through the child itself."""

from contextlib import suppress

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageOps

from qunce.gateway.connectors import pictures
from qunce.gateway.connectors.guard import RefusedError
from qunce.gateway.connectors.runner import ParseError, codes_in_subprocess
from qunce.practice.moderation.pictures.tests.drawn import beside, code, encoded

TEXT = "https://u.wechat.com/kAbC"
DRAWN = code(TEXT)
WHOLE = encoded(DRAWN)


def texts(data: bytes) -> list[str]:
    return [one.text for one in pictures.read(data).codes]


def sixteen() -> bytes:
    return encoded(Image.fromarray(np.array(DRAWN.convert("L")).astype(np.uint16) * 257))


def see_through(ink: int) -> bytes:
    image = Image.new("RGBA", DRAWN.size, (ink, ink, ink, 0))
    image.putalpha(ImageOps.invert(DRAWN.convert("L")))
    return encoded(image)


def turned() -> bytes:
    exif = Image.Exif()
    exif[0x112] = 6
    return encoded(DRAWN, "JPEG", exif=exif)


def moving() -> bytes:
    return encoded(Image.new("L", DRAWN.size), "GIF", save_all=True, append_images=[DRAWN.convert("P")] * 9)


@pytest.mark.parametrize(
    "data",
    [
        WHOLE, encoded(DRAWN, "JPEG"), encoded(DRAWN, "WEBP"), encoded(DRAWN, "GIF"), encoded(DRAWN, "BMP"), moving(),
        encoded(DRAWN.convert("CMYK"), "JPEG"), encoded(DRAWN.convert("1")), encoded(DRAWN.convert("P")), sixteen(),
        turned(), see_through(0), see_through(255), encoded(ImageOps.invert(DRAWN)), encoded(code(TEXT, 1)),
        encoded(DRAWN.rotate(37, expand=True, fillcolor="white")), encoded(DRAWN, "JPEG", quality=15),
    ],
)  # fmt: skip
def test_every_kind_of_picture_is_read(data: bytes) -> None:
    assert texts(data) == [TEXT]


def test_several_codes_with_their_places() -> None:
    found = pictures.read(encoded(beside(TEXT, "wxp://f2f0", TEXT)))
    assert {one.text for one in found.codes} == {TEXT, "wxp://f2f0"}
    left = next(one for one in found.codes if one.text == "wxp://f2f0")
    assert 40 <= left.x <= 60
    assert 40 <= left.y <= 60


def test_where_it_stands_is_told_as_a_person_sees_the_picture() -> None:
    sheet = Image.new("RGB", (600, 300), "white")
    sheet.paste(DRAWN, (10, 10))
    exif = Image.Exif()
    exif[0x112] = 6  # to be turned clockwise: what is left at the top stands right at the top
    found = pictures.read(encoded(sheet, "JPEG", exif=exif))
    assert (found.width, found.height) == (300, 600)
    assert found.codes[0].x > 50 > found.codes[0].y


def test_one_pixel_and_no_code() -> None:
    assert texts(encoded(Image.new("L", (1, 1)))) == []
    assert texts(encoded(Image.effect_noise((300, 300), 90))) == []


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", pictures.EMPTY), (b"hello", pictures.NO_PICTURE), (b"<svg/>", pictures.NO_PICTURE),
        (b"%PDF-1.7", pictures.NO_PICTURE), (b"\x89PNG\r\n\x1a\n", pictures.NO_PICTURE),
        (WHOLE[: len(WHOLE) // 2], pictures.BROKEN),
        (encoded(DRAWN, "JPEG")[:900], pictures.BROKEN), (encoded(Image.new("1", (20_000, 20_000))), pictures.TOO_WIDE),
        (WHOLE[:16] + b"\xff\xff\xff\x7f" * 2 + WHOLE[24:], pictures.NO_PICTURE),
        (b"\0" * (pictures.MOST_BYTES + 1), pictures.TOO_BIG),
    ],
)  # fmt: skip
def test_hostile_files_are_refused_in_words(data: bytes, why: tuple[str, str]) -> None:
    with pytest.raises(RefusedError) as caught:
        pictures.read(data)
    assert caught.value.reason == why[0]


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_damage_anywhere_is_words_or_a_reading_never_a_crash(data: st.DataObject) -> None:
    whole = bytearray(data.draw(st.sampled_from([WHOLE, encoded(DRAWN, "JPEG"), moving()])))
    for _ in range(data.draw(st.integers(1, 6))):
        whole[data.draw(st.integers(8, len(whole) - 1))] = data.draw(st.integers(0, 255))
    with suppress(RefusedError):
        pictures.read(bytes(whole))


def test_through_the_limited_child() -> None:
    assert [one.text for one in codes_in_subprocess(WHOLE).codes] == [TEXT]
    with pytest.raises(ParseError) as caught:
        codes_in_subprocess(WHOLE[:200])
    assert (caught.value.code, caught.value.reason) == ("refused", pictures.BROKEN.reason)
    with pytest.raises(ParseError):
        codes_in_subprocess(b"x" * (pictures.MOST_BYTES + 1))
