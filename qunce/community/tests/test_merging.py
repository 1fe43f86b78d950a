"""Joining and separating entries: nothing is lost, and undoing restores every row."""

from collections.abc import Sequence
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from qunce.base.journal import queries as journal
from qunce.base.journal.models import Fact
from qunce.community.activity.models import GroupDay, MemberDay
from qunce.community.models import Identity, Membership, Message, NicknameSpan, Person, PersonTag
from qunce.community.services import merging, tags
from qunce.community.services.merging import MergeError
from qunce.community.tests.talk import hear, joined, person, renamed, said
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def state() -> dict[str, Any]:
    """Everything a merge may touch, as plain values; a sum of nothing is no sum."""

    def rows(model: Any, *fields: str, **where: Any) -> list[Any]:
        return sorted(model.objects.filter(**where).values_list(*fields), key=repr)

    return {
        "people": rows(
            Person, "id", "name", "search", "is_staff", "member_id", "phone", "spent_fen", "orders", "message_count",
            "group_count", "last_spoke_at", "merged_into",
        ),
        "identities": rows(Identity, "id", "person", "origin_id", "value", "group"),
        "places": rows(
            Membership, "group", "person", "role", "nickname", "inviter", "joined_at", "left_at", "in_roster",
            "message_count", "first_spoke_at", "last_spoke_at",
        ),
        "nicknames": rows(NicknameSpan, "membership__person", "membership__group", "name", "since"),
        "members": rows(MemberDay, "group", "person", "day", "measure", "value", value__gt=0),
        "groups": rows(GroupDay, "group", "day", "measure", "value", value__gt=0),
        "tags": rows(PersonTag, "person", "tag__name"),
        "messages": rows(Message, "id", "identity", "text", "sent_at"),
    }  # fmt: skip


NAMES = ["阿辉", "小雨", "老王", "Tom"]
events = st.lists(
    st.tuples(
        st.sampled_from(["said", "said", "said", "joined", "renamed"]),
        st.integers(0, 4000),
        st.sampled_from(NAMES),
        st.sampled_from(["在吗", "好的", "[表情]", "几点开门？"]),
    ),
    min_size=1,
    max_size=12,
)


def records(drawn: Sequence[tuple[str, int, str, str]]) -> list[Any]:
    make = {"said": said, "joined": joined, "renamed": lambda at, name, text: renamed(at, name, f"{name}本人")}
    inviters = {"joined": lambda text: NAMES[len(text) % len(NAMES)]}
    return [
        make[kind](at, name, inviters.get(kind, str)(text))
        for kind, at, name, text in sorted(drawn, key=lambda e: e[1])
    ]


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(first=events, second=events, extra=events)
def test_unmerging_restores_everything(cast: Cast, first: Any, second: Any, extra: Any) -> None:
    with transaction.atomic():
        hear(cast.lunch, records(first))
        hear(cast.tea, records(second))
        hear(cast.office, records(extra))
        people = list(
            Person.objects.filter(workspace=cast.workspace, identities__isnull=False).distinct().order_by("id")
        )
        if len(people) >= 2:
            keep, other = people[0], people[-1]
            tags.tag(cast.workspace.pk, "老客", [other.pk])
            Person.objects.filter(pk=other.pk).update(member_id="M1", spent_fen=900, is_staff=True)
            before = state()
            fact = merging.merge(keep, other)
            assert state() != before
            merging.unmerge(fact)
            assert state() == before
            merging.unmerge(fact)  # once more does nothing
            assert state() == before
        transaction.set_rollback(True)


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(first=events, second=events)
def test_the_sums_after_a_merge_are_those_of_a_recount(cast: Cast, first: Any, second: Any) -> None:
    from qunce.community.services import sums

    with transaction.atomic():
        hear(cast.lunch, records(first))
        hear(cast.tea, records(second))
        people = list(
            Person.objects.filter(workspace=cast.workspace, identities__isnull=False).distinct().order_by("id")
        )
        if len(people) >= 2:
            merging.merge(people[0], people[-1])
            merged = state()
            sums.recount_people(cast.workspace.pk, [people[0].pk])
            days = [day for day in state()["members"] if day[1] == people[0].pk and day[3] in ("messages", "valid")]
            assert days == [
                day for day in merged["members"] if day[1] == people[0].pk and day[3] in ("messages", "valid")
            ]
            assert state()["places"] == merged["places"]
            assert state()["people"] == merged["people"]
        transaction.set_rollback(True)


def two(cast: Cast) -> tuple[Person, Person, list[Any]]:
    """小明 in two groups, under two entries."""
    lunch = [said(1, "小明", "在吗"), said(2, "小明", "[表情]"), said(3000, "老王", "好")]
    hear(cast.lunch, lunch)
    hear(cast.tea, [joined(0, "小明", "老王"), said(5, "小明", "来了")])
    return person(cast.lunch, "小明"), person(cast.tea, "小明"), lunch


