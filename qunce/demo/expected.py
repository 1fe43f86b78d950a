"""The oracle: what the judgements should find in a world, told from what was scripted, not from reading.

It knows the truth because it staged it: which lines ask, which answer, who advertises. Tests hold a
judgement against it and count what was missed and what was wrongly found. Times are epoch seconds
UTC; ``as_of`` is the moment the group was heard until.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from qunce.community.charter.types import ServiceHours
from qunce.demo.model import Group, Line, Mark, Member
from qunce.demo.world import World
from qunce.kernel.clock import DAY, day_start, local_day
from qunce.kernel.holidays import china

REPEATED_DAYS = 28
FRESH_DAYS = 7
Decision = Literal["answered", "answered_late", "unanswered", "waiting", "self_answered", "closed"]
PromiseState = Literal["kept", "late", "broken", "open"]


@dataclass(frozen=True, slots=True)
class Ref:
    """A message as it can be found again after an import: group, shown sender, second and text."""

    group: str
    sender: str
    at: int
    text: str


@dataclass(frozen=True, slots=True)
class Question:
    """Truth about one question.

    decision     named as the desk does, and "closed" = the asker's thanks ended it without an answer in
                 the group: anything but unanswered or waiting is right
    again        the same asker's later wordings: one item, one task
    peer         the answer came from a member, not from staff
    story        which seed story it belongs to, "" for everyday talk
    fresh        asked within the last seven days, so that it may become a task
    """

    asked: Ref
    again: tuple[Ref, ...]
    decision: Decision
    due_at: int | None
    answer: Ref | None
    peer: bool
    cluster: str
    story: str
    fresh: bool


@dataclass(frozen=True, slots=True)
class Breach:
    """A line that breaks a rule: ``kind`` as in the charter, ``family`` how it hides.

    Nearly every advert leaves a handle, so the rule "contact" may speak of it as well as "advert".
    A flood is one breach of many lines: a judgement is right that marks any of them.
    """

    line: Ref
    kind: str
    family: str
    staff: bool


@dataclass(frozen=True, slots=True)
class Silent:
    """A silent member and which decisions of the silent judgement are right (``allowed``)."""

    group: str
    person: str
    story: str
    allowed: frozenset[str]


@dataclass(frozen=True, slots=True)
class Promise:
    """A promised moment. ``answer`` is the line that kept it."""

    key: str
    line: Ref
    due_at: int
    state: PromiseState
    answer: Ref | None


@dataclass(frozen=True, slots=True)
class Complaint:
    """A complaint, who took it up and what staff said."""

    key: str
    line: Ref
    copies: tuple[Ref, ...]
    apologies: tuple[Ref, ...]


@dataclass(frozen=True, slots=True)
class KeyMember:
    """Somebody who matters: answers accepted by so many askers, topics followed by so many people."""

    group: str
    person: str
    askers: int
    followers: int


@dataclass(frozen=True, slots=True)
class Health:
    """Counts of the last 28 days. ``members`` and ``speakers`` without staff, ``messages`` with them."""

    group: str
    members: int
    speakers: int
    messages: int
    below_floor: bool


@dataclass(frozen=True, slots=True)
class Channel:
    """One channel's ledger (G3): people, what they said, income and direct cost in 分."""

    group: str
    channel: str
    people: int
    messages: int
    income_fen: int
    cost_fen: int

    @property
    def profit_fen(self) -> int:
        return self.income_fen - self.cost_fen


@dataclass(frozen=True, slots=True)
class Removal:
    """The system said that somebody was removed: whom, by whom (shown names), when."""

    group: str
    person: str
    by: str
    at: int


@dataclass(frozen=True, slots=True)
class Reminder:
    """A member's polite word about a rule, and the breach it is said to."""

    line: Ref
    about: Ref


