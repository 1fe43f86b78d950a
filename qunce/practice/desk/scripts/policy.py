"""The words of scripts: their open places checked, filled and rotated (E2). Pure."""

import difflib
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from qunce.kernel.i18n import N_
from qunce.kernel.verdict import Reason
from qunce.practice.desk.scripts.variables import variables

MOST_WORDINGS: Final = 10
LONGEST: Final = 1_000  # characters of a wording
LONGEST_TITLE: Final = 60
LONGEST_FOLDER: Final = 30

_OPEN: Final = re.compile(r"[{｛]([^{}｛｝]{0,200})[}｝]?|[}｝]")

UNKNOWN = N_("Wording %(n)s: there is no variable “%(words)s”. There are: %(known)s.")
UNKNOWN_LIKE = N_("Wording %(n)s: there is no variable “%(words)s”; did you mean “%(like)s”?")
UNCLOSED = N_("Wording %(n)s: at “%(words)s” a bracket { } is not opened or not closed.")
NO_WORDS = N_("Write at least one wording.")
TOO_MANY = N_("At most %(most)s wordings.")
TOO_LONG = N_("Wording %(n)s is too long: at most %(most)s characters.")
TWICE = N_("Wording %(n)s says the same as wording %(other)s.")


class Filled(NamedTuple):
    """Words with their open places filled. missing: the variables nobody knew; they still stand there as ``{key}``."""

    text: str
    missing: tuple[str, ...]


def known_names() -> dict[str, str]:
    """Every way to write a variable → its key."""
    return {name.casefold(): one.key for one in variables for name in (one.key, *one.also)}


def faults(wordings: Sequence[str]) -> list[Reason]:
    """What keeps these wordings from being saved, each with its number and the exact words."""
    if not wordings:
        return [Reason(NO_WORDS)]
    if len(wordings) > MOST_WORDINGS:
        return [Reason(TOO_MANY, {"most": MOST_WORDINGS})]
    found: list[Reason] = []
    for n, text in enumerate(wordings, 1):
        if len(text) > LONGEST:
            found.append(Reason(TOO_LONG, {"n": n, "most": LONGEST}))
            continue
        found.extend(_faults_of(n, text))
        if text in wordings[: n - 1]:
            found.append(Reason(TWICE, {"n": n, "other": wordings.index(text) + 1}))
    return found


def _faults_of(n: int, text: str) -> Iterator[Reason]:
    names = known_names()
    for hit in _OPEN.finditer(text):
        whole = hit.group()
        if whole[0] not in "{｛" or whole[-1] not in "}｝":
            yield Reason(UNCLOSED, {"n": n, "words": text[hit.start() : hit.start() + 12]})
            continue
        name = hit[1].strip().casefold()
        if name in names:
            continue
        like = difflib.get_close_matches(name, names, 1, 0.5) if name else []
        if like:
            yield Reason(UNKNOWN_LIKE, {"n": n, "words": whole[:30], "like": f"{{{names[like[0]]}}}"})
        else:
            known = " ".join(f"{{{one.key}}}" for one in variables)
            yield Reason(UNKNOWN, {"n": n, "words": whole[:30], "known": known})


def canonical(text: str) -> str:
    """The same words with every known variable under its own name, in plain brackets."""
    names = known_names()
    return _OPEN.sub(lambda hit: _written(hit, names), text.replace("\r\n", "\n")).strip()


def _written(hit: re.Match[str], names: Mapping[str, str]) -> str:
    key = names.get((hit[1] or "").strip().casefold()) if hit.group()[-1] in "}｝" else None
    return f"{{{key}}}" if key else hit.group()


def used(text: str) -> set[str]:
    """The variables that words hold."""
    return {hit[1] for hit in _OPEN.finditer(text) if hit[1] in variables}


def fill(text: str, values: Mapping[str, str]) -> Filled:
    """The words with what is known put in, in one pass: a nickname that looks like a variable stays a nickname."""
    missing: dict[str, None] = {}

    def put(hit: re.Match[str]) -> str:
        key = hit[1] or ""
        if key not in variables or hit.group()[-1] not in "}｝":
            return hit.group()
        if value := values.get(key, ""):
            return value
        missing[key] = None
        return hit.group()

    return Filled(_OPEN.sub(put, text), tuple(missing))


def in_turn(turn: int, count: int) -> int:
    """Which of ``count`` wordings comes at the ``turn``-th use: each as often as the others, give or take one."""
    return turn % count


_GREETED: Final = re.compile(
    r"(?:(?:[您你]们?|大家|各位|早上|上午|中午|下午|晚上)好(?:[呀啊哦~～]*)|早安|(?i:hello|hi))[\s!！,，。.:：~～]*"
)
_BREAK: Final = " \u2005\u3000"


def continued(before: str, text: str) -> str:
    """``text`` as it goes on after ``before``: whom both name is named once, and greeted once.

    ``before`` is what stands in front of the caret, "@小王 您好！"; ``text`` the filled words of a script.
    """
    start = before.rstrip(_BREAK)
    called = re.match(r"[@＠](\S{1,60})[\s\u2005]+", text)
    if called and re.search(r"[@＠]" + re.escape(called[1]), before):
        text = text[called.end() :]
    elif called and start.endswith(("@", "＠")):
        text = text[1:]
    greeted = _GREETED.match(text)
    told = list(_GREETED.finditer(start))
    if greeted and told and told[-1].end() == len(start):
        text = text[greeted.end() :]
    return text
