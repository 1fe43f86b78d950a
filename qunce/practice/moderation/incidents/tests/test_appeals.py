"""Appeals: from the link to the decision, with the deadline that was promised and everything put right."""

import pytest
from django.test import Client, override_settings

from qunce.base.jobs.worker import drain
from qunce.base.journal.models import Fact
from qunce.base.verdicts import services as verdicts
from qunce.base.verdicts.models import StoredVerdict
from qunce.base.worklist.models import Task
from qunce.community.charter import services as charters
from qunce.community.charter.purposes import CharterTerms
from qunce.community.charter.types import ServiceHours
from qunce.community.models import Group
from qunce.community.services.erase import start_erasing
from qunce.community.visitors import services as visitors
from qunce.gateway.outbox.models import Action
from qunce.gateway.outbox.policy import State
from qunce.gateway.outbox.registry import action_kinds
from qunce.kernel import clock
from qunce.practice.moderation.incidents import queries, services
from qunce.practice.moderation.incidents.kinds import REMOVES, removing
from qunce.practice.moderation.incidents.models import Appeal, Incident, TakenStep
from qunce.practice.moderation.incidents.promising import promised_by
from qunce.practice.moderation.incidents.services import AppealError, acting
from qunce.practice.moderation.incidents.tests.test_case import ADVERT, hear, open_steps, step_of, tick
from qunce.practice.moderation.incidents.tests.test_steps import CONTACT, climb, offend_again
from tests.cast import Cast

pytestmark = pytest.mark.django_db
WHY = "我是在回答小雨的问题，不是广告"


@pytest.fixture
def group(cast: Cast) -> Group:
    charters.set_terms(cast.lunch, CharterTerms(rules=(CONTACT,)))
    return cast.lunch


@pytest.fixture
def told(cast: Cast, group: Group) -> Incident:
    """An advert that was answered with the first step, between words of others."""
    hear(group, (9_100, "小雨", "小雨的电话是保密的"), (9_000, "阿强", ADVERT), (8_900, "小雨", "隔壁王姐也看到了"))
    tick(open_steps(group)[0], cast, 8_000)
    return Incident.objects.get()


def enter(incident: Incident) -> tuple[Client, str]:
    row = services.invitation(incident)
    client, path = Client(), visitors.path_of(row)
    client.post(path, {"code": visitors.code_of(row)})
    return client, path


def test_the_member_sees_only_their_own_and_gets_a_promise(cast: Cast, told: Incident) -> None:
    client, path = enter(told)
    page = client.get(path).content.decode()
    assert ADVERT in page
    assert "不要在群里留联系方式" in page
    assert "小雨" not in page
    assert "王姐" not in page
    assert client.post(path, {"said": "  "}).status_code == 422
    assert client.post(path, {"said": WHY}).status_code == 302
    row = Appeal.objects.get()
    (task,) = Task.objects.filter(kind="moderation.appeal", state="open")
    assert (task.due_at, task.data["incident"]) == (row.due_at, told.pk)
    assert WHY in client.get(path).content.decode()
    assert client.post(path, {"said": "再说一次"}).status_code == 409
    assert Appeal.objects.count() == 1


def test_hostile_words_are_shown_as_words(cast: Cast, told: Incident) -> None:
    client, path = enter(told)
    client.post(path, {"said": "<script>alert(1)</script>{{7*7}}\u202e"})
    for page in (client.get(path), cast.client(cast.owner).get(f"/order/cases/{told.pk}")):
        text = page.content.decode()
        assert "<script>alert" not in text
        assert "&lt;script&gt;alert(1)&lt;/script&gt;{{7*7}}" in text
    assert client.post(path, {"said": "长" * 5_000}).status_code in (409, 422)


def test_upheld_with_words_and_once_more_at_most(cast: Cast, told: Incident) -> None:
    client, path = enter(told)
    client.post(path, {"said": WHY})
    row = Appeal.objects.get()
    owner = cast.client(cast.owner)
    assert owner.post(f"/order/cases/{told.pk}/decide", {"verdict": "uphold", "words": ""}).status_code == 422
    assert cast.client(cast.service).post(
        f"/order/cases/{told.pk}/decide", {"verdict": "uphold", "words": "x"}
    ).status_code in (403, 404)
    owner.post(f"/order/cases/{told.pk}/decide", {"verdict": "uphold", "words": "微信号是对着全群发的"})
    row.refresh_from_db()
    assert (row.state, row.decided_by) == ("upheld", cast.owner.pk)
    reply = Action.objects.get(kind="moderation.appeal_reply")
    assert "微信号是对着全群发的" in reply.words
    assert not Task.objects.filter(kind="moderation.appeal", state="open").exists()
    assert TakenStep.objects.get().state == "proven"
    assert "微信号是对着全群发的" in client.get(path).content.decode()
    with pytest.raises(AppealError):
        services.overturn(row, cast.owner.pk, "太晚")
    again = services.appeal(told, "我有聊天记录")
    services.uphold(again, cast.owner.pk, "看过了")
    with pytest.raises(AppealError):
        services.appeal(told, "第三次")