def test_a_merge_joins_names_places_and_sums(cast: Cast) -> None:
    keep, other, _ = two(cast)
    merging.merge(keep, other)
    keep.refresh_from_db()
    assert (keep.message_count, keep.group_count) == (3, 2)
    assert Membership.objects.get(person=keep, group=cast.tea).inviter is not None
    assert not Membership.objects.filter(person=other).exists()
    assert Person.objects.get(pk=other.pk).merged_into == keep
    assert MemberDay.objects.filter(person=keep, measure="valid").count() == 2


def test_importing_again_after_a_merge_adds_nothing(cast: Cast) -> None:
    keep, other, lunch = two(cast)
    merging.merge(other, keep)  # the entry the file knows is the one that went
    before = state()
    assert hear(cast.lunch, lunch) == 0
    assert state() == before


def test_talk_that_comes_after_a_merge_goes_back_with_the_entry(cast: Cast) -> None:
    keep, other, _ = two(cast)
    fact = merging.merge(keep, other)
    hear(cast.tea, [said(9000, "小明", "后来说的")])
    merging.unmerge(fact)
    other.refresh_from_db()
    keep.refresh_from_db()
    assert (keep.message_count, other.message_count) == (2, 2)


def test_merges_are_undone_last_first(cast: Cast) -> None:
    keep, other, _ = two(cast)
    hear(cast.office, [said(1, "明哥", "我也是小明")])
    third = person(cast.office, "明哥")
    before = state()
    first = merging.merge(keep, other)
    second = merging.merge(third, keep)
    assert set(Person.objects.filter(merged_into=third).values_list("pk", flat=True)) == {keep.pk, other.pk}
    with pytest.raises(MergeError):
        merging.unmerge(first)
    merging.unmerge(second)
    merging.unmerge(first)
    assert state() == before


def test_what_cannot_be_merged(cast: Cast) -> None:
    keep, other, _ = two(cast)
    for pair in ((keep, keep), (keep, cast.stranger)):
        with pytest.raises(MergeError):
            merging.merge(*pair)
    merging.merge(keep, other)
    with pytest.raises(MergeError):
        merging.merge(keep, other)


def test_a_split_takes_its_messages_along_and_can_be_undone(cast: Cast) -> None:
    hear(cast.lunch, [said(1, "小明", "一"), said(2, "小明", "二")])
    hear(cast.tea, [said(3, "明明", "三")])
    whole, part = person(cast.lunch, "小明"), person(cast.tea, "明明")
    merging.merge(whole, part)
    moving = Identity.objects.get(person=whole, value="明明")
    before = state()
    fact = merging.split(whole, [moving.pk])
    new = Person.objects.get(pk=fact.data["other"])
    whole.refresh_from_db()
    assert (new.name, new.message_count, whole.message_count) == ("明明", 1, 2)
    merging.unsplit(fact)
    after = state()
    gone = {new.pk}
    assert [p for p in after["people"] if p[0] not in gone] == before["people"]
    assert after["identities"] == before["identities"]
    assert after["members"] == before["members"]
    with pytest.raises(MergeError):
        merging.split(whole, Identity.objects.filter(person=whole).values_list("pk", flat=True))


def test_the_timeline_holds_both_entries_and_nothing_undone(cast: Cast) -> None:
    keep, other, _ = two(cast)
    fact = merging.merge(keep, other)
    told = journal.timeline(cast.workspace.pk, [keep.pk, other.pk])
    assert {f.type for f in told} >= {"community.people_merged", "community.member_joined"}
    merging.unmerge(fact)
    told = journal.timeline(cast.workspace.pk, [keep.pk, other.pk])
    assert not {f.type for f in told} & {"community.people_merged", "community.people_unmerged"}


def test_tagging_many_is_undone_exactly(cast: Cast) -> None:
    keep, other, _ = two(cast)
    tags.tag(cast.workspace.pk, "老客", [keep.pk])
    fact = tags.tag(cast.workspace.pk, " 老客 ", [keep.pk, other.pk])
    assert fact.data["people"] == [other.pk]
    assert tags.undo_tagging(fact) == 1
    assert tags.undo_tagging(fact) == 0
    assert list(PersonTag.objects.values_list("person", flat=True)) == [keep.pk]
    row = PersonTag.objects.get().tag
    taken = tags.untag(row, [keep.pk, other.pk])
    assert not PersonTag.objects.exists()
    assert tags.undo_tagging(taken) == 1
    assert PersonTag.objects.get().person == keep
    assert Fact.objects.filter(undoes__isnull=False).count() == 2
