"""Is this line a question that wants an answer? (E1, E3; issue 2 §5)

A question is not a "?": fewer than half carry one. The line is cut into clauses; each clause is
held against the wording that asks (particles, A不A, question words, pleas) and against the wording
that only looks so (rhetoric, greetings, reported speech, 什么都/不知道怎么…了). Pure and quick: a line
without any cue leaves after one scan.
"""

import re
from typing import Final, Literal, NamedTuple

from qunce.practice.desk import cues, cues_english

QuestionKind = Literal[
    "asks_info",  # wants to know something
    "asks_help",  # wants something done or given
    "call",  # 在吗, 有人吗: wants somebody's attention, the question follows or went before
    "nudge",  # a bare "?": repeats the question before it
    "rhetorical",
    "greeting",
    "quoted",  # tells what somebody else asked
    "statement",  # a question word that asks nothing: 怎么都行, 没什么
    "none",
]
ASKING: Final[frozenset[str]] = frozenset({"asks_info", "asks_help", "call"})
THRESHOLD: Final = 0.5
_LONG = 160  # beyond this only the first and the last clauses ask: the rest is an announcement
_HELP_CUES = frozenset({"plea", "help"})
_CHAIN_MARKS = ("#接龙", "#Group Note", "#群接龙")


class QuestionMark(NamedTuple):
    """What ``classify`` says of a line.

    strength  0..1, asks from ``THRESHOLD`` on
    cue       name of the wording that decided ("ma", "wh", "a_not_a", "mark", ...), "" for none
    span      [start, end) of the asking clause in the original text, code points
    """

    is_question: bool
    strength: float
    cue: str
    kind: QuestionKind
    span: tuple[int, int]


NOT_A_QUESTION: Final = QuestionMark(False, 0.0, "", "none", (0, 0))


def classify(text: str) -> QuestionMark:
    """Judge one line of chat by its own wording; context is the policy's business."""
    if not (cues.might_ask(text) or text.startswith("@")) or text.startswith(_CHAIN_MARKS):
        return NOT_A_QUESTION
    folded = text.translate(cues.FOLD)
    if "🐎" in folded:
        folded = cues.HORSE.sub("吗", folded)
    if not folded.strip(" ?!\n"):
        return QuestionMark(False, 0.3, "mark", "nudge", (0, len(text)))
    if ("?" in folded or "当我没" in folded) and cues.TAKEN_BACK.search(folded):
        return QuestionMark(False, 0.25, "mark", "rhetorical", (0, len(text)))
    folded = _blank(folded)
    if cues.CLAUSE_SIGN.search(folded) is None:
        return _judge(folded, False, 0)
    clauses = [found for found in cues.CLAUSE.finditer(folded) if not found.group().isspace()]
    if len(text) > _LONG and len(clauses) > 5:
        clauses = clauses[:2] + clauses[-3:]
    best = NOT_A_QUESTION
    for found in clauses:
        mark = _judge(found.group(), found["mark"] is not None, found.start())
        if mark.strength > best.strength or (best.cue == "" and mark.cue):
            best = mark
    if not best.is_question and (cry := cues.CRY.match(folded)):
        return QuestionMark(True, 0.6, "help", "asks_help", cry.span())
    return best


def asking_clauses(text: str) -> list[tuple[int, int]]:
    """The spans of the clauses that ask, in their order; none where the line as a whole does not."""
    whole = classify(text)
    if not whole.is_question:
        return []
    folded = _blank(text.translate(cues.FOLD))
    if cues.CLAUSE_SIGN.search(folded) is None:
        return [whole.span]
    marks = [_judge(found.group(), found["mark"] is not None, found.start()) for found in cues.CLAUSE.finditer(folded)]
    return [mark.span for mark in marks if mark.is_question and mark.kind != "call"]


def _blank(folded: str) -> str:
    """Mentions, stickers, links and quoted speech out of the way, every offset kept."""
    if cues.NOISE_SIGN.search(folded):
        folded = cues.NOISE.sub(_spaces, folded)
    if cues.QUOTE_SIGN.search(folded):
        folded = cues.QUOTED.sub(_dots, folded)
    if folded.isascii() and (found := cues_english.ADDRESSED.match(folded)):
        folded = _spaces(found) + folded[found.end() :]
    return folded


def _spaces(found: re.Match[str]) -> str:
    return " " * (found.end() - found.start())


def _dots(found: re.Match[str]) -> str:
    return "·" * (found.end() - found.start())


def _judge(clause: str, marked: bool, offset: int) -> QuestionMark:
    body = clause.strip(" \n\t?!。,;~…")
    start = offset + clause.find(body) if body else offset
    span = (start, start + len(body))
    if not body:
        return NOT_A_QUESTION
    if body.isascii():
        return _judge_english(body.lower(), marked, span)
    if not marked and not cues.might_ask(body):
        return NOT_A_QUESTION
    held = set(body)
    cue, strength = _strongest(body, held)
    if not cue and not marked:
        return NOT_A_QUESTION
    if cue == "call":
        return QuestionMark(True, strength, cue, "call", span)
    denied = next(
        (
            kind
            for kind, pattern, needs in cues.NEGATIVE
            if (needs is None or not needs.isdisjoint(held)) and pattern.search(body)
        ),
        None,
    )
    if denied is not None and cue not in ("lead", "plea") and not cues.REAL_AFTER_ALL.search(body):
        if denied == "statement" and (marked or (cue == "ma" and strength >= 0.85)):
            return QuestionMark(True, 0.6, cue or "mark", "asks_info", span)
        return QuestionMark(False, 0.25, cue or "mark", denied, span)  # type: ignore[arg-type]
    if marked:
        cue, strength = (cue or "mark"), min(0.98, max(0.72, strength + 0.08))
    kind: QuestionKind = "asks_help" if cue in _HELP_CUES else "asks_info"
    return QuestionMark(strength >= THRESHOLD, strength, cue, kind, span)


def _strongest(body: str, held: set[str]) -> tuple[str, float]:
    for name, weight, pattern, needs in cues.POSITIVE:  # strongest first
        if not needs.isdisjoint(held) and pattern.search(body):
            return name, weight
    return "", 0.0


def _judge_english(body: str, marked: bool, span: tuple[int, int]) -> QuestionMark:
    strength = 0.8 if cues_english.OPENING.match(body) else 0.65 if cues_english.INSIDE.search(body) else 0.0
    if not strength and not marked:
        return NOT_A_QUESTION
    kind: QuestionKind = "asks_help" if "help" in body else "asks_info"
    if cues_english.STATEMENT.search(body):
        if marked:
            return QuestionMark(True, 0.55, "english", kind, span)
        return QuestionMark(False, 0.25, "english", "statement", span)
    cue = "english" if strength else "mark"
    if marked:
        strength = min(0.98, max(0.72, strength + 0.08))
    return QuestionMark(True, strength, cue, kind, span)
