"""Pinyin of names: what the palette searches and lists are sorted by ("zhangsan", "zs" for 张三).

Read character by character, with a table of the surnames that sound otherwise than their
character's commonest reading. Other polyphones are best effort: every spelling that differs from
the likeliest one in a single character is kept, eight at most. Latin letters and digits stay.
Sources: issue 2 §6 (palette), quality §2.2 (names).
"""

from collections.abc import Sequence
from dataclasses import dataclass

from qunce.kernel.text.fold import fold_text
from qunce.kernel.text.matcher import skeleton
from qunce.kernel.text.views.separated import is_spoken
from qunce.kernel.text.views.sounds import readings

_MOST_SPELLINGS = 8
_SURNAMES: dict[str, tuple[str, ...]] = {
    "尉迟": ("yu", "chi"), "万俟": ("mo", "qi"), "澹台": ("tan", "tai"), "单于": ("chan", "yu"),
    "单": ("shan",), "曾": ("zeng",), "仇": ("qiu",), "解": ("xie",), "查": ("zha",), "区": ("ou",),
    "朴": ("piao",), "盖": ("ge",), "乐": ("yue",), "缪": ("miao",), "翟": ("zhai",), "召": ("shao",),
    "秘": ("bi",), "折": ("she",), "隗": ("wei",), "员": ("yun",), "繁": ("po",), "覃": ("qin",),
    "郇": ("xun",), "乜": ("nie",), "种": ("chong",), "卜": ("bu",), "牟": ("mu",), "阚": ("kan",),
    "句": ("gou",), "都": ("du",), "薄": ("bo",), "佴": ("nai",), "祭": ("zhai",), "洗": ("xian",),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class NamePinyin:
    """Spellings of a name, the likeliest first: in full ("zhangsan") and by initials ("zs")."""

    full: tuple[str, ...]
    initials: tuple[str, ...]


def name_pinyin(name: str) -> NamePinyin:
    """How a name may be typed on a Latin keyboard. Empty for a name without letters."""
    spellings = _spellings(_units(name))
    return NamePinyin(
        full=tuple(dict.fromkeys("".join(spelling) for spelling in spellings if spelling)),
        initials=tuple(dict.fromkeys("".join(unit[0] for unit in spelling) for spelling in spellings if spelling)),
    )


def search_keys(name: str) -> tuple[str, ...]:
    """Everything a name may be found by: its folded letters (or emoji), full pinyin, initials."""
    pinyin = name_pinyin(name)
    return tuple(dict.fromkeys(key for key in (skeleton(name), *pinyin.full, *pinyin.initials) if key))


def sort_key(name: str) -> str:
    """Orders names as a Chinese reader expects: a to z by syllable, then all that starts otherwise."""
    syllables = " ".join(unit[0] for unit in _units(name))
    folded = fold_text(name)
    if syllables[:1].isascii() and syllables[:1].isalpha():
        return f"{syllables} {folded}"
    return f"{{{syllables or '~'} {folded}"  # "{" and "~" come after "z"


def _units(name: str) -> list[tuple[str, ...]]:
    """The readings of each ideograph, and each run of other letters or digits as one unit."""
    folded = fold_text(name).strip()
    units: list[tuple[str, ...]] = []
    surname = _surname(folded)
    for char, syllable in zip(surname, _SURNAMES.get(surname, ())):
        units.append(tuple(dict.fromkeys((syllable, readings()[ord(char)][0]))))
    run = ""
    for char in folded[len(surname) :]:
        read = readings().get(ord(char))
        if read is None and is_spoken(char):
            run += char
            continue
        if run:
            units.append((run,))
            run = ""
        if read is not None:
            units.append(read[:2])
    if run:
        units.append((run,))
    return units


def _surname(folded: str) -> str:
    """The leading characters that are read as a surname: only in front of a given name."""
    for length in (2, 1):
        surname, given = folded[:length], folded[length:]
        if surname in _SURNAMES and 1 <= len(given) <= 2 and given[0] != surname:
            return surname
    return ""


def _spellings(units: Sequence[tuple[str, ...]]) -> list[tuple[str, ...]]:
    likeliest = tuple(unit[0] for unit in units)
    spellings = [likeliest]
    for index, unit in enumerate(units):
        spellings.extend((*likeliest[:index], other, *likeliest[index + 1 :]) for other in unit[1:])
    return spellings[:_MOST_SPELLINGS]
