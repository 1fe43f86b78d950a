"""Fairness: numerators and denominators, and no percentage on few cases."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qunce.practice.moderation.incidents import fairness_facts
from qunce.practice.moderation.incidents.fairness import (
    GRACE,
    Fact,
    by_offender,
    by_operator,
    by_step,
    due_then,
    gap,
    off,
    same,
)
from qunce.practice.moderation.incidents.models import Incident, TakenStep
from qunce.practice.moderation.incidents.policy import STEPS, Ladder, Offence
from qunce.practice.moderation.incidents.tests.test_appeals import group, told  # noqa: F401 - fixtures
from tests.cast import Cast

NOW = 1_790_000_000
OLD = NOW - GRACE - 1


def fact(rule: str = "advert", *, staff: bool = False, answered: bool = True, by: int | None = 1, **more: bool) -> Fact:
    said = {"let_be": False, "skipped": False, "overturned": False, **more}
    return Fact(rule, staff, OLD, answered, decided_by=by if answered else None, **said)


def step(taken: str, due: str, **more: Any) -> Fact:
    return replace(fact(**more), taken=taken, due=due)


def test_few_cases_have_no_percentage_and_many_name_a_difference() -> None:
    few = [fact(), fact(staff=True, answered=False)]
    (whole, advert) = by_offender(few, NOW)
    assert (whole.members.numerator, whole.members.denominator, whole.staff.denominator) == (1, 1, 1)
    assert not whole.members.enough
    assert not whole.differs
    assert advert.rule == "advert"
    unfair = [fact() for _ in range(40)] + [fact(staff=True, answered=False, let_be=True) for _ in range(40)]
    whole = by_offender(unfair, NOW)[0]
    assert whole.differs
    assert (whole.staff_let_be.numerator, whole.members_let_be.numerator) == (40, 0)
    fair = [fact(staff=bool(n % 2), answered=n % 4 < 2) for n in range(80)]
    assert not by_offender(fair, NOW)[0].differs


def test_what_is_too_young_or_turned_out_to_be_none_is_left_out_of_offenders() -> None:
    young = Fact("advert", False, NOW, False, False, False, False, None)
    assert by_offender([young, fact(overturned=True)], NOW)[0].members.denominator == 0


def test_by_operator_counts_what_was_overturned_as_theirs() -> None:
    facts = [fact(by=1), fact(by=1, overturned=True), fact(by=2, skipped=True), fact(answered=False)]
    first, second = by_operator(facts, NOW)
    assert (first.staff_id, first.overturned.numerator, first.overturned.denominator) == (1, 1, 2)
    assert (second.staff_id, second.skipped.numerator, second.skipped.denominator) == (2, 1, 1)


@given(st.lists(st.builds(fact, st.sampled_from(["advert", "link"]), staff=st.booleans(), answered=st.booleans(),
                          by=st.sampled_from([1, 2, None]), overturned=st.booleans()), max_size=60))  # fmt: skip
def test_rules_add_up_to_the_whole(facts: list[Fact]) -> None:
    whole, *rules = by_offender(facts, NOW)
    assert whole.members.denominator == sum(line.members.denominator for line in rules)
    assert whole.staff.numerator == sum(line.staff.numerator for line in rules)
    assert sum(one.skipped.denominator for one in by_operator(facts, NOW)) == sum(f.answered for f in facts)


def test_taken_against_due_for_members_colleagues_rules_and_operators() -> None:
    facts = [step("ask", "ask"), step("remove", "ask", skipped=True, by=2), step("ask", "warn", staff=True, by=2)]
    whole, advert = by_step(facts, NOW)
    assert [whole.members[kind].numerator for kind in ("due", "harder", "softer")] == [1, 1, 0]
    assert (whole.staff["softer"].numerator, whole.staff["due"].denominator) == (1, 1)
    assert not whole.members["due"].enough  # no bare percentage on two cases
    assert advert.rule == "advert"
    two = next(one for one in by_operator(facts, NOW) if one.staff_id == 2)
    assert (two.as_due.numerator, two.softer.numerator, two.as_due.denominator) == (0, 1, 2)
    (asked, warned) = same(facts, NOW)
    assert (asked.due, asked.taken["ask"], asked.taken["remove"], warned.due) == ("ask", 1, 1, "warn")
    assert [gap(one) for one in off(facts)] == ["harder", "softer"]
    unfair = [step("ask", "warn", staff=True) for _ in range(40)] + [step("warn", "warn") for _ in range(40)]
    assert by_step(unfair, NOW)[0].differs
    assert not by_step([step("warn", "warn", staff=bool(n % 2)) for n in range(80)], NOW)[0].differs


@given(
    st.lists(st.tuples(st.integers(1, 50), st.sampled_from(STEPS), st.integers(1, 20)), max_size=6), st.integers(51, 99)
)
def test_due_then_is_what_the_ladder_said_and_later_steps_change_nothing(
    earlier: list[tuple[int, str, int]], at: int
) -> None:
    past = [Offence(n, n, OLD + day, "advert", s, OLD + day + after) for n, (day, s, after) in enumerate(earlier)]
    this = Offence(99, 99, OLD + at, "advert")
    due = due_then(Ladder(), this, past, OLD + at)
    later = [replace(one, step="remove", proven_at=OLD + at + 5) if one.proven_at is None else one for one in past]
    after = Offence(98, 98, OLD + at + 1, "advert", "remove", OLD + at + 9)
    assert due_then(Ladder(), this, [*later, after], OLD + at) == due
    assert due_then(Ladder(), replace(this, step="remove", proven_at=OLD + at + 3), past, OLD + at) == due
    answered = [
        STEPS.index(one.step) for one in past if one.proven_at is not None and one.proven_at < OLD + at and one.step
    ]
    if due and len(answered) == len(past):
        assert due == (STEPS[min(max(answered) + 1, 3)] if answered else "ask")


@pytest.mark.django_db
def test_the_page_is_for_operators_and_names_who_decided(cast: Cast, told: Incident) -> None:  # noqa: F811
    TakenStep.objects.update(decided_by=cast.owner.pk)
    (known,) = fairness_facts.of(Incident.objects.all())
    assert (known.answered, known.decided_by, known.rule) == (True, cast.owner.pk, "contact")
    assert (known.taken, known.due, known.case) == ("ask", "ask", told.pk)
    TakenStep.objects.update(step="notice", skipped_why="严重")
    (known,) = fairness_facts.of(Incident.objects.all())
    assert (gap(known), known.due) == ("harder", "ask")
    assert f"/order/cases/{told.pk}" in cast.client(cast.operator).get("/order/fairness").content.decode()
    page = cast.client(cast.operator).get("/order/fairness")
    assert cast.owner.name in page.content.decode()
    assert cast.client(cast.viewer).get("/order/fairness").status_code in (403, 404)
