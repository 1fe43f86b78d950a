"""A promise through its life: to whom, whether it was kept, and the verdict in words (E6).

Kept by what a colleague says afterwards: a line that quotes the person it was made to or names them with an @, else the
promiser's next line right after theirs, or their thanks (both approximate). A new time before the old one ran out moves
the promise; after that it was broken, whatever came later. 稍等 stands until a time or an answer follows.
"""

from collections import deque
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Literal, NamedTuple

from qunce.kernel.clock import DAY
from qunce.kernel.hours import Hours
from qunce.kernel.i18n import N_
from qunce.kernel.verdict import Evidence, Reason, Verdict
from qunce.practice.desk import acts
from qunce.practice.desk.policy.lines import RAW_MENTION, Line
from qunce.practice.desk.promises.policy.finding import POLICY, FoundPromise, find_promise
from qunce.practice.desk.questions import classify

KIND: Final = "desk.promise"
PROMISED: Final = N_("the promise")
KEPT_BY: Final = N_("what kept it")
QUESTION: Final = N_("the question")
NEAR: Final = 30 * 60  # seconds: a promise without a name is made to who asked within this
NEAR_LINES: Final = 12
NUDGED: Final = DAY  # 稍等 is asked about for so long
REMEMBERED: Final = 400  # lines by which a quotation is found again

State = Literal["open", "kept", "broken", "moved", "untimed"]
How = Literal["quote", "mention", "near", "thanks", "click", ""]


class Told(NamedTuple):
    """A promise and what became of it. Times in epoch seconds UTC; ``message_id`` None: opened by a click.

    to_id          the person it was made to, 0 where it was said to all
    question_id    the message it belongs to, where one is seen
    settled_id/at  the line that kept it, or kept it too late
    """

    message_id: int | None
    by_id: int
    to_id: int
    question_id: int | None
    at: int
    due_at: int | None
    span: tuple[int, int]
    confidence: float
    state: State
    how: How = ""
    settled_id: int | None = None
    settled_at: int | None = None
    pk: int | None = None  # of a promise that is on record already


@dataclass(slots=True, eq=False)
class _Item:
    """A promise while it is followed. ``after``: the last line of a colleague since."""

    told: Told
    after: Line | None = None
    moved: bool = False
    dropped: bool = False

    @property
    def pending(self) -> bool:
        return self.told.settled_at is None and not self.moved and not self.dropped


class PromiseJudge:
    """Hears a group line by line. ``given``: promises on record that no message tells of."""

    def __init__(self, hours: Hours, as_of: int, *, since: int = 0, given: Sequence[Told] = ()) -> None:
        self._hours = hours
        self._as_of = as_of
        self._since = since
        self._given = deque(sorted(given, key=lambda told: told.at))
        self._items: list[_Item] = []
        self._said: dict[int, Line] = {}
        self._order: deque[int] = deque()
        self._names: dict[str, int] = {}
        self._members: deque[Line] = deque(maxlen=NEAR_LINES)
        self._last: Line | None = None

    def hear(self, line: Line) -> None:
        """Take the next message in time order; what is later than ``as_of`` is not heard."""
        if line.at > self._as_of:
            return
        while self._given and self._given[0].at <= line.at:
            self._items.append(_Item(self._given.popleft()))
        if line.is_staff:
            self._hear_colleague(line)
        else:
            self._hear_member(line)
            self._members.append(line)
        self._remember(line)

    def close(self) -> list[Told]:
        """Every promise made since ``since``, as it stands at ``as_of``."""
        self._items += [_Item(told) for told in self._given]
        found = [self._stands(item) for item in self._items if item.told.at >= self._since and not item.dropped]
        return [told for told in found if told is not None]

    def _remember(self, line: Line) -> None:
        self._said[line.id] = line
        self._order.append(line.id)
        if len(self._order) > REMEMBERED:
            self._said.pop(self._order.popleft(), None)
        if line.name:
            self._names[line.name] = line.person_id
        self._last = line

    def _hear_colleague(self, line: Line) -> None:
        addressed = self._addressed(line)
        found = find_promise(line.text, line.at, self._hours) if line.kind == "text" else None
        if found is not None:
            self._promise(line, found, addressed)
            return
        if line.kind == "text" and acts.is_small_talk(RAW_MENTION.sub("", line.text).strip()):
            return
        for item in self._items:
            if item.pending and (how := self._keeps(item.told, line, addressed)):
                item.told = item.told._replace(how=how, settled_id=line.id, settled_at=line.at)
            item.after = line

    def _keeps(self, told: Told, line: Line, addressed: Collection[int]) -> How:
        if line.reply_to_id is not None and line.reply_to_id in (told.message_id, told.question_id):
            return "quote"
        if told.to_id and told.to_id in addressed:
            return "quote" if line.quotes() else "mention"
        last = self._last
        if addressed or last is None or last.person_id != told.to_id or line.person_id != told.by_id:
            return ""
        return "near" if line.at - last.at <= NEAR and last.at > told.at else ""

    def _promise(self, line: Line, found: FoundPromise, addressed: Sequence[int]) -> None:
        asked = self._asked(line, addressed)
        to_id = addressed[0] if addressed else asked.person_id if asked else 0
        earlier = [item for item in self._items if item.pending and item.told.to_id == to_id and to_id]
        if found.kind == "untimed" and earlier:
            return  # a time, or a wait, stands already
        for item in earlier:
            item.dropped = item.told.due_at is None
            item.moved = item.told.due_at is not None and line.at <= item.told.due_at
        self._items.append(
            _Item(
                Told(
                    line.id, line.person_id, to_id, asked.id if asked else None, line.at, found.due_at, found.span,
                    found.confidence * (1.0 if to_id else 0.9), "open" if found.kind == "timed" else "untimed",
                )
            )
        )  # fmt: skip

    def _addressed(self, line: Line) -> list[int]:
        """The members whom a line quotes or names with an @."""
        found = []
        if line.reply_to_id in self._said:
            found.append(self._said[line.reply_to_id].person_id)
        elif line.quote_name in self._names:
            found.append(self._names[line.quote_name])
        found += [*line.mentions, *(self._names[n] for n in RAW_MENTION.findall(line.text) if n in self._names)]
        return [person for person in dict.fromkeys(found) if person != line.person_id]

    def _asked(self, line: Line, addressed: Collection[int]) -> Line | None:
        """The question a promise answers: the quoted line, else the last question of who is addressed or near."""
        quoted = self._said.get(line.reply_to_id or 0)
        if quoted is not None and not quoted.is_staff:
            return quoted
        for asked in reversed(self._members):
            whom = asked.person_id in addressed if addressed else line.at - asked.at <= NEAR
            if whom and asked.kind == "text" and classify(asked.text).is_question:
                return asked
        last = self._last
        near = last is not None and not last.is_staff and line.at - last.at <= NEAR and not addressed
        return last if near else None

    def _hear_member(self, line: Line) -> None:
        """Thanks of who was promised something, once a colleague has spoken since."""
        for item in self._items:
            told = item.told
            if not item.pending or told.to_id != line.person_id or item.after is None or line.kind != "text":
                continue
            if acts.thanks(line.text):
                item.told = told._replace(how="thanks", settled_id=item.after.id, settled_at=item.after.at)

    def _stands(self, item: _Item) -> Told | None:
        told = item.told
        if told.due_at is None:
            waits = item.pending and self._as_of - told.at <= NUDGED
            return told._replace(state="untimed") if waits else None
        if item.moved:
            return told._replace(state="moved")
        return told._replace(state=state_of(told.due_at, told.settled_at, self._as_of))


