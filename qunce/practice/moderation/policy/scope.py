"""Topic scope: talk that has left what the charter names as the group's topic (D8). Never a penalty: an invitation.

    kind      "moderation.scope", policy "moderation.scope/1", decision "invite"
    subject   ("message", id): the line with which the talk left the topic
    evidence  the lines that name a subject off the topic, the words marked

What is off a topic cannot be read in general; that several members speak of the stock market, in a group whose charter
says "lunch" and in a quarter of an hour without one word of lunch, can. Only words count: those that the charter itself
keeps out ("不聊股票"), and a short list for each of the subjects that groups drift to. What the charter's own words
touch is never off the topic. Everything that is in doubt is the group's topic.
"""

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from qunce.community.charter.types import EffectiveCharter
from qunce.kernel.i18n import N_
from qunce.kernel.text import Matcher, fold, fold_text, fold_texts
from qunce.kernel.verdict import Evidence, Param, Reason, Verdict
from qunce.practice.moderation.policy.reading import LONGEST, Message

KIND, POLICY = "moderation.scope", "moderation.scope/1"
WINDOW = 15 * 60  # seconds in which it must be said
BEFORE = 5 * 60  # seconds before it that must not touch the topic either
MOST = 60  # lines looked at from one on: a run shows itself at once, and no flood may take longer
SILENCE = 6 * 3600  # seconds after one run without another
COARSEST = 60  # seconds: a source that names no minutes cannot tell
LINES, SPEAKERS, SHARE = 4, 2, 0.4  # of a run: lines at least, members at least, the share of lines that name it
NAMED, COMMON = (3, 2), (4, 3)  # lines and different words: for what the charter keeps out, for what it says nothing of
_SHOWN = 6  # words in a reason
_NONE: Mapping[str, "Naming"] = {}

_CLAUSE = re.compile(r"[,，。;；.!！?？\n\r]+")
_KEPT_OUT = re.compile(
    r"(?:请?勿|不要|不许|不得|不能|禁止|严禁|禁|别|不|拒绝|莫|少)再?(?:聊|谈|发|刷|讨论|涉及|转发)"
    r"|请?勿|不要|不许|不得|不能|禁止|严禁|拒绝|除外"
)
_JOINT = re.compile(
    r"[、/|+&·:：()（）《》“”\"'\s]+|以及|或者|和|与|或|及|跟|的|等|在|请|只|都|也|主要|有关|关于|任何|一切|其他|其它"
)


@dataclass(frozen=True, slots=True)
class Subject:
    """What a group may drift to: its name, how charters call it, the words that name it, what only holds them."""

    key: str
    names: tuple[str, ...]
    words: tuple[str, ...]
    unless: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Scope:
    """A charter's topic as it is held against talk.

    topic    as it is said to members: the charter's words without those that keep something out
    own      folded words that make a line the group's own
    named    subjects that the charter itself keeps out
    common   subjects of the list that the charter says nothing of
    """

    topic: str
    own: tuple[str, ...]
    named: tuple[Subject, ...]
    common: tuple[Subject, ...]


