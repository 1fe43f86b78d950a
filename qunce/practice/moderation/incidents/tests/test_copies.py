"""One advert in many groups is one case: joined, answered once, taken back and overturned as one."""

from collections.abc import Iterator

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from qunce.base.jobs.worker import drain
from qunce.base.journal.models import Fact
from qunce.base.ui.reasons import reason_text
from qunce.base.verdicts import services as verdicts
from qunce.base.verdicts.models import StoredVerdict
from qunce.base.worklist.models import Task
from qunce.community.charter import services as charters
from qunce.community.charter.purposes import CharterTerms
from qunce.community.charter.types import Rule
from qunce.community.models import Group, NotOnePerson, Person, Source
from qunce.community.services.erase import start_erasing
from qunce.community.services.undo import undo_source
from qunce.gateway.outbox.models import Action
from qunce.kernel import clock
from qunce.kernel.records import MessageRecord, Name
from qunce.practice.moderation import services
from qunce.practice.moderation.copies.models import Band, Place
from qunce.practice.moderation.incidents import queries
from qunce.practice.moderation.incidents.models import Incident, TakenStep
from qunce.practice.moderation.incidents.tests.test_case import hear, open_steps, step_of, tick
from tests.cast import Cast, make_group

pytestmark = pytest.mark.django_db
ADVERT = "兼职日结，当天到账，名额有限，加我微信 zhuan6688"
DISGUISED = "兼🔥职🔥日结，當天到账，名额有线，加我薇信zhuan6688！"
HOUR = 3_600


@pytest.fixture(autouse=True)
def still() -> Iterator[None]:
    with clock.fixed(clock.timestamp()):
        yield


@pytest.fixture
def groups(cast: Cast) -> list[Group]:
    found = [cast.lunch, cast.tea, cast.office, *(make_group(cast.workspace, f"第{n}群") for n in range(7))]
    for group in found:
        charters.set_terms(group, CharterTerms(rules=(Rule("contact", "不要在群里留联系方式", "移出本群"),)))
    return found


def steps_in(groups: list[Group]) -> list[Task]:
    return [task for group in groups for task in open_steps(group)]


def standing_leads() -> list[Incident]:
    return list(queries.once_each(Incident.objects.filter(state="standing")))


def test_one_advert_in_ten_groups_is_one_case_and_one_task(cast: Cast, groups: list[Group]) -> None:
    for number, group in enumerate(groups):
        hear(group, (9 * HOUR - number * 600, "阿强", ADVERT if number % 2 else DISGUISED))
    (task,) = steps_in(groups)
    assert step_of(task) == "ask"
    assert Incident.objects.filter(state="standing").count() == 10
    (lead,) = standing_leads()
    assert "10" in reason_text(task.title)
    action = Action.objects.get(pk=task.data["action"])
    assert "午餐接龙群" in reason_text(action.data["why"][-1])
    assert Place.objects.count() == 10
    assert {place.lead_id for place in Place.objects.filter(lead__isnull=False)} == {Place.objects.get(lead=None).pk}
    assert Fact.objects.filter(type="moderation.incident_opened").count() == 1
    assert Fact.objects.filter(type="moderation.incident_copied").count() == 9
    for group in groups:
        for person in Person.objects.filter(memberships__group=group, name="阿强"):
            assert [o.id for o in queries.offences(group.pk, [person.pk])[person.pk]] == [lead.pk]
    for group in groups:  # judged again: nothing new
        services.judge_group(group, 0)
    assert len(steps_in(groups)) == 1
    assert Place.objects.count() == 10


def test_what_is_posted_after_the_word_is_a_new_offence_and_climbs(cast: Cast, groups: list[Group]) -> None:
    hear(groups[0], (50 * HOUR, "阿强", ADVERT))
    hear(groups[1], (49 * HOUR, "阿强", ADVERT))
    (task,) = steps_in(groups)
    tick(task, cast, 40 * HOUR)
    hear(groups[1], (30 * HOUR, "阿强", ADVERT), label="again")  # seen in that group before, as a copy
    (task,) = steps_in(groups)
    assert (step_of(task), task.group_id) == ("warn", groups[1].pk)
    assert len(standing_leads()) == 2
    hear(groups[2], (45 * HOUR, "阿强", ADVERT), label="late")  # posted before the word, heard after it
    assert len(standing_leads()) == 2


def test_other_words_another_person_and_a_later_week_are_cases_of_their_own(cast: Cast, groups: list[Group]) -> None:
    hear(groups[0], (100 * HOUR, "阿强", ADVERT))
    hear(groups[1], (99 * HOUR, "阿强", "二手儿童自行车九成新，需要的加微信 chezi2020 看照片"))
    hear(groups[2], (98 * HOUR, "马甲", ADVERT))
    hear(groups[3], (2 * HOUR, "阿强", ADVERT))
    assert len(standing_leads()) == 4
    by_name = {row.said["name"]: row for row in standing_leads() if row.group_id in (groups[0].pk, groups[2].pk)}
    seen = queries.places_seen(by_name["马甲"], Incident.objects.all())
    assert by_name["阿强"] in seen["kin"]


def test_namesakes_told_apart_are_two(cast: Cast, groups: list[Group]) -> None:
    NotOnePerson.objects.create(workspace=cast.workspace, value="阿强", at=1)
    hear(groups[0], (9 * HOUR, "阿强", ADVERT))
    hear(groups[1], (8 * HOUR, "阿强", ADVERT))
    assert len(steps_in(groups)) == 2


