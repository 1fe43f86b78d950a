"""Names as WeChat lets people write them, made comparable."""

import unicodedata

MAX_NAME = 120
_INVISIBLE = dict.fromkeys(
    [
        *range(0x200B, 0x2010),
        *range(0x202A, 0x202F),
        *range(0x2060, 0x2065),
        *range(0x2066, 0x206A),
        0xFEFF,
        0x00AD,
    ],
    None,
)


def fold_name(name: str) -> str:
    """The name as a key: width, case, invisible characters and surrounding space do not count.

    Emoji and punctuation do: people tell each other apart by them.
    """
    folded = unicodedata.normalize("NFKC", name.translate(_INVISIBLE)).casefold()
    return " ".join(folded.split())[:160] or name.strip()[:160]


def shown_name(name: str) -> str:
    """The name as it is stored: without control characters and direction overrides, cut to what fits."""
    kept = "".join(c for c in name.translate(_INVISIBLE_BUT_JOINERS) if unicodedata.category(c) not in ("Cc", "Cs"))
    return kept.strip()[:MAX_NAME]


# ZWJ (U+200D) and variation selectors hold emoji together: shown, though they do not count as a key.
_INVISIBLE_BUT_JOINERS = {code: None for code in _INVISIBLE if code not in (0x200C, 0x200D)}