@dataclass(frozen=True, slots=True)
class Expected:
    """Everything that is true of a world."""

    questions: tuple[Question, ...]
    rhetorical: tuple[Ref, ...]
    social: tuple[Ref, ...]
    breaches: tuple[Breach, ...]
    benign: tuple[Ref, ...]
    silent: tuple[Silent, ...]
    key_members: tuple[KeyMember, ...]
    not_key: tuple[tuple[str, str], ...]
    repeats: Mapping[tuple[str, str], tuple[Ref, ...]]
    apart: tuple[tuple[str, str], ...]
    promises: tuple[Promise, ...]
    complaints: tuple[Complaint, ...]
    health: tuple[Health, ...]
    channels: tuple[Channel, ...]
    removals: tuple[Removal, ...]
    reminders: tuple[Reminder, ...]
    drifts: Mapping[tuple[str, str], tuple[Ref, ...]]
    stories: Mapping[str, tuple[Ref, ...]]

    def tasks(self) -> list[Question]:
        """Fresh unanswered questions, one for each person and group, the earliest due first."""
        first: dict[tuple[str, str], Question] = {}
        for q in sorted(self.questions, key=lambda q: q.asked.at):
            if q.fresh and q.decision == "unanswered":
                first.setdefault((q.asked.group, q.asked.sender), q)
        return sorted(first.values(), key=lambda q: q.due_at or 0)


# --- due moments, told by walking over the minutes of service


def due_at(asked: int, hours: ServiceHours, limit_minutes: int) -> int | None:
    """When a reply is late (E3, E4): the limit in service time, or the next-day rule between two days."""
    day = local_day(asked, hours.tz)
    spans = _spans(day, hours)
    between_days = not spans or asked < spans[0][0] or asked >= spans[-1][1]
    left = limit_minutes * 60
    for _ in range(30):
        spans = [(a, b) for a, b in _spans(day, hours) if b > asked]
        for start, end in spans:
            if between_days and hours.next_day is not None and start > asked:
                return start + hours.next_day * 60
            begin = max(start, asked)
            if end - begin >= left:
                return begin + left
            left -= end - begin
        day += timedelta(days=1)
    return None


def _spans(day: date, hours: ServiceHours) -> list[tuple[int, int]]:
    weekday = china().counts_as(day, hours.holidays)
    midnight = day_start(day, hours.tz)
    return [(midnight + a * 60, midnight + b * 60) for a, b in (() if weekday is None else hours.shifts[weekday])]


# --- one group