def state_of(due_at: int, settled_at: int | None, as_of: int) -> State:
    """Kept in time, broken, or still open at ``as_of``."""
    if settled_at is not None:
        return "kept" if settled_at <= due_at else "broken"
    return "broken" if as_of > due_at else "open"


_HOW: Final = {
    "quote": N_("A colleague answered with a quotation at %(settled_at)s."),
    "mention": N_("A colleague answered with an @ at %(settled_at)s."),
    "near": N_("Probably answered at %(settled_at)s: the colleague's next line after theirs."),
    "thanks": N_("They said thanks for what a colleague had said at %(settled_at)s."),
    "click": N_("A colleague ticked it off at %(settled_at)s."),
}


_TOO_LATE: Final = N_("That was too late.")
_NOTHING: Final = N_("Nothing came by then, as far as the group was heard.")


def verdict_of(told: Told, as_of: int, group_id: int) -> Verdict:
    """The verdict on a promise. No words are copied: the evidence points at them."""
    subject = told.message_id or told.question_id or told.pk or 0
    return Verdict(
        kind=KIND,
        subject=("message" if told.message_id or told.question_id else "promise", subject),
        decision=told.state,
        reasons=tuple(_reasons(told)),
        evidence=tuple(_evidence(told)),
        confidence=round(told.confidence * (0.8 if told.how in ("near", "thanks") else 1.0), 3),
        policy=POLICY,
        as_of=as_of,
        group_id=group_id,
        person_id=told.by_id or None,
    )


def _reasons(told: Told) -> Iterator[Reason]:
    if told.due_at is None:
        yield Reason(N_("Somebody was asked to wait, and no time was named."))
        return
    yield Reason(N_("An answer was promised by %(due_at)s."), {"due_at": told.due_at})
    if told.how:
        yield Reason(_HOW[told.how], {"settled_at": told.settled_at})
    if told.state == "broken":
        yield Reason(_TOO_LATE if told.how else _NOTHING)
    elif told.state == "moved":
        yield Reason(N_("Before that a new time was promised."))
    elif told.state == "open":
        yield Reason(N_("It is not due yet, as far as the group was heard."))


def _evidence(told: Told) -> Iterator[Evidence]:
    if told.message_id is not None:
        yield Evidence("message", told.message_id, PROMISED, span=told.span)
    if told.question_id is not None and told.question_id != told.message_id:
        yield Evidence("message", told.question_id, QUESTION)
    if told.settled_id is not None:
        yield Evidence("message", told.settled_id, KEPT_BY, approximate=told.how in ("near", "thanks"))
