"""Every removal has a file: also where only the group itself told of it (D6, mission §A3)."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from qunce.base.jobs.worker import drain
from qunce.base.journal.models import Fact
from qunce.base.worklist.models import Task
from qunce.community.charter import services as charters
from qunce.community.charter.purposes import CharterTerms
from qunce.community.models import Group, Membership, Source
from qunce.community.services import groups, sums
from qunce.community.services.erase import start_erasing
from qunce.community.services.recording import Recorder
from qunce.community.services.undo import undo_source
from qunce.community.tests.talk import person
from qunce.gateway.outbox.models import Action
from qunce.kernel import clock
from qunce.kernel.records import Name, RosterRecord
from qunce.practice.moderation import services as moderation
from qunce.practice.moderation.incidents import services
from qunce.practice.moderation.incidents.kinds import removing
from qunce.practice.moderation.incidents.models import Incident, Removal, TakenStep
from qunce.practice.moderation.incidents.services import RemovalError
from qunce.practice.moderation.incidents.services.removing import RULE
from qunce.practice.moderation.incidents.tests.test_appeals import enter
from qunce.practice.moderation.incidents.tests.test_case import hear
from qunce.practice.moderation.incidents.tests.test_steps import CONTACT, climb, happened, offend_again, tick
from tests.cast import Cast

pytestmark = pytest.mark.django_db
HOUR = 3600
LINE = '"群主安姐"将"小钱"移出了群聊'


@pytest.fixture(autouse=True)
def still() -> Iterator[None]:
    with clock.fixed(clock.timestamp()):
        yield


@pytest.fixture
def group(cast: Cast) -> Group:
    charters.set_terms(cast.lunch, CharterTerms(rules=(CONTACT,)))
    return cast.lunch


def removed(group: Group, name: str, ago: int = HOUR, text: str = LINE, label: str = "gone") -> Source:
    source = groups.open_source(group.workspace, "paste", label)
    record = RosterRecord(0, clock.timestamp() - ago, "removed", Name("群主安姐"), [Name(name)], text)
    group.refresh_from_db()
    with transaction.atomic():
        Recorder(group.workspace, group, source).record([record])
        sums.refresh_group(group)
    group.refresh_from_db()
    moderation.judge_group(group, 0)
    return source


def talked(group: Group) -> None:
    hear(group, (3 * HOUR, "小钱", "大家好"), (2 * HOUR, "小钱", "私下加我有惊喜"), (90, "老周", "刚才怎么了"))


def take_back(group: Group, *sources: Source) -> None:
    for source in sources:
        undo_source(group.workspace, group, source, lambda n: None)
    group.refresh_from_db()
    moderation.judge_group(group, 0)


def files_of(client: Client) -> dict[str, int]:
    """Every removal in the system → the status of its file's page."""
    found = {}
    undone = Fact.objects.exclude(undoes=None).values("undoes")
    told = Fact.objects.filter(type="community.member_removed").exclude(pk__in=undone)
    for fact in told:
        row = Removal.objects.get(group_id=fact.group_id, person_id=fact.person_id, at=fact.at)
        found[f"line {fact.pk}"] = client.get(f"/order/removals/{row.pk}").status_code
    for place in Membership.objects.filter(removed=True):
        row = Removal.objects.get(group=place.group, person=place.person, at=place.left_at, state="standing")
        found[f"place {place.pk}"] = client.get(f"/order/removals/{row.pk}").status_code
    for action in Action.objects.filter(kind__in=removing()):
        found[f"action {action.pk}"] = client.get(f"/order/cases/{action.data['incident']}").status_code
    for taken in TakenStep.objects.filter(step="remove"):
        found[f"step {taken.pk}"] = client.get(f"/order/cases/{taken.incident_id}").status_code
    return found


def test_all_removals_of_the_system_have_a_file_that_opens(cast: Cast, group: Group) -> None:
    talked(group)
    removed(group, "小钱")
    days = climb(cast, group, 3)
    tick(offend_again(group, days), cast, 60)
    happened(group, 30, "removed", "群主安姐", "阿强")  # the group tells of the step, too
    happened(cast.office, 50, "removed", "店长", "路人甲")  # a group without rules, nothing ever said
    found = files_of(cast.client(cast.owner))
    assert {kind.split()[0] for kind in found} == {"line", "place", "action", "step"}
    assert set(found.values()) == {200}
    assert Fact.objects.filter(type="community.member_removed").count() == 3


def test_the_file_holds_the_line_the_talk_before_and_asks_for_the_reason(cast: Cast, group: Group) -> None:
    talked(group)
    removed(group, "小钱")
    row = Removal.objects.get()
    (task,) = Task.objects.filter(kind="moderation.removal", state="open")
    page = cast.client(cast.owner).get(f"/order/removals/{row.pk}").content.decode()
    for wanted in ("群主安姐", "移出了群聊", "私下加我有惊喜"):
        assert wanted in page
    assert "刚才怎么了" not in page  # what others said is none of this file
    assert f"/order/removals/{row.pk}" in cast.client(cast.owner).get("/order/removals?part=open").content.decode()
    assert task.person_id == row.person_id


