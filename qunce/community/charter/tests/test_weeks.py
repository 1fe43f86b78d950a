"""A week of shifts: its words name all of it, and a form keeps what it shows."""

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from qunce.base.ui.charts import WEEKDAYS
from qunce.community.charter.forms import TermsForm
from qunce.community.charter.policy.week import Shifts, Week, alike, week_of
from qunce.community.charter.purposes import CharterTerms
from qunce.community.charter.queries import Charters
from qunce.community.charter.types import EffectiveCharter, ServiceHours
from qunce.community.charter.weeks import WeekForm, shown_shifts, shown_week
from tests.cast import Cast

MORNING, EVENING = (540, 720), (1200, 1320)
DAY: st.SearchStrategy[Shifts] = st.lists(
    st.tuples(st.integers(0, 1439), st.integers(1, 1440)).filter(lambda shift: shift[0] < shift[1]), max_size=6
).map(lambda shifts: tuple(sorted(shifts)))
FEW = st.sampled_from([(), (MORNING,), (EVENING,), (MORNING, EVENING)])  # so that days are alike
WEEKS: st.SearchStrategy[Week] = st.one_of(
    st.tuples(*[DAY] * 7), st.tuples(*[FEW] * 7), FEW.flatmap(lambda day: st.just((day,) * 7))
)


def kept(week: Week) -> list[Shifts | None]:
    form = WeekForm(WeekForm.week_initial(week))
    assert form.is_valid(), form.errors
    return list(form.cleaned_data["week"])


@given(WEEKS, st.sampled_from(["zh-hans", "en"]))
def test_a_form_keeps_the_week_it_shows(week: Week, language: str) -> None:
    with translation.override(language):
        assert kept(week) == list(week)


@given(WEEKS)
def test_what_is_uneven_is_unfolded(week: Week) -> None:
    even = len(set(week[:5])) == 1 and week[5] == week[6]
    assert WeekForm(initial=WeekForm.week_initial(week)).day_by_day != even


@given(WEEKS)
def test_the_words_name_every_shift_once_for_its_days(week: Week) -> None:
    said = alike(week)
    days = [day for group, _ in said for day in group]
    assert len(days) == len(set(days))
    assert {day for day in range(7) if week[day]} <= set(days)
    assert all(week[day] == shifts for group, shifts in said for day in group)
    words = shown_week(week)
    assert all(shown_shifts(shifts) in words for shifts in week if shifts)


@pytest.mark.parametrize(
    ("days", "chinese", "english"),
    [
        ({1: EVENING, 3: EVENING}, "周二、周四 20:00-22:00", "Tue, Thu 20:00-22:00"),
        ({0: MORNING, 1: MORNING, 2: MORNING, 3: MORNING, 4: MORNING}, "周一至周五 9:00-12:00，周末 休",
         "Mon–Fri 9:00-12:00, weekend off"),
        ({5: MORNING, 6: MORNING}, "周末 9:00-12:00", "weekend 9:00-12:00"),
        (dict.fromkeys(range(7), MORNING), "每天 9:00-12:00", "every day 9:00-12:00"),
        ({}, "每天 休", "every day off"),
        ({1: EVENING, 2: MORNING, 3: EVENING}, "周二、周四 20:00-22:00，周三 9:00-12:00",
         "Tue, Thu 20:00-22:00, Wed 9:00-12:00"),
        (dict.fromkeys(range(6), MORNING), "周一至周六 9:00-12:00，周日 休", "Mon–Sat 9:00-12:00, Sun off"),
    ],
)  # fmt: skip
def test_a_week_as_people_say_it(days: dict[int, tuple[int, int]], chinese: str, english: str) -> None:
    week = tuple((days[day],) if day in days else () for day in range(7))
    with translation.override("zh-hans"):
        assert shown_week(week) == chinese
    with translation.override("en"):
        assert shown_week(week) == english


def test_a_day_goes_before_its_part_and_what_is_unreadable_is_said() -> None:
    form = WeekForm({"weekdays": "9:00-12:00", "day_2": "休", "day_5": "20-22"})
    assert form.is_valid()
    assert form.cleaned_data["week"] == [(MORNING,), (MORNING,), (), (MORNING,), (MORNING,), (EVENING,), None]
    for wrong in ("9:75-10:00", "22:00-8:00", "9:00-25:00", "<b>", "9:00", "９:00-"):
        broken = WeekForm({"day_3": wrong})
        assert not broken.is_valid()
        assert broken.day_by_day
        assert list(broken.errors) == ["day_3"]


def test_a_short_stored_week_is_seven_days() -> None:
    assert week_of([[[600, 660], [540, 570]]]) == (((540, 570), (600, 660)), *((),) * 6)
    assert len(WEEKDAYS) == 7


@given(WEEKS)
def test_a_charter_keeps_the_hours_it_shows(week: Week) -> None:
    hours = ServiceHours(week, 30)
    terms = CharterTerms(service_hours=hours)
    book = Charters.__new__(Charters)
    book.purposes = {}
    form = TermsForm(TermsForm.initial_of(terms), book=book, inherited=EffectiveCharter("sales"))
    assert form.is_valid(), form.errors
    assert form.to_terms().service_hours == hours


@pytest.mark.django_db
def test_one_day_of_its_own_leaves_the_others_inherited(cast: Cast) -> None:
    book = Charters(cast.workspace)
    inherited = book.merged(None).charter
    form = TermsForm({"day_2": "20:00-21:00"}, book=book, inherited=inherited)
    assert form.is_valid(), form.errors
    hours = form.to_terms().service_hours
    assert hours is not None
    assert hours.shifts[2] == ((1200, 1260),)
    assert [hours.shifts[day] for day in (0, 1, 3, 4, 5, 6)] == [
        inherited.service_hours.shifts[day] for day in (0, 1, 3, 4, 5, 6)
    ]
