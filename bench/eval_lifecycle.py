"""Runs the lifecycle policies on the public qTox IRC log and prints what they find, as JSON.

    python bench/eval_lifecycle.py [messages.csv]

The log is English IRC, so links are read the IRC way: a message that starts with "nick:" or "nick,"
is meant for that person. The crude reading of questions and thanks here serves this file only; the
product takes its links from the service desk. Joins are sessions there: only a nick's first one counts.
IRC has no quotes, so who starts what others follow is not measured here.
"""

import csv
import json
import os
import random
import re
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from qunce.community.charter.policy import merge, purpose_layer
from qunce.community.charter.purposes import PURPOSES
from qunce.kernel.clock import DAY
from qunce.kernel.verdict import Verdict
from qunce.practice.lifecycle.policy import health, key_members, silent
from qunce.practice.lifecycle.policy.figures import Period
from qunce.practice.lifecycle.policy.key_members import Credit, Standing
from qunce.practice.lifecycle.policy.worth import Member, Setting

BOTS = {"qtox-syncbot", "qtox-git-spam"}
THANKS = re.compile(r"\b(thanks?|thank you|thx|ty|cheers|that (works|helped)|works now|got it|perfect)\b", re.I)
QUESTION = re.compile(r"\?\s*$|\?\s|^(how|what|why|where|when|who|is there|can i|does|do you|any)\b", re.I)
LIMIT = 30 * 60  # seconds: the exchange purpose allows two hours; IRC lives faster


@dataclass(frozen=True)
class Line:
    id: int
    at: int
    kind: str
    nick: str
    text: str


def read(path: Path) -> list[Line]:
    with path.open(newline="", encoding="utf-8") as file:
        return [
            Line(number, _seconds(row["time"]), row["kind"], row["nick"], row["text"])
            for number, row in enumerate(csv.DictReader(file), 1)
        ]


def _seconds(text: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp())


class People:
    """Nicks as people: renames are followed (never to or from Guest…), trailing _ and case fold."""

    def __init__(self, lines: Iterable[Line]) -> None:
        self._parent: dict[str, str] = {}
        self._known: dict[str, str] = {}
        for line in lines:
            if line.kind == "nick" and "guest" not in (line.nick + line.text).lower():
                a, b = self.of(line.nick), self.of(line.text)
                if a != b:
                    self._parent[max(a, b)] = min(a, b)
                    self._known.clear()

    def of(self, nick: str) -> str:
        if nick not in self._known:
            self._known[nick] = self._root(nick)
        return self._known[nick]

    def _root(self, nick: str) -> str:
        name = re.sub(r"[_\-|`^\\]+(afk|away|mobile)?$", "", nick.lower()) or nick.lower()
        while self._parent.get(name, name) != name:
            name = self._parent[name]
        return name


def credits_of(lines: list[Line], people: People) -> list[Credit]:
    """Who gave whom what, read from addressed messages; guesses become "near" and count nothing."""
    ids = ids_of(lines, people)
    known = set(ids)
    asked: dict[str, tuple[int, int]] = {}  # asker -> (moment, message) of the open question
    answered: dict[str, tuple[str, int, int]] = {}  # asker -> (helper, moment, answer)
    found: list[Credit] = []
    for line in lines:
        if line.kind != "message" or not (me := people.of(line.nick)) or me in BOTS:
            continue
        to = _addressed(line.text, people, known)
        if THANKS.search(line.text) and len(line.text) < 120:
            helper = answered.pop(me, None)
            if helper and line.at - helper[1] <= LIMIT and to in (None, helper[0]):
                found.append(Credit("accepted", ids[helper[0]], ids[me], helper[1], helper[2]))
            elif to and to != me:
                found.append(Credit("thanked", ids[to], ids[me], line.at, line.id))
        elif to and to != me:
            question = asked.get(to)
            if question and line.at - question[0] <= LIMIT:
                found.append(Credit("answered", ids[me], ids[to], line.at, line.id))
                answered[to] = (me, line.at, line.id)
            else:
                found.append(Credit("quoted", ids[to], ids[me], line.at, line.id))
        elif to is None:
            asker = next((a for a in reversed(asked) if a != me and line.at - asked[a][0] <= 180), None)
            if asker:
                found.append(Credit("near", ids[me], ids[asker], line.at, line.id))
                answered.setdefault(asker, (me, line.at, line.id))
        if QUESTION.search(line.text):
            asked.pop(me, None)
            asked[me] = (line.at, line.id)
            answered.pop(me, None)
    return found