def test_won_gives_back_the_count_and_asks_for_an_apology(cast: Cast, group: Group, told: Incident) -> None:
    hear(group, (5_000, "阿强", ADVERT + "啊"), label="2")
    assert step_of(open_steps(group)[0]) == "warn"
    row = services.appeal(told, WHY)
    services.overturn(row, cast.owner.pk, "他在回答别人，是我们看错了")
    told.refresh_from_db()
    assert told.state == Incident.State.OVERTURNED
    assert [step_of(task) for task in open_steps(group)] == ["ask"]
    apology = Action.objects.get(kind="moderation.apologise")
    assert (apology.state, apology.capability) == (State.HANDED, "send_private")
    assert TakenStep.objects.get(incident=told).state == "void"
    assert StoredVerdict.objects.get(pk=told.verdict_id).state == "overturned"
    assert Fact.objects.filter(type="moderation.appeal_won").count() == 1
    client, path = enter(told)
    page = client.get(path).content.decode()
    assert "我们向您致歉" in page
    assert "他在回答别人" in page


def test_won_before_anybody_spoke_calls_the_step_off_and_says_sorry(cast: Cast, group: Group) -> None:
    hear(group, (9_000, "阿强", ADVERT))
    incident = Incident.objects.get()
    services.overturn(services.appeal(incident, WHY, by="staff:1"), cast.owner.pk, "确实不是")
    assert not open_steps(group)
    assert Action.objects.get(kind="moderation.ask").state == State.CANCELLED
    assert Action.objects.filter(kind="moderation.apologise", state=State.HANDED).count() == 1


def test_an_offence_that_ends_by_itself_closes_the_appeal(cast: Cast, told: Incident) -> None:
    services.appeal(told, WHY)
    verdicts.overturn(StoredVerdict.objects.get(pk=told.verdict_id), cast.owner.pk, "不是广告")
    assert Appeal.objects.get().state == "void"
    assert not Task.objects.filter(kind="moderation.appeal", state="open").exists()


def test_the_worklist_cannot_tick_an_appeal_off(cast: Cast, told: Incident) -> None:
    services.appeal(told, WHY)
    task = Task.objects.get(kind="moderation.appeal")
    for do in ("done", "dismiss"):
        cast.client(cast.owner).post("/today/act", {"ids": [task.pk], "do": do, "reason": "x"})
    task.refresh_from_db()
    assert task.state == "open"
    assert f"/order/cases/{told.pk}#appeal" in cast.client(cast.owner).get("/").content.decode()


def test_without_a_public_address_the_words_say_how_to_reply(cast: Cast, told: Incident) -> None:
    services.invitation(told)
    with override_settings(PUBLIC_URL=""):
        found = queries.invitation_of(told)
        assert found is not None
        assert f"证据单 {told.pk}" in found.words
    with override_settings(PUBLIC_URL="https://q.example"):
        found = queries.invitation_of(told)
        assert found is not None
        assert found.address.startswith("https://q.example/h/")
        assert found.code in found.words


def test_an_erased_member_leaves_no_words_and_the_link_is_closed(cast: Cast, told: Incident) -> None:
    client, path = enter(told)
    client.post(path, {"said": f"阿强：{WHY}"})
    start_erasing(told.person)
    drain()
    assert client.get(path).status_code == 404
    kept = str(list(Appeal.objects.values("said", "answer"))) + str(list(TakenStep.objects.values("words")))
    assert WHY not in kept
    assert "阿强" not in kept


WEEK = ServiceHours(shifts=tuple(((540, 720), (780, 1080)) if day < 5 else () for day in range(7)))


@pytest.mark.parametrize(("asked", "days", "due"), [
    ("2026-11-23 10:00", 2, "2026-11-25 18:00"),
    ("2026-11-23 23:59", 2, "2026-11-25 18:00"),
    ("2026-11-26 10:00", 2, "2026-11-30 18:00"),  # a Saturday: the next day that serves
    ("2026-09-30 10:00", 2, "2026-10-08 18:00"),  # the holidays of October
])  # fmt: skip
def test_an_appeal_is_answered_by_the_end_of_a_day_that_serves(asked: str, days: int, due: str) -> None:
    from datetime import datetime

    def at(text: str) -> int:
        return int(datetime.strptime(text, "%Y-%m-%d %H:%M").replace(tzinfo=clock.zone()).timestamp())

    hours = ServiceHours(WEEK.shifts, holidays="closed")
    assert promised_by(at(asked), days, hours) == at(due)


def test_nobody_ever_serves() -> None:
    nobody = ServiceHours(shifts=tuple(() for _ in range(7)))
    assert promised_by(1_790_000_000, 2, nobody) == 1_790_000_000 + 2 * clock.DAY


# Every removal has its file


def test_every_kind_that_removes_somebody_is_a_step_of_the_ladder_with_a_file() -> None:
    assert removing() == [kind.key for kind in action_kinds if kind.capability == REMOVES]
    assert removing() == [acting.kind_of("remove")]


def test_every_removal_has_its_case_its_words_and_a_way_to_appeal(cast: Cast, group: Group) -> None:
    days = climb(cast, group, 3)
    task = offend_again(group, days)
    assert step_of(task) == "remove"
    tick(task, cast, 60)
    removals = list(Action.objects.filter(kind__in=removing())) + list(
        Action.objects.filter(capability=REMOVES).exclude(kind__in=removing())
    )
    assert removals
    owner = cast.client(cast.owner)
    for action in removals:
        incident = Incident.objects.get(pk=action.data["incident"])
        taken = TakenStep.objects.get(action_id=action.pk)
        page = owner.get(f"/order/cases/{incident.pk}").content.decode()
        for wanted in (incident.said["text"][:10], incident.rule["text"], incident.digest[:16], cast.owner.name):
            assert wanted in page
        assert taken.count == 4
        assert all(line["params"]["words"][:4] in page for line in taken.words)
        client, path = enter(incident)
        assert 'name="said"' in client.get(path).content.decode()
