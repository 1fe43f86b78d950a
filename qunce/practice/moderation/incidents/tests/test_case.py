"""A case from the first advert to removal, through the judge and the worklist."""

from collections.abc import Sequence

import pytest
from django.db import transaction

from qunce.base.jobs.worker import drain
from qunce.base.journal.models import Fact
from qunce.base.ui.reasons import reason_text
from qunce.base.verdicts import services as verdicts
from qunce.base.verdicts.models import StoredVerdict
from qunce.base.worklist import services as worklist
from qunce.base.worklist.models import Task
from qunce.community.charter import services as charters
from qunce.community.charter.purposes import CharterTerms
from qunce.community.charter.types import Rule
from qunce.community.models import Group, Message, Person
from qunce.community.services import groups, sums
from qunce.community.services.erase import start_erasing
from qunce.community.services.recording import Recorder
from qunce.community.services.undo import undo_source
from qunce.kernel import clock
from qunce.kernel.records import MessageRecord, Name
from qunce.practice.moderation import services
from qunce.practice.moderation.incidents.models import Incident, TakenStep
from qunce.practice.moderation.incidents.queries import STEP_KINDS
from qunce.practice.moderation.incidents.services.opening import digest
from tests.cast import Cast

pytestmark = pytest.mark.django_db
ADVERT = "加微信 abc88888 领优惠券"


def hear(group: Group, *lines: tuple[int, str, str], label: str = "paste") -> None:
    """(seconds before now, name, text), judged as an import would."""
    now = clock.timestamp()
    source = groups.open_source(group.workspace, "paste", label)
    records = [MessageRecord(n, now - ago, Name(name), "text", text) for n, (ago, name, text) in enumerate(lines)]
    group.refresh_from_db()
    with transaction.atomic():
        Recorder(group.workspace, group, source).record(sorted(records, key=lambda r: r.at))
        sums.refresh_group(group)
    group.refresh_from_db()
    services.judge_group(group, 0)


@pytest.fixture
def group(cast: Cast, ruled: None) -> Group:
    return cast.lunch


@pytest.fixture
def ruled(cast: Cast) -> None:
    rules = (Rule("contact", "不要在群里留联系方式", "提醒后仍发，移出本群"),)
    charters.set_terms(cast.lunch, CharterTerms(rules=rules))


def open_steps(group: Group) -> Sequence[Task]:
    return list(Task.objects.filter(group_id=group.pk, kind__in=STEP_KINDS, state__in=worklist.LIVE))


def step_of(task: Task) -> str:
    return task.kind.removeprefix("moderation.")


def tick(task: Task, cast: Cast, ago: int) -> None:
    """Done, as if ``ago`` seconds before now."""
    worklist.finish(task, cast.owner.pk)
    told = clock.timestamp() - ago
    TakenStep.objects.filter(action_id=task.data["action"]).update(proven_at=told)


def words(task: Task) -> str:
    return "\n".join(reason_text(part) for part in task.words)


def test_from_the_first_word_to_removal(cast: Cast, group: Group) -> None:
    day = 86_400
    for number, step in enumerate(("ask", "warn", "notice", "remove")):
        ago = 6 * day - number * day
        hear(group, (ago, "阿强", ADVERT + "x" * number), label=str(number))
        (task,) = open_steps(group)
        assert step_of(task) == step
        assert "阿强" in words(task)
        if number:
            assert str(number + 1) in words(task)
        tick(task, cast, ago - 3_600)
        services.judge_group(group, 0)
        assert not open_steps(group)
    steps = TakenStep.objects.order_by("incident__at").values_list("step", "count", "state")
    assert list(steps) == [
        ("ask", 1, "proven"),
        ("warn", 2, "proven"),
        ("notice", 3, "proven"),
        ("remove", 4, "proven"),
    ]
    assert Fact.objects.filter(type="moderation.step_taken").count() == 4


def test_what_came_before_the_word_asks_for_no_second_one(cast: Cast, group: Group) -> None:
    hear(group, (9_000, "阿强", ADVERT), (8_000, "阿强", ADVERT + "啊"))
    (task,) = open_steps(group)
    assert step_of(task) == "ask"
    tick(task, cast, 60)
    hear(group, (4_000, "阿强", ADVERT + "哦"), label="later")  # posted before, heard after
    assert not open_steps(group)