def names_of(lines: list[Line], people: People) -> dict[int, str]:
    """Person id -> the nick under which they wrote most."""
    ids, wrote = ids_of(lines, people), Counter(line.nick for line in lines if line.kind == "message")
    shown = {ids[people.of(line.nick)]: line.nick for line in lines if line.nick}
    return shown | {ids[people.of(nick)]: nick for nick, _ in reversed(wrote.most_common())}


def ids_of(lines: list[Line], people: People) -> dict[str, int]:
    names = sorted({people.of(line.nick) for line in lines if line.nick})
    return {name: number for number, name in enumerate(names, 1)}


def _addressed(text: str, people: People, known: set[str]) -> str | None:
    match = re.match(r"@?([^\s:,]{2,30})[:,]\s", text)
    name = people.of(match.group(1)) if match else ""
    return name if name in known and name not in BOTS else None


def operators(lines: list[Line], people: People) -> set[str]:
    """Who was given +o by the services: the channel's staff."""
    given = (re.search(r"sets mode: \+o+ ([^\s]+)", line.text) for line in lines if line.kind == "other")
    return {people.of(match.group(1)) for match in given if match} - {"chanserv"}


def charter_of(purpose: str):
    return merge([purpose_layer(PURPOSES.get(purpose))]).charter


def period(lines: list[Line], people: People, until: int, found: list[Credit], staff: set[str]) -> Period:
    start, out = until - 28 * DAY, BOTS | staff
    heard = [line for line in lines if line.at < until]
    inside = [line for line in heard if line.at >= start]
    talk = [ln for ln in inside if ln.kind == "message" and people.of(ln.nick) not in out]
    by_nick = Counter(people.of(line.nick) for line in talk)
    first: dict[str, int] = {}
    for line in heard:
        if line.kind == "join":
            first.setdefault(people.of(line.nick), line.at)
    questions = [line for line in talk if QUESTION.search(line.text)]
    replies = _reply_seconds(questions, found, people, lines)
    return Period(
        members=None,
        seen=len({people.of(line.nick) for line in heard if line.nick} - out),
        speakers=len(by_nick),
        messages_by_day=_by_day((line.at for line in talk), start),
        top_five_messages=sum(count for _, count in by_nick.most_common(5)),
        hours=tuple(Counter(line.at // 3600 % 24 for line in talk)[hour] for hour in range(24)),
        joins_by_day=_by_day((at for at in first.values() if start <= at), start),
        questions=len(questions),
        answered_in_time=sum(seconds <= LIMIT for seconds in replies),
        reply_seconds=tuple(replies),
    )


def _by_day(moments: Iterable[int], start: int) -> tuple[int, ...]:
    days = Counter((at - start) // DAY for at in moments)
    return tuple(days[day] for day in range(28))


def _reply_seconds(questions: list[Line], found: list[Credit], people: People, lines: list[Line]) -> list[float]:
    ids = ids_of(lines, people)
    answers: dict[int, list[int]] = defaultdict(list)
    for credit in found:
        if credit.sort in ("answered", "accepted"):
            answers[credit.by].append(credit.at)
    times = []
    for line in questions:
        after = [at - line.at for at in answers[ids[people.of(line.nick)]] if 0 <= at - line.at <= LIMIT]
        if after:
            times.append(float(min(after)))
    return times


def silent_decisions(lines: list[Line], people: People, purpose: str, as_of: int) -> dict[str, int]:
    spoke: dict[str, list[int]] = defaultdict(list)
    joined: dict[str, int] = {}
    for line in lines:
        if line.kind == "message":
            spoke[people.of(line.nick)].append(line.at)
        elif line.kind == "join":
            joined.setdefault(people.of(line.nick), line.at)
    setting = Setting(group_id=1, charter=charter_of(purpose), heard_from=lines[0].at, heard_until=as_of)
    ids, counts = ids_of(lines, people), Counter[str]()
    for name in joined:
        member = Member(
            person_id=ids[name],
            joined_at=joined[name],
            last_spoke_at=max(spoke[name], default=None),
            messages=len(spoke[name]),
        )
        counts[silent.judge(member, setting, as_of=as_of).decision] += 1
    return dict(counts.most_common())


def idle_check(lines: list[Line], people: People, before: list[Standing], as_of: int) -> dict[str, object]:
    """500 idle messages by a member of middling rank, put between the real ones, then linked anew."""
    names = names_of(lines, people)
    target = before[len(before) // 2]
    rng = random.Random(4)
    idle = [
        Line(
            1_000_000 + n,
            as_of - rng.randrange(28 * DAY),
            "message",
            names[target.person_id],
            "haha so tired",
        )
        for n in range(500)
    ]
    mixed = sorted([*lines, *idle], key=lambda line: (line.at, line.id))
    after = key_members.rank(credits_of(mixed, people), group_id=1, as_of=as_of)
    found = next(s for s in after if s.person_id == target.person_id)
    return {
        "who": names[target.person_id],
        "rank_before": target.rank,
        "rank_after": found.rank,
        "score_before": round(target.score, 4),
        "score_after": round(found.score, 4),
    }


def shown(standings: list[Standing], names: dict[int, str], talk: Counter[int]) -> list[dict[str, object]]:
    order = {number: place for place, (number, _) in enumerate(talk.most_common(), 1)}
    return [
        {
            "rank": s.rank,
            "who": names[s.person_id],
            "tier": s.verdict.decision,
            "score": round(s.score, 2),
            "people": s.people,
            "rank_by_messages": order.get(s.person_id),
            "why": [reason.msgid % reason.params for reason in s.verdict.reasons[1:-1]],
        }
        for s in standings
    ]


OCTOBER = _seconds("2016-10-31 23:59:59")


def evaluate(path: Path) -> dict[str, object]:
    began = time.perf_counter()
    lines = read(path)
    people = People(lines)
    talk = [line for line in lines if line.kind == "message"]
    joined = {line.nick for line in lines if line.kind == "join"}
    by_nick = Counter(line.nick for line in talk)
    as_of = lines[-1].at
    ids = ids_of(lines, people)
    names = names_of(lines, people)
    ops = operators(lines, people)
    acts = credits_of(lines, people)
    recent, october = (
        Counter(ids[people.of(ln.nick)] for ln in talk if until - 28 * DAY <= ln.at <= until)
        for until in (as_of, OCTOBER)
    )
    everybody = key_members.rank(acts, group_id=1, as_of=as_of)
    members = key_members.rank(acts, group_id=1, as_of=as_of, staff={ids[name] for name in ops})
    now, before = (period(lines, people, as_of - back * DAY, acts, set()) for back in (0, 28))
    found = health.judge(1, charter_of("exchange"), now, before, as_of=as_of)
    return {
        "joined_nicks": len(joined),
        "never_spoke": len(joined - set(by_nick)),
        "speaking_nicks": len(by_nick),
        "top_five_share": round(sum(n for _, n in by_nick.most_common(5)) / len(talk), 4),
        "people_after_renames": len(ids),
        "operators": sorted(names[ids[name]] for name in ops),
        "credits": dict(Counter(act.sort for act in acts).most_common()),
        "key_members_last_28_days": shown(everybody[:10], names, recent),
        "key_members_without_operators": shown(members[:6], names, recent),
        "key_members_in_october": shown(key_members.rank(acts, group_id=1, as_of=OCTOBER)[:10], names, october),
        "idle_500": idle_check(lines, people, everybody, as_of),
        "silent": {p: silent_decisions(lines, people, p, as_of) for p in ("exchange", "service", "sales")},
        "health": _health(found.verdict, found.figures),
        "seconds": round(time.perf_counter() - began, 2),
    }


def _health(verdict: Verdict, figures: Iterable[health.Figure]) -> dict[str, object]:
    keep = ("value", "numerator", "denominator", "low", "high", "enough", "approximate")
    return {
        "decision": verdict.decision,
        "confidence": verdict.confidence,
        "reasons": [reason.msgid % reason.params for reason in verdict.reasons],
        "figures": {
            figure.key: {name: _short(getattr(figure, name)) for name in keep}
            | {
                "trend": figure.trend,
                "change": _change(figure) if figure.change.enough else None,
            }
            for figure in figures
        },
    }


def _change(figure: health.Figure) -> list[object]:
    return [_short(end) for end in asdict(figure.change.change).values()]


def _short(value: object) -> object:
    if value == float("inf"):
        return None
    return round(value, 3) if isinstance(value, float) else value


def data_path() -> Path:
    root = Path(os.environ.get("QUNCE_SHARED_DATA") or Path(__file__).parents[1].parent / "shared/data")
    return root / "irc_qtox/messages.csv"


if __name__ == "__main__":
    source = Path(sys.argv[1]) if len(sys.argv) > 1 else data_path()
    print(json.dumps(evaluate(source), indent=1, ensure_ascii=False))