class _Teller:
    """Tells the truth about one group."""

    def __init__(self, group: Group) -> None:
        self.group = group
        self.as_of = group.lines[-1].at
        self.answers: dict[str, list[Line]] = defaultdict(list)
        self.ended: dict[str, Line] = {}
        self.self_answers: dict[str, Line] = {}
        for line in group.messages():
            for qid in line.refs("answer"):
                self.answers[qid].append(line)
            for qid in line.refs("thanks"):
                self.ended.setdefault(qid, line)
            for qid in line.refs("self"):
                self.self_answers[qid] = line

    def ref(self, line: Line) -> Ref:
        return Ref(self.group.name, self.group.shown(line.who), line.at, line.text)

    def marked(self, kind: str) -> list[Line]:
        return [line for line in self.group.messages() if any(m.kind == kind for m in line.marks)]

    def questions(self) -> Iterable[Question]:
        charter = self.group.charter
        for line in self.marked("question"):
            due = due_at(line.at, charter.service_hours, charter.reply_limit_minutes)
            for qid in line.refs("question"):
                first = min(self.answers.get(qid, ()), key=lambda a: a.at, default=None)
                answer = self._kept_by(first)
                yield Question(
                    asked=self.ref(line),
                    again=tuple(self.ref(a) for a in self.marked("again") if qid in a.refs("again")),
                    decision=self._decide(qid, due, first),
                    due_at=due,
                    answer=self.ref(answer) if answer else None,
                    peer=bool(answer and not self.group.member(answer.who).staff),
                    cluster=line.ref("cluster") or "",
                    story=line.ref("story") or "",
                    fresh=self.as_of - line.at < FRESH_DAYS * DAY,
                )

    def _kept_by(self, first: Line | None) -> Line | None:
        """The answer itself, where the first reply only promised it."""
        key = first.ref("promise") if first is not None else None
        return next((line for line in self.marked("kept") if key and line.ref("kept") == key), first)

    def _decide(self, qid: str, due: int | None, answer: Line | None) -> Decision:
        if answer is not None:
            return "answered" if due is None or answer.at <= due else "answered_late"
        if qid in self.self_answers:
            return "self_answered"
        if qid in self.ended:
            return "closed"
        return "waiting" if due is None or due > self.as_of else "unanswered"

    def breaches(self) -> Iterable[Breach]:
        for line in self.marked("breach"):
            kind, _, family = (line.ref("breach") or "").partition(".")
            yield Breach(self.ref(line), kind, family, self.group.member(line.who).staff)

    def silent(self) -> Iterable[Silent]:
        for member in self.group.members.values():
            allowed = SILENT.get((self.group.archetype, member.story)) or SILENT.get(("", member.story))
            if allowed:
                yield Silent(self.group.name, member.shown, member.story, allowed)

    def key_members(self) -> Iterable[KeyMember]:
        askers: dict[str, set[str]] = defaultdict(set)
        followers: dict[str, set[str]] = defaultdict(set)
        asked_by = {qid: line.who for line in self.marked("question") for qid in line.refs("question")}
        started = {line.ref("topic"): line.who for line in self.marked("topic")}
        for qid, lines in self.answers.items():
            if qid in self.ended:
                askers[min(lines, key=lambda a: a.at).who].add(asked_by.get(qid, ""))
        for line in self.marked("follows"):
            followers[started.get(line.ref("follows"), "")].add(line.who)
        for key, member in self.group.members.items():
            if not member.staff and (askers[key] or followers[key]):
                yield KeyMember(self.group.name, member.shown, len(askers[key]), len(followers[key]))

    def repeats(self) -> dict[str, list[Ref]]:
        found: dict[str, list[Ref]] = defaultdict(list)
        for line in self.marked("cluster"):
            if self.as_of - line.at < REPEATED_DAYS * DAY:
                found[line.ref("cluster") or ""].append(self.ref(line))
        return found

    def promises(self) -> Iterable[Promise]:
        kept = {line.ref("kept"): line for line in self.marked("kept")}
        for line in self.marked("promise"):
            key = line.ref("promise") or ""
            due, answer = self._promised(line, key), kept.get(key)
            state: PromiseState = "broken" if due <= self.as_of else "open"
            if answer is not None:
                state = "kept" if answer.at <= due else "late"
            yield Promise(key, self.ref(line), due, state, self.ref(answer) if answer else None)

    def _promised(self, line: Line, key: str) -> int:
        days, minutes = PROMISED[key]
        if days is None:
            return line.at + minutes * 60
        return day_start(local_day(line.at)) + days * DAY + minutes * 60

    def complaints(self) -> Iterable[Complaint]:
        copies, apologies = self.marked("copied"), self.marked("apology")
        for line in self.marked("complaint"):
            key = line.ref("complaint") or ""
            yield Complaint(
                key,
                self.ref(line),
                tuple(self.ref(c) for c in copies if c.ref("copied") == key),
                tuple(self.ref(a) for a in apologies if a.ref("apology") == key),
            )

    def removals(self) -> Iterable[Removal]:
        group = self.group
        for line in group.lines:
            if line.event is not None and line.event.event == "removed":
                for key in line.event.targets:
                    yield Removal(group.name, group.shown(key), group.shown(line.event.actor), line.at)

    def reminders(self) -> Iterable[Reminder]:
        known = {line.uid: line for line in self.group.messages()}
        for line in self.marked("reminds"):
            yield Reminder(self.ref(line), self.ref(known[line.reply_to]))

    def drifts(self) -> dict[str, list[Ref]]:
        found: dict[str, list[Ref]] = defaultdict(list)
        for line in self.marked("drift"):
            found[line.ref("drift") or ""].append(self.ref(line))
        return found

    def health(self) -> Health:
        group, floor = self.group, self.group.charter.floor
        recent = [m for m in group.messages() if self.as_of - m.at < REPEATED_DAYS * DAY]
        members = {key for key, m in group.members.items() if not m.staff}
        speakers = {m.who for m in recent} & members
        low_share = floor.speaking_share is not None and len(speakers) < floor.speaking_share * len(members)
        low_talk = floor.messages_per_day is not None and len(recent) < floor.messages_per_day * REPEATED_DAYS
        return Health(group.name, len(members), len(speakers), len(recent), low_share or low_talk)

    def channels(self) -> Iterable[Channel]:
        cost = {c.channel: c.total_fen for c in self.group.channel_costs}
        said: dict[str, int] = defaultdict(int)
        for line in self.group.messages():
            said[line.who] += 1
        by_channel: dict[str, list[Member]] = defaultdict(list)
        for member in self.group.members.values():
            if member.purchases:
                by_channel[member.purchases.channel].append(member)
        for channel, members in sorted(by_channel.items()):
            income = sum(m.purchases.spent_fen for m in members if m.purchases)
            messages = sum(said[m.person.key] for m in members)
            yield Channel(self.group.name, channel, len(members), messages, income, cost.get(channel, 0))