def test_again_and_taken_back_and_again_ends_in_the_same_place(cast: Cast, group: Group) -> None:
    talked(group)
    source = removed(group, "小钱")
    first = Removal.objects.get()
    services.explain(first, "silent", "半年没说话", cast.owner.pk)
    removed(group, "小钱", label="once more")
    moderation.judge_group(group, 0)
    assert Removal.objects.get().why == "silent"
    take_back(group, source, Source.objects.get(label="once more"))
    gone = Removal.objects.get()
    assert (gone.state, gone.sentence, gone.before) == ("void", "", [])
    removed(group, "小钱", label="third")
    back = Removal.objects.get()
    assert (back.pk, back.state, back.why, back.sentence) == (first.pk, "standing", "silent", LINE)
    assert not Task.objects.filter(kind="moderation.removal", state="open").exists()


def test_a_broken_rule_makes_it_a_case_with_count_reason_and_appeal(cast: Cast, group: Group) -> None:
    talked(group)
    removed(group, "小钱")
    row = Removal.objects.get()
    owner = cast.client(cast.owner)
    message = row.before[-1]["id"]
    there = f"/order/removals/{row.pk}"
    assert owner.post(there, {"why": RULE}).status_code == 422
    assert (
        owner.post(there, {"why": RULE, "rule": "contact", "note": " "}).status_code == 422
    )  # no step skipped without
    assert (
        owner.post(there, {"why": RULE, "rule": "contact", "note": "多人投诉私加", "shown": message + 99}).status_code
        == 422
    )
    said = {"why": RULE, "rule": "contact", "note": "多人投诉私加，影响很坏", "shown": message}
    assert owner.post(there, said).status_code == 303
    incident = Incident.objects.get()
    step = incident.steps.get()
    assert (step.step, step.state, step.count, step.skipped_why) == ("remove", "proven", 1, "多人投诉私加，影响很坏")
    assert (incident.message_id, incident.rule["kind"], incident.severe) == (message, "contact", True)
    page = owner.get(f"/order/cases/{incident.pk}").content.decode()
    assert "多人投诉私加" in page
    assert "私下加我有惊喜" in page
    member, path = enter(incident)
    member.post(path, {"said": "我没有加任何人"})
    services.overturn(incident.appeals.get(), cast.owner.pk, "查过，是误会")
    assert Action.objects.filter(kind="moderation.apologise").exists()
    with pytest.raises(RemovalError):
        services.accuse(row, "contact", "再来一次", cast.owner.pk)
    moderation.judge_group(group, 0)
    assert set(files_of(owner).values()) == {200}


def test_the_case_goes_with_the_line_it_was_made_of(cast: Cast, group: Group) -> None:
    talked(group)
    source = removed(group, "小钱")
    incident = services.accuse(Removal.objects.get(), "contact", "私加", cast.owner.pk)
    take_back(group, source)
    incident.refresh_from_db()
    assert incident.state == "void"
    assert not incident.steps.filter(state="proven").exists()


def test_a_step_of_the_ladder_answers_for_its_removal(cast: Cast, group: Group) -> None:
    days = climb(cast, group, 3)
    tick(offend_again(group, days), cast, 60)
    happened(group, 30, "removed", "群主安姐", "阿强")
    row = Removal.objects.get()
    assert row.incident is not None
    assert row.incident.steps.get(state="proven").step == "remove"
    assert not Task.objects.filter(kind="moderation.removal").exists()


def test_hostile_words_and_an_erased_person(cast: Cast, group: Group) -> None:
    bad = "<script>alert(1)</script>"
    hear(group, (2 * HOUR, bad, bad))
    removed(group, bad, text=f'"群主"将"{bad}"移出了群聊')
    owner, row = cast.client(cast.owner), Removal.objects.get()
    for path in (f"/order/removals/{row.pk}", "/order/removals", "/order/removals?part=x&page=99999999999999999999"):
        assert "<script>alert" not in owner.get(path).content.decode()
    assert owner.post(f"/order/removals/{row.pk}", {"why": "other", "note": ""}).status_code == 422
    assert owner.post(f"/order/removals/{row.pk}", {"why": "x" * 5000}).status_code == 422
    start_erasing(person(group, bad))
    drain()
    moderation.judge_group(group, 0)
    page = owner.get(f"/order/removals/{row.pk}").content.decode()
    assert "alert(1)" not in page


def test_many_removals_cost_few_queries_a_second_time(
    cast: Cast, group: Group, django_assert_max_num_queries: Any
) -> None:
    at = clock.timestamp()
    source = groups.open_source(group.workspace, "paste", "many")
    lines = [RosterRecord(n, at - 9000 + n, "removed", Name("群主安姐"), [Name(f"路人{n}")], "") for n in range(400)]
    with transaction.atomic():
        Recorder(group.workspace, group, source).record(lines)
        sums.refresh_group(group)
    assert services.follow_removals(group) == 400
    with django_assert_max_num_queries(25):
        services.follow_removals(group)
    assert Removal.objects.count() == 400
