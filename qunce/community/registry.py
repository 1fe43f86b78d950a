"""Who wants to know when a group was heard: practices subscribe with the name of a job."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from typing import NamedTuple

from qunce.kernel.registry import Registry


@dataclass(frozen=True, slots=True)
class Listener:
    """A practice's job that runs after new talk arrived in a group (or some was taken away).

    task     the registered job, called with group_id and since (epoch seconds of the earliest change)
    order    lower first; a job that reads another's verdicts comes later
    history  the registered job for what is older than ``history.edge``, called with group_id and since, after
             everything else; with one, ``task`` is never asked to look further back than that
    """

    key: str
    task: str
    order: int = 50
    history: str = ""


listeners: Registry[Listener] = Registry("listeners")

# Called in transactions of an erasure with (workspace id, every name the person bore, ids of their messages): first
# with messages, part by part, then once with the names. Running twice must do no harm.
Eraser = Callable[[int, Collection[str], Collection[int]], None]
erasers: Registry[Eraser] = Registry("erasers")


class Answer(NamedTuple):
    """A question of a member and what became of it, as whoever answers questions knows it.

    answerer None: nobody, or nobody known. seconds: service time until the answer. exact: a quote, an @ or the
    asker's thanks ties them; accepted: the asker thanked for it or took it. waiting: the limit had not passed yet.
    timed: the source knows more than the day, so that ``seconds`` and ``in_time`` mean something.
    """

    asked_at: int
    asker: int
    question_id: int
    answer_id: int | None
    answerer: int | None
    answered_at: int | None
    seconds: float
    in_time: bool
    exact: bool
    accepted: bool
    waiting: bool
    timed: bool = True


# (group id, since, until) → the questions asked in that span. The desk answers; whoever judges members asks.
AnswerBook = Callable[[int, int, int], Iterable[Answer]]
answer_books: Registry[AnswerBook] = Registry("answer books")


class Thanks(NamedTuple):
    """Somebody thanked somebody in so many words. message_id: what they thanked for where it is known, else the
    thank-you itself (thanks_id). Persons are ids.
    """

    at: int
    by: int
    to: int
    message_id: int
    thanks_id: int


# (group id, since, until) → the thanks said in that span, without those that confirm an Answer.
ThanksBook = Callable[[int, int, int], Iterable[Thanks]]
thanks_books: Registry[ThanksBook] = Registry("books of thanks")


class Deed(NamedTuple):
    """Somebody did the group as a whole a good turn: a report that was upheld, a polite word about a rule.

    sort  key of the sort of credit it earns. message_id: the message that shows it, 0 for none; fact_id: else the
    journal's fact; page: where a colleague reads of it, "" for the message's own page. The person is an id.
    """

    sort: str
    at: int
    to: int
    message_id: int = 0
    fact_id: int = 0
    page: str = ""


# (group id, since, until) → the good turns of that span that still hold. Who judges members asks.
DeedBook = Callable[[int, int, int], Iterable[Deed]]
deed_books: Registry[DeedBook] = Registry("books of deeds")