def test_the_file_keeps_the_message_and_what_stood_around_it(group: Group) -> None:
    talk = [(5_000 - n, "小雨", f"第{n}句") for n in range(8)]
    hear(group, *talk, (4_000, "阿强", ADVERT), (3_000, "小雨", "这是什么"))
    incident = Incident.objects.get()
    assert incident.said["text"] == ADVERT
    assert [line["text"] for line in incident.before] == [f"第{n}句" for n in range(3, 8)]
    assert [line["text"] for line in incident.after] == ["这是什么"]
    start, end = incident.said["spans"][0]
    assert "abc88888" in ADVERT[start:end]
    assert incident.rule["consequence"] == "提醒后仍发，移出本群"
    assert incident.digest == digest(group.pk, incident.said, incident.at)
    hear(group, (2_000, "小雨", "不要发广告"), label="later")
    incident.refresh_from_db()
    assert [line["text"] for line in incident.after] == ["这是什么", "不要发广告"]


def test_overturning_the_judgement_gives_the_step_back(cast: Cast, group: Group) -> None:
    hear(group, (9_000, "阿强", ADVERT))
    tick(open_steps(group)[0], cast, 8_000)
    hear(group, (5_000, "阿强", ADVERT + "啊"), label="2")
    assert step_of(open_steps(group)[0]) == "warn"
    first = StoredVerdict.objects.order_by("at").first()
    assert first is not None
    verdicts.overturn(first, cast.owner.pk, "他在回答别人")
    assert step_of(open_steps(group)[0]) == "ask"
    assert Incident.objects.order_by("at").values_list("state", flat=True)[0] == Incident.State.OVERTURNED


def test_an_undone_tick_is_as_if_nobody_was_told(cast: Cast, group: Group) -> None:
    hear(group, (9_000, "阿强", ADVERT))
    (task,) = open_steps(group)
    worklist.finish(task, cast.owner.pk)
    worklist.reopen(task)
    assert TakenStep.objects.get().state == TakenStep.State.VOID
    hear(group, (5_000, "阿强", ADVERT + "啊"), label="2")
    assert step_of(open_steps(group)[0]) == "ask"


def test_an_undone_import_takes_its_incidents_and_their_words(group: Group) -> None:
    hear(group, (20_000, "阿强", "早"), label="before")  # else he himself goes with the import, and the file with him
    hear(group, (9_000, "阿强", ADVERT))
    source = Message.objects.get(text=ADVERT).source
    undo_source(group.workspace, group, source, lambda count: None)
    group.refresh_from_db()
    services.judge_group(group, 0)
    incident = Incident.objects.get()
    assert (incident.state, incident.said, incident.before) == (Incident.State.VOID, {}, [])
    hear(group, (9_000, "阿强", ADVERT), label="again")
    assert Incident.objects.filter(state=Incident.State.STANDING).count() == 1


def test_judging_again_changes_nothing(group: Group) -> None:
    hear(group, (9_000, "阿强", ADVERT), (8_000, "阿强", ADVERT + "啊"))
    before = list(Incident.objects.values())
    services.judge_group(group, 0)
    services.judge_group(group, 0)
    assert list(Incident.objects.values()) == before
    assert Fact.objects.filter(type="moderation.incident_opened").count() == 1
    assert Fact.objects.filter(type="moderation.incident_copied").count() == 1  # nearly the same words: one case


def test_staff_stand_on_the_same_ladder(cast: Cast, group: Group) -> None:
    hear(group, (9_000, "阿强", ADVERT), (8_500, "安姐", ADVERT + "啊"))
    Person.objects.filter(name="安姐").update(is_staff=True)
    services.judge_group(group, 0)
    assert {step_of(task) for task in open_steps(group)} == {"ask"}
    assert Incident.objects.filter(person__is_staff=True, state=Incident.State.STANDING).count() == 1


def test_erasing_a_person_ends_their_offences_and_blanks_every_file(group: Group) -> None:
    hear(group, (9_000, "小雨", "大家好"), (8_000, "阿强", ADVERT), (7_000, "小雨", f"@阿强 {ADVERT}"))
    assert Incident.objects.count() == 2
    start_erasing(Person.objects.get(name="阿强"))
    drain()
    whole = str(list(Incident.objects.values("said", "before", "after", "rule")))
    assert "阿强" not in whole
    theirs = Incident.objects.order_by("at").first()
    assert theirs is not None
    assert (theirs.said, theirs.state) == ({}, Incident.State.VOID)


def test_pages_of_a_case_whose_words_are_gone(cast: Cast, group: Group) -> None:
    hear(group, (9_000, "阿强", ADVERT))
    case = Incident.objects.get()
    client = cast.client(cast.owner)
    for changes in ({}, {"said": {}, "rule": {}, "digest": "", "state": Incident.State.VOID}):
        Incident.objects.filter(pk=case.pk).update(**changes)
        for path in ("/order/", f"/order/cases/{case.pk}", f"/people/{case.person_id}"):
            assert client.get(path).status_code == 200
