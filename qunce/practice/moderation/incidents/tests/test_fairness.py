"""Fairness: numerators and denominators, and no percentage on few cases."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qunce.practice.moderation.incidents import queries
from qunce.practice.moderation.incidents.fairness import GRACE, Fact, by_offender, by_operator
from qunce.practice.moderation.incidents.models import Incident, TakenStep
from qunce.practice.moderation.incidents.tests.test_appeals import group, told  # noqa: F401 - fixtures
from tests.cast import Cast

NOW = 1_790_000_000
OLD = NOW - GRACE - 1


def fact(rule: str = "advert", *, staff: bool = False, answered: bool = True, by: int | None = 1, **more: bool) -> Fact:
    said = {"let_be": False, "skipped": False, "overturned": False, **more}
    return Fact(rule, staff, OLD, answered, decided_by=by if answered else None, **said)


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


@pytest.mark.django_db
def test_the_page_is_for_operators_and_names_who_decided(cast: Cast, told: Incident) -> None:  # noqa: F811
    TakenStep.objects.update(decided_by=cast.owner.pk)
    (known,) = queries.fairness_facts(Incident.objects.all())
    assert (known.answered, known.decided_by, known.rule) == (True, cast.owner.pk, "contact")
    page = cast.client(cast.operator).get("/order/fairness")
    assert cast.owner.name in page.content.decode()
    assert cast.client(cast.viewer).get("/order/fairness").status_code in (403, 404)
