"""The audit page: who did what when, in the reader's language, in the reader's groups."""

from datetime import date

import pytest
import time_machine
from django.test import Client

from qunce.base.accounts import services
from qunce.base.accounts.console.audit import PER_PAGE
from qunce.base.accounts.facts import TYPES
from qunce.base.accounts.models import StaffMembership
from qunce.base.journal import queries, sentences
from qunce.base.journal.registry import FactType, fact_types
from qunce.base.journal.services import NewFact, doing, record
from tests.cast import Cast, client_for


@pytest.fixture
def kinds():
    looked = FactType("test.charter_changed", "%(actor)s put %(group)s to the test", audit=True)
    heard = FactType("test.joined", "%(person)s joined")
    with fact_types.temporarily(looked.key, looked), fact_types.temporarily(heard.key, heard):
        yield


def told(client: Client, **asked: str) -> list[str]:
    return [line.text for line in client.get("/settings/audit", asked).context["lines"]]


def test_what_staff_did_stands_there_newest_first_with_its_author(cast: Cast, kinds: None) -> None:
    with doing(f"staff:{cast.operator.pk}"):
        record(cast.workspace, NewFact("test.charter_changed", group_id=cast.lunch.pk))
        record(cast.workspace, NewFact("test.joined", group_id=cast.lunch.pk))
    with doing(f"staff:{cast.owner.pk}"):
        services.take_out(StaffMembership.objects.get(staff=cast.viewer))
    page = cast.client(cast.owner).get("/settings/audit")
    lines = page.context["lines"]
    assert [(line.actor, line.text) for line in lines[1:]] == [
        ("群主·安", "请出了店长·冬"),
        ("运营·柏", "运营·柏 put 午餐接龙群 to the test"),
    ]
    assert "群主·安" in lines[0].text  # their own signing in, just now


def test_a_scoped_reader_sees_their_groups_only(cast: Cast, kinds: None) -> None:
    for group in (cast.lunch, cast.office, None):
        record(cast.workspace, NewFact("test.charter_changed", group_id=group and group.pk))
    record(cast.elsewhere, NewFact("test.charter_changed", group_id=cast.foreign.pk))
    assert [line.group for line in cast.client(cast.scoped).get("/settings/audit").context["lines"]] == ["午餐接龙群"]
    texts = " ".join(told(cast.client(cast.owner)))
    assert "写字楼群" in texts
    assert "别家的群" not in texts


def test_it_is_narrowed_by_person_kind_and_day(cast: Cast, kinds: None) -> None:
    for actor, day in ((cast.owner, 1), (cast.operator, 2), (cast.operator, 3)):
        # 00:30 in Shanghai is still the day before in UTC
        with time_machine.travel(f"2026-11-{day:02d}T00:30:00+08:00", tick=False), doing(f"staff:{actor.pk}"):
            record(cast.workspace, NewFact("test.charter_changed", group_id=cast.tea.pk))
    with time_machine.travel("2026-11-04T12:00:00+08:00", tick=False):
        client = cast.client(cast.owner)
        by = f"staff:{cast.operator.pk}"
        assert len(told(client, who=by)) == 2
        assert len(told(client, kind="test.charter_changed")) == 3
        assert len(told(client, kind="test.charter_changed", since="2026-11-02", until="2026-11-02")) == 1
        assert len(told(client, kind="test.charter_changed", until="2026-11-01")) == 1
        assert len(told(client, since="2026-11-05")) == 0
        # What cannot be read is left out, not refused; what is nobody's business is not told.
        assert len(told(client, kind="test.charter_changed", since="gestern")) == 3
        assert len(told(client, kind="test.joined")) == 4


def test_days_are_the_workspaces_own(cast: Cast, kinds: None) -> None:
    facts = queries.audit_trail(cast.workspace.pk)
    with time_machine.travel("2026-11-01T23:30:00+00:00", tick=False):
        record(cast.workspace, NewFact("test.charter_changed"))
    day = date(2026, 11, 2)
    assert queries.narrowed(facts, since=day, until=day, zone="Asia/Shanghai").count() == 1
    assert queries.narrowed(facts, since=day, until=day, zone="Europe/London").count() == 0


def test_it_turns_pages(cast: Cast, kinds: None) -> None:
    record(cast.workspace, *(NewFact("test.charter_changed") for _ in range(PER_PAGE + 3)))
    client = cast.client(cast.owner)
    asked = {"kind": "test.charter_changed"}
    first, second = (client.get("/settings/audit", {**asked, "page": n}).context["listing"] for n in ("1", "2"))
    assert (len(first.items), first.has_next) == (PER_PAGE, True)
    assert (len(second.items), second.has_next) == (3, False)
    assert not {f.pk for f in first.items} & {f.pk for f in second.items}
    for odd in ("0", "-3", "x", "9" * 400, "²"):
        assert client.get("/settings/audit", {"page": odd}).status_code == 200


def test_names_cost_one_query_a_kind(cast: Cast, kinds: None, django_assert_max_num_queries) -> None:
    with doing(f"staff:{cast.owner.pk}"):
        record(cast.workspace, *(NewFact("test.charter_changed", group_id=cast.tea.pk) for _ in range(PER_PAGE)))
    client = cast.client(cast.owner)
    with django_assert_max_num_queries(9):
        client.get("/settings/audit")


@pytest.mark.parametrize("kind", TYPES, ids=lambda kind: kind.key)
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_fact_reads_as_a_sentence_in_both_languages(cast: Cast, kind: FactType, language: str) -> None:
    from django.utils import translation

    data = {
        "name": "小周", "before": "owner" if "role" in kind.key else None, "role": "viewer", "groups": [1, 2],
        "address": "203.0.113.9", "count": 3, "workspace": "安记", "zone": "Asia/Shanghai",
    }  # fmt: skip
    if kind.key in {"accounts.renamed", "accounts.workspace_changed"}:
        data["before"] = "旧名"
    [fact] = record(cast.workspace, NewFact(kind.key, data=data))
    with translation.override(language):
        [line] = sentences.lines(cast.workspace.pk, [fact])
    assert "%(" not in line.text
    assert "…" not in line.text
    assert "None" not in line.text
    assert (line.text != kind.sentence % data) or language == "en"
    assert all(value not in line.text for value in ("viewer", "owner")) or language == "en"


def test_an_erased_or_unknown_fact_still_reads(cast: Cast) -> None:
    [fact] = record(cast.workspace, NewFact("accounts.signed_in", data={}))
    fact.actor = "staff:999999"
    other = record(cast.workspace, NewFact("accounts.signed_in", data={"name": "x", "address": "y"}))[0]
    other.type = "gone.with_its_room"
    first, second = sentences.lines(cast.workspace.pk, [fact, other])
    assert "…" in first.text
    assert first.actor
    assert second.text == "gone.with_its_room"


def test_hostile_names_are_text(cast: Cast, kinds: None) -> None:
    cast.lunch.name = "<script>alert(1)</script>%(actor)s%s"
    cast.lunch.save()
    with doing(f"staff:{cast.owner.pk}"):
        record(cast.workspace, NewFact("test.charter_changed", group_id=cast.lunch.pk))
    html = client_for(cast.owner).get("/settings/audit").content.decode()
    assert "<script>alert" not in html
    assert "&lt;script&gt;alert" in html