def test_an_undone_import_takes_its_places_back_and_hands_the_lead_on(cast: Cast, groups: list[Group]) -> None:
    for number, group in enumerate(groups[:3]):
        hear(group, (9 * HOUR - number * 600, "阿强", ADVERT), label=f"import {number}")
    (task,) = steps_in(groups)
    assert task.group_id == groups[0].pk
    take_back(groups[0], "import 0")
    (task,) = steps_in(groups)
    assert task.group_id == groups[1].pk
    (lead,) = standing_leads()
    assert lead.group_id == groups[1].pk
    assert Band.objects.filter(place__incident_id=lead.pk).exists()
    hear(groups[3], (7 * HOUR, "阿强", ADVERT), label="one more")  # finds the new lead
    assert len(standing_leads()) == 1
    for group, label in zip(groups[1:4], ("import 1", "import 2", "one more"), strict=True):
        take_back(group, label)
    assert not standing_leads()
    assert not steps_in(groups)


def test_the_step_that_was_taken_stays_when_another_place_leads(cast: Cast, groups: list[Group]) -> None:
    person_id = "wxid_qiang"
    for number, group in enumerate(groups[:2]):
        hear_by_id(group, 9 * HOUR - number * 600, person_id, ADVERT)
    (task,) = steps_in(groups)
    tick(task, cast, HOUR)
    take_back(groups[0], "ids")
    assert not steps_in(groups)
    (taken,) = TakenStep.objects.filter(state="proven")
    assert taken.incident.group_id == groups[1].pk


def hear_by_id(group: Group, ago: int, ref: str, text: str) -> None:
    from django.db import transaction

    from qunce.community.services import groups as talk
    from qunce.community.services import sums
    from qunce.community.services.recording import Recorder

    source = talk.open_source(group.workspace, "paste", "ids" if group.name == "午餐接龙群" else "more ids")
    record = MessageRecord(1, clock.timestamp() - ago, Name("阿强", ref), "text", text)
    group.refresh_from_db()
    with transaction.atomic():
        Recorder(group.workspace, group, source).record([record])
        sums.refresh_group(group)
    group.refresh_from_db()
    services.judge_group(group, 0)


def take_back(group: Group, label: str) -> None:
    undo_source(group.workspace, group, Source.objects.get(label=label), lambda count: None)
    group.refresh_from_db()
    services.judge_group(group, 0)


def overturn(incident: Incident, cast: Cast) -> StoredVerdict:
    verdict = StoredVerdict.objects.get(pk=incident.verdict_id)
    verdicts.overturn(verdict, cast.owner.pk, "是我们请他发的")
    return verdict


def test_a_copy_of_what_was_ruled_harmless_opens_nothing(cast: Cast, groups: list[Group]) -> None:
    hear(groups[0], (90 * HOUR, "阿强", ADVERT))
    hear(groups[1], (89 * HOUR, "阿强", ADVERT))
    (lead,) = standing_leads()
    verdict = overturn(lead, cast)
    assert not standing_leads()
    services.judge_group(groups[1], 0)  # its own judgement still says breach
    assert not standing_leads()
    hear(groups[2], (HOUR, "阿强", ADVERT + "。"), label="later")
    assert not steps_in(groups)
    assert Incident.objects.get(group=groups[2]).state == "overturned"
    hear(groups[3], (HOUR, "马甲", ADVERT), label="another")  # that was said of somebody else
    assert len(steps_in(groups)) == 1
    verdicts.restore(verdict)
    assert {row.group_id for row in Incident.objects.filter(state="standing")} == {g.pk for g in groups[:4]}
    services.judge_group(groups[0], 0)
    assert len(steps_in(groups)) == 2


def test_an_erased_poster_leaves_no_sketch_and_no_step(cast: Cast, groups: list[Group]) -> None:
    for number, group in enumerate(groups[:3]):
        hear_by_id(group, 9 * HOUR - number * 600, "wxid_qiang", ADVERT)
    person = Person.objects.get(name="阿强")
    start_erasing(person)
    drain()
    assert not Place.objects.exists()
    assert not Band.objects.exists()
    assert not standing_leads()
    assert not Action.objects.filter(words__contains="阿强").exists()


def test_the_case_names_its_places_as_far_as_one_may_see_them(cast: Cast, groups: list[Group]) -> None:
    for number, group in enumerate(groups[:3]):  # the third is out of the scoped operator's sight
        hear(group, (9 * HOUR - number * 600, "阿强", ADVERT))
    hear(groups[1], (5 * HOUR, "马甲", ADVERT), label="other")
    lead = Incident.objects.get(group=groups[0])
    page = cast.client(cast.owner).get(f"/order/cases/{lead.pk}").content.decode()
    assert "写字楼群" in page
    assert "马甲" in page
    page = cast.client(cast.scoped).get(f"/order/cases/{lead.pk}").content.decode()
    assert "写字楼群" not in page.split('id="file"')[1].split("q-words")[0]
    assert "下午茶群" in page
    copy = Incident.objects.get(group=groups[1], person__name="阿强")
    assert f"/order/cases/{lead.pk}" in cast.client(cast.scoped).get(f"/order/cases/{copy.pk}").content.decode()
    listed = cast.client(cast.owner).get("/order/").content.decode()
    assert f"/order/cases/{lead.pk}" in listed
    assert f"/order/cases/{copy.pk}" not in listed


def test_one_more_copy_costs_the_same_after_a_hundred(cast: Cast, groups: list[Group]) -> None:
    def cost(group: Group) -> int:
        with CaptureQueriesContext(connection) as caught:
            hear(group, (HOUR, "阿强", ADVERT), label="copy")
        return len(caught)

    hear(groups[0], (9 * HOUR, "阿强", ADVERT))
    first = cost(groups[1])
    hear(groups[0], *((8 * HOUR - n, "阿强", ADVERT) for n in range(120)), label="many")
    assert cost(groups[2]) <= first + 2
    assert len(standing_leads()) == 1
    assert Band.objects.count() == 32
