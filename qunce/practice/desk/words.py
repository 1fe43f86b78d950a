"""The words an operator pastes into the group: polite, with the @, the hours and a promise of time (E4-E6).

Every function gives sentences as msgid and parameters, ready for a task's ``words``. Times in them
are already wall-clock text of the charter's zone ("10:00"), because they leave the product as text.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from qunce.community.charter.types import ServiceHours
from qunce.kernel.clock import local, local_day
from qunce.kernel.hours import reply_clock, shifts_on
from qunce.kernel.i18n import N_
from qunce.kernel.verdict import Reason

PROMISE_MINUTES: Final = 60  # what is promised once the limit itself has passed, in service time

_PROMISES: Final = {
    "today": N_("@%(name)s Hello, we are looking into your question and will answer here before %(time)s today."),
    "tomorrow": N_("@%(name)s Hello, we are looking into your question and will answer here before %(time)s tomorrow."),
    "later": N_("@%(name)s Hello, we are looking into your question and will answer here before %(time)s on %(date)s."),
}
_CLOSED: Final = {
    "today": N_(
        "@%(name)s Hello, we answer here %(hours)s. We have your question and will reply before %(time)s today."
    ),
    "tomorrow": N_(
        "@%(name)s Hello, we answer here %(hours)s. We have your question and will reply before %(time)s tomorrow."
    ),
    "later": N_(
        "@%(name)s Hello, we answer here %(hours)s. We have your question and will reply before %(time)s on %(date)s."
    ),
}
# (is somebody named, can a new time be told)
_SORRY: Final = {
    (True, True): N_(
        "@%(name)s Hello, we are sorry: we promised you an answer by %(promised)s and did not keep it. "
        "You will have it here by %(time)s."
    ),
    (True, False): N_("@%(name)s Hello, we are sorry: we promised you an answer by %(promised)s and did not keep it."),
    (False, True): N_(
        "Hello everybody, we are sorry: we promised an answer by %(promised)s and did not keep it. "
        "You will have it here by %(time)s."
    ),
    (False, False): N_("Hello everybody, we are sorry: we promised an answer by %(promised)s and did not keep it."),
}
_WEEKDAYS: Final = (
    N_("Monday %(hours)s"),
    N_("Tuesday %(hours)s"),
    N_("Wednesday %(hours)s"),
    N_("Thursday %(hours)s"),
    N_("Friday %(hours)s"),
    N_("Saturday %(hours)s"),
    N_("Sunday %(hours)s"),
)
_HOLIDAYS: Final = {
    "usual": "",
    "sunday": N_("On public holidays as on Sundays; on make-up workdays as on workdays."),
    "closed": N_("Not on public holidays."),
}


def reply_words(name: str, now: int, due_at: int | None, hours: ServiceHours, *, answer: str = "") -> list[Reason]:
    """What to say to somebody who waits, best first.

    answer  the answer where the desk knows one (a Q&A entry); without it the greeting is left open
    due_at  when the answer is or was due, epoch seconds UTC
    """
    clock = reply_clock(hours)
    closed = clock.serves and clock.opening_after_close(now) is not None
    late = due_at is not None and now > due_at
    said = [late_answer(name, answer) if late else ready_answer(name, answer)]
    by = clock.due(now, PROMISE_MINUTES) if late or due_at is None else due_at
    if by is not None:
        said.append(closed_notice(name, now, by, hours) if closed else promise(name, now, by, hours.tz))
    return said[::-1] if closed and not answer else said


def ready_answer(name: str, answer: str = "") -> Reason:
    """The answer itself, or its polite beginning."""
    if answer:
        return Reason(N_("@%(name)s Hello! %(answer)s"), {"name": name, "answer": answer})
    return Reason(N_("@%(name)s Hello! "), {"name": name})


def late_answer(name: str, answer: str = "") -> Reason:
    """The answer to somebody who waited too long."""
    if answer:
        return Reason(
            N_("@%(name)s Hello, sorry to have kept you waiting. %(answer)s"), {"name": name, "answer": answer}
        )
    return Reason(N_("@%(name)s Hello, sorry to have kept you waiting. "), {"name": name})


def promise(name: str, now: int, by: int, tz: str) -> Reason:
    """A promise of time (E6): it takes longer, and this is until when."""
    day, params = _moment(now, by, tz)
    return Reason(_PROMISES[day], {"name": name, **params})


def kept_promise_words(name: str) -> list[Reason]:
    """The beginning of the promised answer."""
    return [ready_answer(name)] if name else [Reason(N_("Hello everybody, here is the answer we promised: "))]


def broken_promise_words(name: str, now: int, promised_at: int, hours: ServiceHours) -> list[Reason]:
    """An apology for a promise that was not kept, with a new time that can be."""
    params = {"name": name, "promised": _dated(local(promised_at, hours.tz))}
    by = reply_clock(hours).due(now, PROMISE_MINUTES)
    if by is not None:
        params["time"] = _dated(local(by, hours.tz))
    return [Reason(_SORRY[bool(name), by is not None], params)]


def closed_notice(name: str, now: int, by: int, hours: ServiceHours) -> Reason:
    """Outside service hours (E4): when the group is answered, and until when this question is."""
    day, params = _moment(now, by, hours.tz)
    shifts = shifts_on(hours, local_day(by, hours.tz))
    return Reason(_CLOSED[day], {"name": name, "hours": shift_text(shifts), **params})


def qa_words(question: str, answer: str) -> list[Reason]:
    """A Q&A entry to take over (E1): the question in its commonest wording, and the best answer there is."""
    said = [Reason(N_("Q: %(question)s"), {"question": _line(question)})]
    if answer:
        return [*said, Reason(N_("A: %(answer)s"), {"answer": answer.strip()})]
    return [*said, Reason(N_("A: (nobody has answered it yet: write the answer here)"))]


def short(text: str, most: int = 40) -> str:
    """On one line, cut to ``most`` characters."""
    line = _line(text)
    return line if len(line) <= most else line[: most - 1] + "…"


def _line(text: str) -> str:
    return " ".join(text.split())


def service_notice(hours: ServiceHours) -> list[Reason]:
    """What the group is told once (E4): the hours, and that the night's questions wait for the morning."""
    if len(set(hours.shifts)) == 1:
        lines = [Reason(N_("We answer questions here every day %(hours)s."), {"hours": shift_text(hours.shifts[0])})]
    else:
        lines = [Reason(N_("We answer questions here at these hours:"))]
        lines += [Reason(_WEEKDAYS[i], {"hours": shift_text(day)}) for i, day in enumerate(hours.shifts) if day]
    if _HOLIDAYS[hours.holidays] and (hours.holidays == "closed" or len(set(hours.shifts)) > 1):
        lines.append(Reason(_HOLIDAYS[hours.holidays]))
    lines.append(Reason(N_("What you ask at other times is answered on the next service day.")))
    return lines


def shift_text(shifts: Sequence[tuple[int, int]]) -> str:
    """[(600, 720), (840, 1080)] is "10:00–12:00, 14:00–18:00"."""
    return ", ".join(f"{a // 60}:{a % 60:02d}–{b // 60}:{b % 60:02d}" for a, b in sorted(shifts) if a < b)


def _moment(now: int, by: int, tz: str) -> tuple[str, dict[str, str]]:
    here, there = local(now, tz), local(by, tz)
    params = {"time": f"{there.hour}:{there.minute:02d}"}
    if there.date() == here.date():
        return "today", params
    if there.date() == here.date() + timedelta(days=1):
        return "tomorrow", params
    return "later", params | {"date": _date(there)}


def _dated(there: datetime) -> str:
    """ "11/20 15:30"; midnight is the end of the day before, as people say it."""
    if there.hour == there.minute == 0:
        return f"{_date(there - timedelta(minutes=1))} 24:00"
    return f"{_date(there)} {there.hour}:{there.minute:02d}"


def _date(there: datetime) -> str:
    return f"{there.month}/{there.day}"
