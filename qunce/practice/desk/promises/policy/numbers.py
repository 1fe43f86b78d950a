"""Numbers as people write them beside a unit of time: 3, 1.5, 两, 十五, 半, 一两, 2-3. Of a range, the later end."""

import re
from typing import Final

_DIGITS: Final = {sign: value for value, sign in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2, "俩": 2}
_HAN = "零一二两俩三四五六七八九"
NUMBER: Final = (
    rf"(?:\d{{1,3}}(?:\.\d)?(?:\s*(?:[-–—~～]|到|至)\s*\d{{1,3}})?"
    rf"|[{_HAN}]?百|[{_HAN}]?十[{_HAN}]?来?|[{_HAN}]{{1,2}}(?:到[{_HAN}])?|半)"
)
_RANGE: Final = re.compile(r"[-–—~～到至]")


def number(said: str) -> float | None:
    """The number, or None where these signs are none; 半 is .5, 两三 is 3, 十来 is 15."""
    said = _RANGE.split(said.replace(" ", ""))[-1]
    if not said:
        return None
    if said == "半":
        return 0.5
    if said[0].isdigit():
        return float(said)
    if said.endswith("来"):
        base = number(said[:-1])
        return None if base is None else base + 5
    if said.endswith("百"):
        return 100.0 * _DIGITS.get(said[:-1] or "一", 1)
    if "十" in said:
        tens, _, ones = said.partition("十")
        return 10.0 * (_DIGITS[tens] if tens else 1) + (_DIGITS[ones] if ones else 0)
    if any(sign not in _DIGITS for sign in said):
        return None
    return float(max(_DIGITS[sign] for sign in said))
