"""The ways to write around a filter. Each takes an advert apart into pieces and gives messages back.

A family of characters rewrites a phrase (``Rewrite``); a family of messages lays the whole advert out
(``Layout``): in pieces, upside down, in the nickname.
"""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from bench.evasions import phrases, tables

Rewrite = Callable[[str, random.Random], str]
_INVISIBLE = "\u200b\u200c\u200d\u2060\ufeff\u00ad\u180e\u2063"
_COMBINING = "\u0336\u0335\u0338\u20dd\u0332\u0305"
_SIGNS = (".", "*", "-", "_", "/", "|", "·", "~", "。", "  ", "=", "、", "、、", "…", "+", "#", "^", "—")
_BETWEEN = ("🔥", "❤", "✨", "🎉", "💥", "🌹", "😂", "👍")
_DIGITS = (
    "０１２３４５６７８９",
    "⓪①②③④⑤⑥⑦⑧⑨",
    "𝟎𝟏𝟐𝟑𝟒𝟓𝟔𝟕𝟖𝟗",
    "𝟢𝟣𝟤𝟥𝟦𝟧𝟨𝟩𝟪𝟫",
    "〇一二三四五六七八九",
    "零壹贰叁肆伍陆柒捌玖",
)
_LETTERS = (0xFF41, 0x1D41A, 0x1D4EA, 0x24D0, 0x1D5BA, 0x1D68A)


@dataclass(frozen=True, slots=True)
class Attack:
    """One advert. messages: what is sent, one after the other by one person; altered: for each message the
    spans [start, end) that were rewritten; nickname: what the sender is called, "" where it does not matter."""

    family: str
    phrase: str
    messages: tuple[str, ...]
    altered: tuple[tuple[tuple[int, int], ...], ...]
    nickname: str = ""


def _han(char: str) -> bool:
    return "\u4e00" <= char <= "\u9fff"


def _each(change: Callable[[str, random.Random], str], share: float = 1.0) -> Rewrite:
    def rewrite(text: str, rng: random.Random) -> str:
        out = [change(char, rng) if _han(char) and rng.random() < share else char for char in text]
        return "".join(out)

    return rewrite


def _pick(options: str | tuple[str, ...] | list[str], char: str, rng: random.Random) -> str:
    return rng.choice(options) if options else char


def _between(signs: str | tuple[str, ...], *, one: bool) -> Rewrite:
    def rewrite(text: str, rng: random.Random) -> str:
        sign = rng.choice(signs)
        return "".join(char + (sign if one else rng.choice(signs)) for char in text[:-1]) + text[-1]

    return rewrite


def _styled(text: str, rng: random.Random) -> str:
    digits, letters = rng.choice(_DIGITS), rng.choice(_LETTERS)
    return "".join(
        digits[int(char)] if char.isascii() and char.isdigit()
        else chr(letters + ord(char.lower()) - 97) if char.isascii() and char.isalpha() else char
        for char in text
    )  # fmt: skip


def _latin(text: str, rng: random.Random) -> str:
    return "".join(
        _pick(tables.latin_look_alikes(char), char, rng) if char.isascii() and char.isalpha() else char for char in text
    )


def _emoji(text: str, rng: random.Random) -> str:
    """The longest pieces that an emoji is called like."""
    out, at = "", 0
    while at < len(text):
        for size in (3, 2, 1):
            piece = text[at : at + size]
            if len(piece) == size and all(map(_han, piece)) and (signs := tables.emoji_for(piece)):
                out, at = out + rng.choice(signs), at + size
                break
        else:
            out, at = out + text[at], at + 1
    return out


def _apart(char: str, rng: random.Random) -> str:
    return _pick(tables.parts(char), char, rng)


def _mixed(text: str, rng: random.Random) -> str:
    ways = (_HOMOPHONE, _PINYIN_EACH, _APART, _EMOJI_EACH, _each(lambda c, _: c + rng.choice(_INVISIBLE)))
    return "".join(rng.choice(ways)(char, rng) for char in text)


_HOMOPHONE = _each(lambda c, r: _pick(tables.homophones(c), c, r))
_PINYIN_EACH = _each(lambda c, _: tables.syllable(c))
_APART = _each(_apart)
_EMOJI_EACH: Rewrite = _emoji


def _latin_runs(text: str, rng: random.Random) -> str:
    """All in pinyin, with or without spaces; accounts stay as they are."""
    gap = rng.choice(("", "", " "))
    head = text[: next((i for i, char in enumerate(text) if not _han(char)), len(text))]
    return gap.join(tables.syllables(head)) + (" " if head != text else "") + text[len(head) :]


def _short(text: str, _rng: random.Random) -> str:
    head = text[: next((i for i, char in enumerate(text) if not _han(char)), len(text))]
    return tables.initials(head) + text[len(head) :]


