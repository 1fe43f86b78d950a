"""Short-hand for conversations in tests: minutes after ten on a Friday morning, Shanghai."""

import datetime as dt

from qunce.community.charter.types import EffectiveCharter, ServiceHours
from qunce.practice.desk.policy import Line, Outcome, judge_lines

TEN = int(dt.datetime.fromisoformat("2026-11-20T10:00+08:00").timestamp())
PEOPLE = {"小李": 1, "小王": 2, "阿芳": 3, "老周": 4, "客服小美": 9, "店长": 8}
STAFF = {8, 9}
STAFF_NAMES = {"客服小美", "店长"}
CHARTER = EffectiveCharter("service")
NIGHT_RULE = EffectiveCharter(
    "service", service_hours=ServiceHours(tuple(((540, 1260),) for _ in range(7)), next_day=60)
)


def say(number: int, minute: float, who: str, text: str, **more: object) -> Line:
    kind = str(more.pop("kind", "text"))
    person = PEOPLE[who]
    return Line(number, TEN + int(60 * minute), person, person in STAFF, kind, text, who, **more)  # type: ignore[arg-type]


def judge(
    lines: list[Line], minute: float = 24 * 60, charter: EffectiveCharter = CHARTER, since: int = 0
) -> list[Outcome]:
    return judge_lines(lines, charter, TEN + int(60 * minute), staff_ids=STAFF, staff_names=STAFF_NAMES, since=since)


def only(lines: list[Line], minute: float = 24 * 60, charter: EffectiveCharter = CHARTER) -> Outcome:
    outcomes = judge(lines, minute, charter)
    assert len(outcomes) == 1, outcomes
    return outcomes[0]


def words(outcome: Outcome) -> str:
    return " ".join(reason.msgid % dict(reason.params) for reason in outcome.verdict.reasons)