# Days after the day it was said and minutes since midnight; None: minutes after it was said.
PROMISED: dict[str, tuple[int | None, int]] = {
    "boxes": (None, 60),
    "bonus": (0, 18 * 60),
    "replay": (0, 20 * 60),
    "faceid": (1, 10 * 60),
}
KEEP = frozenset({"keep"})
NOT_KEEP = frozenset({"wake", "interview", "move_group", "wait", "remove_candidate"})
NEVER_REMOVED = frozenset({"keep", "wake", "interview", "move_group", "wait", "not_enough"})
# (archetype, story) or ("", story) → decisions that are right
SILENT: dict[tuple[str, str], frozenset[str]] = {
    ("restaurant", "silent.buyer"): KEEP,
    ("fintech", "silent.buyer"): KEEP,
    ("fintech", "silent.sample"): KEEP,
    ("fintech", "silent.two_groups"): KEEP,
    ("founders", "silent.two_groups"): NOT_KEEP,
    ("founders", "silent.free_rider"): NOT_KEEP,
    ("restaurant", "silent.freebie"): NOT_KEEP,
    ("learning", "silent.freebie"): NOT_KEEP,
    ("", "silent.buyer"): NEVER_REMOVED,
    ("", "silent.unknown_purchases"): NEVER_REMOVED,
    ("", "silent.spoke_once"): NEVER_REMOVED,
    ("", "silent.grace"): frozenset({"newcomer"}),
}
APART = (("vip_in", "vip_out"),)


def expected(world: World) -> Expected:
    """The truth about every group of a small or medium world."""
    tellers = [_Teller(group) for group in world.all_groups]
    stories: dict[str, list[Ref]] = defaultdict(list)
    for t in tellers:
        for line in t.marked("story"):
            stories[line.ref("story") or ""].append(t.ref(line))
    return Expected(
        questions=tuple(q for t in tellers for q in t.questions()),
        rhetorical=tuple(t.ref(line) for t in tellers for line in t.marked("rhetorical")),
        social=tuple(t.ref(line) for t in tellers for line in t.marked("social")),
        breaches=tuple(b for t in tellers for b in t.breaches()),
        benign=tuple(t.ref(line) for t in tellers for line in t.marked("benign")),
        silent=tuple(s for t in tellers for s in t.silent()),
        key_members=tuple(k for t in tellers for k in t.key_members()),
        not_key=_not_key(tellers),
        repeats={(t.group.name, c): tuple(refs) for t in tellers for c, refs in t.repeats().items()},
        apart=APART,
        promises=tuple(p for t in tellers for p in t.promises()),
        complaints=tuple(c for t in tellers for c in t.complaints()),
        health=tuple(t.health() for t in tellers),
        channels=tuple(c for t in tellers for c in t.channels()),
        removals=tuple(r for t in tellers for r in t.removals()),
        reminders=tuple(r for t in tellers for r in t.reminders()),
        drifts={(t.group.name, subject): tuple(refs) for t in tellers for subject, refs in t.drifts().items()},
        stories={story: tuple(refs) for story, refs in sorted(stories.items())},
    )


def _not_key(tellers: list[_Teller]) -> tuple[tuple[str, str], ...]:
    """(group, person) who must never rank: staff, and whoever only fills the group with idle talk."""
    idle = Mark("story", "chatter.idle")
    out = {(t.group.name, m.shown) for t in tellers for m in t.group.staff}
    out |= {(t.group.name, t.group.shown(x.who)) for t in tellers for x in t.group.messages() if idle in x.marks}
    return tuple(sorted(out))