REWRITES: dict[str, Rewrite] = {
    "plain": lambda text, _: text,
    "invisible": lambda text, rng: "".join(char + rng.choice(_INVISIBLE) for char in text[:-1]) + text[-1],
    "combining": lambda text, rng: "".join(char + rng.choice(_COMBINING) for char in text),
    "separators": _between(_SIGNS, one=True),
    "emoji_between": _between(_BETWEEN, one=False),
    "styled": _styled,
    "latin_look_alikes": _latin,
    "traditional": lambda text, rng: tables.traditional(text, rng.choice(("s2t", "s2tw", "s2hk"))),
    "homophones": _HOMOPHONE,
    "near_homophones": _each(lambda c, r: _pick(tables.near_homophones(c) or tables.homophones(c), c, r)),
    "pinyin": _latin_runs,
    "pinyin_in_part": _each(lambda c, _: tables.syllable(c), 0.5),
    "initials": _short,
    "taken_apart": _APART,
    "look_alikes": _each(lambda c, r: _pick(tables.look_alikes(c), c, r), 0.5),
    "emoji_words": _emoji,
    "upside_down": lambda text, _: text[::-1],
    "vertical": _between("\n", one=True),
    "mixed": _mixed,
}
LAYOUTS = ("split", "split_small", "padded", "slang", "nickname")
FAMILIES = (*REWRITES, *LAYOUTS)


def attacks(family: str, *, sealed: bool, seed: int = 2026, most: int = 240) -> Iterator[Attack]:
    """Adverts of one family from one half of the phrases: as many with an account as without."""
    rng = random.Random(f"{seed}:{family}:{sealed}")
    chosen = phrases.half(phrases.PHRASES, sealed=sealed)
    contexts = phrases.half(phrases.WITH_CONTACT, sealed=sealed), phrases.half(phrases.WITHOUT_CONTACT, sealed=sealed)
    made, tries = 0, 0
    while made < most and tries < most * 6:
        phrase, context = chosen[tries % len(chosen)], rng.choice(contexts[tries // len(chosen) % 2])
        tries += 1
        attack = _make(family, phrase, context, rng)
        if attack is not None:
            made += 1
            yield attack


def _make(family: str, phrase: str, context: str, rng: random.Random) -> Attack | None:
    contact = rng.choice(phrases.CONTACTS)
    if family in REWRITES:
        return rewritten(family, phrase, context, contact, rng)
    said = context.format(p=phrase, c=contact)
    if family == "slang":
        if "{c}" not in context:
            return None
        slang = rng.choice(phrases.SLANG)
        said = context.format(p=phrase, c=slang)
        at = said.index(slang)
        return Attack(family, phrase, (said,), (((at, at + len(slang)),),))
    if family == "padded":
        around = rng.sample(phrases.HARMLESS, 4)
        return _one(family, phrase, "，".join(around[:2]) + "。" + said + "。" + "，".join(around[2:]))
    if family == "nickname":
        name = f"{phrase}{contact}" if "{c}" in context else f"{phrase}找我"
        return Attack(family, phrase, (rng.choice(phrases.HARMLESS),), ((),), nickname=name)
    size = (3, 6) if family == "split" else (1, 2)
    pieces, at = [], 0
    while at < len(said):
        step = rng.randint(*size)
        pieces.append(said[at : at + step])
        at += step
    return Attack(family, phrase, tuple(pieces), tuple(((0, len(piece)),) for piece in pieces))


def _one(family: str, phrase: str, said: str) -> Attack:
    at = said.index(phrase)
    return Attack(family, phrase, (said,), (((at, at + len(phrase)),),))


def rewritten(family: str, phrase: str, context: str, contact: str, rng: random.Random) -> Attack | None:
    """An advert of one family: phrase and contact in the same disguise; None where the family changes nothing of them."""
    rewrite = REWRITES[family]
    head, _, rest = context.partition("{c}") if context.startswith("{c}") else context.partition("{p}")
    first, second = ("c", "p") if context.startswith("{c}") else ("p", "c")
    disguised = {"p": rewrite(phrase, rng), "c": rewrite(contact, rng)}
    plain = {"p": phrase, "c": contact}
    said, spans = head, []
    for index, which in enumerate((first, second)):
        if index:
            middle, slot, rest = rest.partition("{" + which + "}")
            said += middle
            if not slot:
                break
        spans.append((len(said), len(said) + len(disguised[which])) if disguised[which] != plain[which] else None)
        said += disguised[which]
    said += rest
    altered = tuple(span for span in spans if span)
    if family != "plain" and not altered:
        return None
    return Attack(family, phrase, (said,), (altered,))
