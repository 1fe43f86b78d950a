"""What is usual is kept by day: summed up once, anew where the talk changed, gone with the group."""

import pytest

from qunce.community.charter import services as charters
from qunce.community.charter.purposes import CharterTerms
from qunce.community.charter.types import Rule
from qunce.community.models import Group, Source
from qunce.community.services.undo import undo_source
from qunce.practice.moderation import services as moderation
from qunce.practice.moderation.incidents.tests.test_case import hear
from qunce.practice.moderation.pace import services
from qunce.practice.moderation.pace.models import DayPace
from tests.cast import Cast

pytestmark = pytest.mark.django_db
DAY = 86_400


@pytest.fixture
def group(cast: Cast) -> Group:
    charters.set_terms(cast.lunch, CharterTerms(rules=(Rule("flood", "不刷屏", limit=5),)))
    return cast.lunch


def lively(person: str, count: int, day: int) -> list[tuple[int, str, str]]:
    """A minute of talk, so many messages of one person."""
    return [(day * DAY - i * 5, person, f"{person}{day}第{i}句") for i in range(count)]


def test_what_is_usual_is_summed_up_once(group: Group) -> None:
    hear(group, *(line for day in range(2, 27) for line in lively("小林", 9, day)))
    group.refresh_from_db()
    assert DayPace.objects.filter(group=group).count() == 28
    reads: list[int] = []

    def talk(group: Group, since: int, until: int | None) -> list[object]:
        reads.append(since)
        return []

    last = DayPace.objects.filter(group=group).order_by("-day")[0].day
    services.refresh(group, talk, last - 27, last, last + 1)  # type: ignore[arg-type]
    assert reads == []
    hear(group, *lively("汪汪", 9, 1), label="child")
    assert moderation.judge_group(group, 0)["breach"] == 0


def test_an_undone_import_is_no_habit(group: Group) -> None:
    hear(group, *lively("小林", 2, 1))
    hear(group, *(line for day in range(2, 27) for line in lively("小林", 9, day)), label="lively")
    undo_source(group.workspace, group, Source.objects.get(label="lively"), lambda count: None)
    group.refresh_from_db()
    moderation.judge_group(group, 0)
    assert not any(peak == "9" for row in DayPace.objects.all() for peaks in row.people.values() for peak in peaks)
    hear(group, *lively("汪汪", 9, 1), label="child")
    assert moderation.judge_group(group, 0)["breach"] == 1


def test_days_without_a_word_are_kept_as_such(group: Group) -> None:
    hear(group, *lively("小林", 3, 3), *lively("小林", 5, 9))
    rows = list(DayPace.objects.filter(group=group).order_by("day"))
    assert [row.day for row in rows] == list(range(rows[0].day, rows[0].day + 28))
    spoken = {rows[-1].day - row.day: [list(peaks) for peaks in row.people.values()] for row in rows if row.people}
    assert spoken == {0: [["3"]], 6: [["5"]]}
