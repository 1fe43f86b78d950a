"""A note of acknowledgement for many groups at once: who was not known to, journaled, undone exactly."""

import pytest

from qunce.base.journal.models import Fact
from qunce.community.charter import queries, services
from qunce.community.charter.models import Acknowledgement
from qunce.community.charter.purposes import CharterTerms
from qunce.community.charter.services import acknowledging
from qunce.community.models import Group
from qunce.community.queries import places
from qunce.community.tests.talk import hear, person, said
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def note(cast: Cast, *groups: Group) -> str:
    """Post the bulk bar; the address that undoes it, "" where there is none."""
    client, ids = cast.client(cast.operator), [group.pk for group in groups]
    assert client.post("/groups/bulk", {"ids": ids, "do": "acknowledge"}).status_code == 303
    fact = Fact.objects.filter(type="charter.acknowledged_many").order_by("-pk").first()
    path = f"/groups/unacknowledge/{fact.pk}" if fact else ""
    return path if path and path in client.get("/groups").content.decode() else ""


def test_members_of_the_chosen_groups_are_noted_and_only_that_is_undone(cast: Cast) -> None:
    hear(cast.lunch, [said(0, "<b>小聊</b>", "在吗"), said(1, "小王", "在")])
    assert note(cast, cast.lunch) == ""  # the charter says nothing yet
    services.set_terms(cast.lunch, CharterTerms(theme="午餐"))
    first = person(cast.lunch, "小王")
    acknowledging.acknowledge(cast.lunch, 1, [first.pk], Acknowledgement.How.NOTE)
    undo = note(cast, cast.lunch, cast.tea)
    assert undo
    members = set(places(cast.lunch).filter(person__is_staff=False).values_list("person_id", flat=True))
    assert len(members) >= 2
    assert set(queries.acknowledgements(cast.lunch, 1)) == members
    ids = [cast.lunch.pk, cast.foreign.pk]
    assert cast.client(cast.operator).post("/groups/bulk", {"ids": ids, "do": "acknowledge"}).status_code == 404
    fact = Fact.objects.get(type="charter.acknowledged_many")
    assert (fact.data["groups"], fact.data["people"]) == ([cast.lunch.pk], len(members) - 1)
    assert note(cast, cast.lunch) == ""  # nobody left to note
    for _again in range(2):
        cast.client(cast.operator).post(undo)
        assert set(queries.acknowledgements(cast.lunch, 1)) == {first.pk}
    assert Fact.objects.filter(undoes=fact.pk).count() == 1


def test_too_many_at_once_are_refused_whole(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    hear(cast.lunch, [said(0, "小聊", "在吗")])
    services.set_terms(cast.lunch, CharterTerms(theme="午餐"))
    monkeypatch.setattr(acknowledging, "MOST_NOTED", 0)
    assert note(cast, cast.lunch) == ""
    assert not Acknowledgement.objects.exists()
    assert (
        cast.client(cast.service).post("/groups/bulk", {"ids": [cast.lunch.pk], "do": "acknowledge"}).status_code == 403
    )