@dataclass(frozen=True, slots=True)
class Naming:
    """A line that names a subject: the message, the subject, its words as they stand there with their spans."""

    message: Message
    subject: str
    words: Mapping[str, tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Drift:
    """A run of talk off the topic. lines: those that name the subject; of: all lines of the run."""

    subject: str
    named: bool
    lines: tuple[Naming, ...]
    of: int

    @property
    def began(self) -> int:
        """Epoch seconds of the line with which it left the topic."""
        return self.lines[0].message.at


@lru_cache(maxsize=1)
def _lists() -> tuple[tuple[Subject, ...], frozenset[str]]:
    """The curated subjects, and the words in which every charter speaks."""
    raw = tomllib.loads((files("qunce.practice.moderation.policy") / "data" / "subjects.toml").read_text("utf-8"))
    plain = frozenset(raw.pop("plain"))
    parts = ("names", "words", "unless")
    return tuple(Subject(key, *(tuple(one[part]) for part in parts)) for key, one in raw.items()), plain


def subjects() -> tuple[Subject, ...]:
    """The subjects that groups drift to, as the list has them."""
    return _lists()[0]


def scope_of(charter: EffectiveCharter, group: str = "") -> Scope | None:
    """What the charter says of the topic, None where it says nothing. ``group``: its name, whose words are its own."""
    if not charter.topic_scope.strip():
        return None
    clauses = [clause.strip() for clause in _CLAUSE.split(charter.topic_scope) if clause.strip()]
    outside = [clause for clause in clauses if _KEPT_OUT.search(clause)]
    inside = [clause for clause in clauses if clause not in outside]
    outside += [rule.text for rule in charter.rules if rule.kind == "offtopic" and _KEPT_OUT.search(rule.text)]
    about = fold_text(" ".join((*inside, charter.theme, charter.value_proposition, charter.audience, group)))
    against = fold_text(" ".join(outside))
    ours = {subject.key for subject in subjects() if any(w in about for w in (*subject.names, *subject.words))}
    named = [s for s in subjects() if any(name in against for name in s.names) and s.key not in ours]
    listed = {name for subject in subjects() for name in (*subject.names, subject.key)}
    extra = [
        Subject(word, (word,), (word,))
        for clause in outside
        for word in _pieces(fold_text(_KEPT_OUT.sub(" ", clause)))
        if word not in about and word not in _lists()[1] and not any(name in word or word in name for name in listed)
    ]
    common = tuple(s for s in subjects() if s not in named and s.key not in ours) if inside else ()
    own = tuple(
        sorted({*_own(about), *((fold_text(charter.side_group).strip(),) if charter.side_group.strip() else ())})
    )
    return Scope("，".join(inside), own, (*named, *extra), common)


def _pieces(text: str) -> list[str]:
    """The words of a clause: what stands between its joints, two to six characters each."""
    return [piece for piece in _JOINT.split(_CLAUSE.sub(" ", text)) if 2 <= len(piece) <= 6]


def _own(about: str) -> Iterator[str]:
    """Every two neighbouring characters of what the charter says: generous, for whatever touches them is the topic."""
    plain = _lists()[1]
    for piece in _JOINT.split(_CLAUSE.sub(" ", about)):
        if piece.isascii():
            yield from [piece] if len(piece) > 1 else []
        else:
            yield from (pair for i in range(len(piece) - 1) if (pair := piece[i : i + 2]) not in plain)


@lru_cache(maxsize=64)
def _finder(wanted: tuple[Subject, ...]) -> tuple[Matcher, tuple[tuple[str, str, bool], ...]]:
    """One automaton for all words: (subject, word, whether it only holds a word)."""
    entries = tuple(
        (subject.key, word, cover) for subject in wanted for cover in (False, True)
        for word in (subject.unless if cover else subject.words)
    )  # fmt: skip
    return Matcher([word for _, word, _ in entries]), entries


@lru_cache(maxsize=64)
def _own_finder(own: tuple[str, ...]) -> Matcher:
    return Matcher(own)


class _Talk:
    """Messages in time order with what was found in them; the group's own words are sought only where it matters."""

    def __init__(self, said: Sequence[Message], texts: Sequence[str], scope: Scope) -> None:
        self.said, self._texts = said, texts
        self._own = _own_finder(scope.own)
        self._known: dict[int, bool] = {}

    def is_own(self, index: int) -> bool:
        known = self._known.get(index)
        if known is None:
            known = self._known[index] = self._own.occurs(self._texts[index])
        return known

    def last(self, first: int) -> int:
        """The last line of the window that a line opens."""
        end = self.said[first].at + WINDOW
        last = first
        while last + 1 < len(self.said) and last - first < MOST and self.said[last + 1].at <= end:
            last += 1
        return last

    def before(self, first: int) -> int:
        """The first of the lines that stand shortly before one."""
        start = first
        while start and first - start < MOST and self.said[start - 1].at >= self.said[first].at - BEFORE:
            start -= 1
        return start


def drifts(messages: Iterable[Message], scope: Scope, quiet_until: int = 0) -> Iterator[Drift]:
    """Runs of talk off the topic, in time order like ``messages``; none before ``quiet_until`` (epoch seconds)."""
    said = [m for m in messages if m.kind == "text" and m.precision <= COARSEST and m.sender_id and m.text.strip()]
    texts = fold_texts([m.text[:LONGEST] for m in said])
    matcher, entries = _finder((*scope.named, *scope.common))
    touched = [index for index, text in enumerate(texts) if matcher.occurs(text) and not said[index].is_staff]
    talk = _Talk(said, texts, scope)
    kept_out = {subject.key for subject in scope.named}
    lines = {index: found for index in touched if (found := _namings(said[index], texts[index], matcher, entries))}
    for first, keys in lines.items():
        if said[first].at >= quiet_until:
            runs = [run for key in keys if (run := _drift(talk, lines, first, key, named=key in kept_out)) is not None]
            if runs:
                drift = max(runs, key=lambda run: (run.named, len(run.lines)))
                quiet_until = drift.began + SILENCE
                yield drift


def _namings(
    message: Message, text: str, matcher: Matcher, entries: Sequence[tuple[str, str, bool]]
) -> dict[str, Naming]:
    """Subject → what the line says of it, without words that stand inside a longer one of another meaning."""
    hits = [(start, end, *entries[index]) for start, end, index in matcher.find(text) if not _cuts(text, start, end)]
    covers = [(start, end) for start, end, _, _, cover in hits if cover]
    folded = None
    found: dict[str, dict[str, tuple[int, int]]] = {}
    for start, end, key, word, cover in hits:
        if not cover and not any(s <= start and end <= e for s, e in covers):
            folded = folded or fold(message.text[:LONGEST])
            found.setdefault(key, {})[word] = folded.span(start, end)
    return {key: Naming(message, key, words) for key, words in found.items()}


def _cuts(text: str, start: int, end: int) -> bool:
    """Whether a Latin word is cut: "lol" in "lollipop"."""
    before, first, last, after = text[start - 1 : start], text[start], text[end - 1], text[end : end + 1]
    return any(a.isascii() and a.isalnum() and b.isascii() and b.isalnum() for a, b in ((before, first), (last, after)))


def _drift(
    talk: _Talk, lines: Mapping[int, Mapping[str, Naming]], first: int, key: str, *, named: bool
) -> Drift | None:
    """The run that begins with a line, if there is one. Where anybody comes back to the topic there is none."""
    least, words = NAMED if named else COMMON
    last = talk.last(first)
    chosen: list[Naming] = []
    people: set[int] = set()
    different: set[str] = set()
    for index in range(first, last + 1):
        naming = lines.get(index, _NONE).get(key)
        if naming is None:
            continue
        chosen.append(naming)
        people.add(naming.message.sender_id)
        different.update(naming.words)
        of = max(index, min(first + LINES - 1, last)) - first + 1
        if len(chosen) >= least and of >= LINES and len(people) >= SPEAKERS and len(different) >= words:
            if len(chosen) < SHARE * of:
                continue
            if any(talk.is_own(i) for i in range(talk.before(first), last + 1)):
                return None
            return Drift(key, named, tuple(chosen), of)
    return None


def judge_scope(
    found: Iterable[Drift], scope: Scope, side_group: str, group_id: int | None = None
) -> Iterator[Verdict]:
    """A verdict on each run: the words, what the charter says of them, the group for chatter where there is one."""
    for drift in found:
        spoken = dict.fromkeys(word for line in drift.lines for word in line.words)
        people = len({line.message.sender_id for line in drift.lines})
        counted: dict[str, Param] = {
            "count": len(drift.lines), "of": drift.of, "people": people, "subject": drift.subject,
            "words": "、".join(list(spoken)[:_SHOWN]),
        }  # fmt: skip
        reasons = [
            Reason(N_("%(count)s of %(of)s lines, by %(people)s members, speak of “%(subject)s”: %(words)s"), counted),
            Reason(N_("The charter keeps “%(subject)s” out"), {"subject": drift.subject})
            if drift.named
            else Reason(
                N_("The charter says: “%(topic)s”; no line before, between or after touches it"), {"topic": scope.topic}
            ),
        ]
        if side_group:
            reasons.append(Reason(N_("For a chat there is “%(group)s”"), {"group": side_group}))
        label = N_("off the topic")
        yield Verdict(
            kind=KIND,
            subject=("message", drift.lines[0].message.id),
            decision="invite",
            reasons=tuple(reasons),
            evidence=tuple(
                Evidence("message", line.message.id, label, span=span)
                for line in drift.lines
                for span in list(line.words.values())[:1]
            ),
            confidence=0.8 if drift.named else 0.6,
            policy=POLICY,
            as_of=drift.lines[-1].message.at,
            group_id=group_id,
        )
