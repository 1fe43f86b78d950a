"""Adverts of our own making, and the ways to write around a filter: for the tests and the bench.

Every family takes a piece of text and a random source and gives the piece back, disguised.
"""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from opencc import OpenCC

from qunce.kernel.text.views.sounds import readings

Disguise = Callable[[str, random.Random], str]

INVISIBLE = "\u200b\u200c\u200d\u2060\ufeff\u00ad\ufe0f\u0336\u034f"
SEPARATORS = [".", "*", "-", "_", "/", "|", "·", "~", "。", "🔥", "❤", "✨", "  ", "=", "、"]

PHRASES = (
    *("刷单兼职", "兼职日结", "无抵押贷款", "信用卡套现", "代开发票", "论文代写", "博彩平台", "体育投注"),
    *("六合彩", "股票推荐", "老师带单", "一件代发", "微商货源", "进群领红包", "内部优惠券", "短信群发"),
    *("僵尸粉", "收银行卡", "游戏代练", "减肥产品", "私家侦探", "查银行流水", "宝妈兼职", "征信修复"),
)
# {phrase} and {contact} are disguised, the rest stays plain.
CONTEXTS = (
    "{phrase}，需要的{contact}",
    "大家好，专业{phrase}，{contact}，长期有效",
    "{phrase}每天300元，{contact}",
    "早上好！{phrase}了解一下，低价，{contact}",
    "最后三个名额，{phrase}，当天到账，{contact}",
)
CONTACTS = ("加微信abc12345", "加QQ 287654321", "加v13800138000", "微信号lucky_888")


@dataclass(frozen=True, slots=True)
class Advert:
    """An advert and where its disguised pieces stand: original spans of phrase and contact."""

    text: str
    phrase: tuple[int, int]
    contact: tuple[int, int]


def zero_width(piece: str, rng: random.Random) -> str:
    return "".join(char + rng.choice(INVISIBLE) for char in piece[:-1]) + piece[-1]


def styled(piece: str, rng: random.Random) -> str:
    return "".join(_styled(char, rng) for char in piece)


def traditional(piece: str, _rng: random.Random) -> str:
    return str(_to_traditional().convert(piece))


def homophone(piece: str, rng: random.Random) -> str:
    return "".join(rng.choice(_homophones().get(char, char)) for char in piece)


def separated(piece: str, rng: random.Random) -> str:
    separator = rng.choice(SEPARATORS)
    return separator.join(piece)


FAMILIES: dict[str, Disguise] = {
    "plain": lambda piece, _rng: piece,
    "zero_width": zero_width,
    "styled": styled,
    "traditional": traditional,
    "homophone": homophone,
    "separated": separated,
}


def adverts(disguise: Disguise, seed: int = 1) -> Iterator[Advert]:
    """Every phrase in every context with every contact, disguised."""
    rng = random.Random(seed)
    for phrase in PHRASES:
        for context in CONTEXTS:
            for contact in CONTACTS:
                yield make_advert(context, disguise(phrase, rng), disguise(contact, rng))


def make_advert(context: str, phrase: str, contact: str) -> Advert:
    head, rest = context.split("{phrase}")
    middle, tail = rest.split("{contact}")
    start = len(head)
    second = start + len(phrase) + len(middle)
    return Advert(
        head + phrase + middle + contact + tail,
        (start, start + len(phrase)),
        (second, second + len(contact)),
    )


def _styled(char: str, rng: random.Random) -> str:
    if char.isascii() and char.isalpha():
        offset = ord(char.lower()) - ord("a")
        starts = (0xFF41, 0x1D41A, 0x1D4D0 + 26, 0x24D0, 0x1D5BA, 0x1D68A)
        return chr(rng.choice(starts) + offset)
    if char.isascii() and char.isdigit():
        starts = (0xFF10, 0x1D7CE, 0x1D7D8, 0x1D7F6)
        return chr(rng.choice(starts) + int(char))
    return char


@lru_cache(maxsize=1)
def _to_traditional() -> OpenCC:
    return OpenCC("s2t")


@lru_cache(maxsize=1)
def _homophones() -> dict[str, str]:
    """Common ideographs by ideograph that share the toneless reading (GB 2312 level one only)."""
    common = [bytes((high, low)).decode("gb2312", "ignore") for high in range(0xB0, 0xD8) for low in range(0xA1, 0xFF)]
    groups: dict[str, list[str]] = {}
    for char in common:
        if char:
            groups.setdefault(readings()[ord(char)][0], []).append(char)
    return {
        char: "".join(other for other in group if other != char)
        for group in groups.values()
        if len(group) > 1
        for char in group
    }
