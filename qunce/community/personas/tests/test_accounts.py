"""Accounts, duties and absences on their pages and in the tables."""

import pytest
from django.urls import reverse

from qunce.base.accounts.models import Role
from qunce.base.journal.models import Fact
from qunce.base.worklist import services as worklist
from qunce.base.worklist.models import Task
from qunce.base.worklist.services import NewTask
from qunce.community.personas import queries, services
from qunce.community.personas.models import Absence, Duty, Persona
from qunce.community.personas.policy import read_plan
from qunce.community.personas.services import DutyTerms, PersonaTerms
from qunce.gateway.outbox import services as outbox
from qunce.gateway.outbox.services.proposing import NewAction
from qunce.kernel import clock
from tests.cast import Cast, make_person, make_staff

pytestmark = pytest.mark.django_db
NOON = 1_763_956_800  # 2025-11-24 12:00 in Shanghai


def account(cast: Cast, name: str = "刘姐", *duties: DutyTerms) -> Persona:
    row = services.save(cast.workspace.pk, PersonaTerms(name))
    for terms in duties:
        services.save_duty(row, terms)
    return row


def waiting(cast: Cast, key: str, assignee: int | None) -> Task:
    new = NewTask("personas.moment", key, NOON, {"msgid": "x", "params": {}}, assignee_id=assignee)
    worklist.open_tasks(cast.workspace.pk, [new])
    return Task.objects.get(key=key)


def test_an_operator_describes_an_account_and_its_duty(cast: Cast) -> None:
    client = cast.client(cast.operator)
    said = {"name": "刘姐", "picture": "photo", "tone": "warm", "moments": "周三 20:00 爬山"}
    assert client.post(reverse("personas:new"), said).status_code == 303
    row = Persona.objects.get()
    duty = {
        "role": "service",
        "topics": "退款、发票 退款",
        "scope": "all",
        "weekdays": "10:00-11:00",
        "holder_0": cast.owner.pk,
    }
    assert client.post(reverse("personas:duty-new", args=[row.pk]), duty).status_code == 303
    kept = Duty.objects.get()
    assert (kept.topics, kept.holders) == (["退款", "发票"], [cast.owner.pk])
    assert kept.shifts == [[[600, 660]]] * 5 + [[], []]
    again = client.get(reverse("personas:duty", args=[kept.pk])).content.decode()
    assert "10:00-11:00" in again
    assert set(Fact.objects.values_list("type", flat=True)) >= {"personas.saved", "personas.duty_saved"}


def test_uneven_times_are_shown_and_kept(cast: Cast) -> None:
    """What was 周二/周四 in the evening stays so when its page is kept unchanged."""
    evening, short = [[1200, 1320]], [[1200, 1260]]
    week = ([], evening, short, evening, [], [], [])
    shifts = tuple(tuple((a, b) for a, b in day) for day in week)
    row = account(cast, "苏老师", DutyTerms("expert", ["绘本"], [], shifts, [cast.owner.pk]))
    duty = Duty.objects.get()
    client = cast.client(cast.operator)
    assert "周二、周四 20:00-22:00，周三 20:00-21:00" in client.get(reverse("personas:index")).content.decode()
    page = client.get(reverse("personas:duty", args=[duty.pk]))
    assert "<details" in page.content.decode().partition("每天分别设置")[0][-400:]
    form = page.context["form"]
    said = {name: value for name in form.fields if (value := form[name].value()) not in (None, "", [])}
    assert client.post(reverse("personas:duty", args=[duty.pk]), said).status_code == 303
    duty.refresh_from_db()
    assert duty.shifts == list(week)
    assert row.pk == duty.persona_id


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"moments": "周三 25:00 x"}, "第 1 行"),
        ({"name": "刘姐"}, "已有同名"),
        ({"picture": "selfie"}, "selfie"),
    ],
)
def test_what_cannot_be_read_is_said_and_nothing_lost(cast: Cast, wrong: dict[str, str], words: str) -> None:
    account(cast)
    said = {"name": "新人", "picture": "photo", "tone": "warm", "manner": "爱说早安", **wrong}
    answer = cast.client(cast.operator).post(reverse("personas:new"), said)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert "爱说早安" in answer.content.decode()
    assert Persona.objects.count() == 1


def test_a_name_is_free_again_once_its_account_is_out_of_use(cast: Cast) -> None:
    first = account(cast)
    services.end(first)
    account(cast)
    with pytest.raises(services.NameTakenError):
        services.resume(first)


def test_a_scoped_operator_changes_only_duties_of_their_own_groups(cast: Cast) -> None:
    scoped = make_staff("qiu", cast.workspace, Role.OPERATOR, groups=[cast.lunch])
    row = account(cast)
    client = cast.client(scoped)
    where = reverse("personas:duty-new", args=[row.pk])
    assert client.post(where, {"role": "service", "scope": "all"}).status_code == 422
    assert client.post(where, {"role": "service", "scope": "some", "groups": [cast.office.pk]}).status_code == 422
    assert client.post(where, {"role": "service", "scope": "some", "groups": [cast.lunch.pk]}).status_code == 303
    everywhere = services.save_duty(row, DutyTerms("service"))
    assert client.get(reverse("personas:duty", args=[everywhere.pk])).status_code == 404
    assert cast.office.name not in client.get(where).content.decode()


def test_what_waits_goes_to_the_stand_in_when_the_absence_begins(cast: Cast) -> None:
    with clock.fixed(NOON):
        mine, other = waiting(cast, "a", cast.owner.pk), waiting(cast, "b", cast.service.pk)
        done = waiting(cast, "c", cast.owner.pk)
        worklist.finish(done, cast.owner.pk)
        services.away(cast.workspace.pk, cast.owner.pk, NOON + 60, NOON + 3600, cast.operator.pk)
        assert services.hand_on_due() == 0
    with clock.fixed(NOON + 61):
        assert services.hand_on_due() == 1
        assert services.hand_on_due() == 0
    for task, wanted in ((mine, cast.operator.pk), (other, cast.service.pk), (done, cast.owner.pk)):
        task.refresh_from_db()
        assert task.assignee_id == wanted


def test_without_a_stand_in_it_goes_back_to_whoever_comes_first(cast: Cast) -> None:
    task = waiting(cast, "a", cast.owner.pk)
    now = clock.timestamp()
    services.away(cast.workspace.pk, cast.owner.pk, now, now + 3600)
    task.refresh_from_db()
    assert task.assignee_id is None


def test_a_colleague_ends_their_own_absence_an_operator_anybodys(cast: Cast) -> None:
    now = clock.timestamp()
    row = services.away(cast.workspace.pk, cast.owner.pk, now, now + 3600)
    where = reverse("personas:back", args=[row.pk])
    cast.client(cast.service).post(where)
    assert Absence.objects.get().ended_at is None
    cast.client(cast.operator).post(where)
    assert Absence.objects.get().ended_at is not None
    assert queries.aways(cast.workspace.pk, now) == []


def test_service_staff_enter_their_own_absence_only(cast: Cast) -> None:
    client = cast.client(cast.service)
    said = {"colleague": cast.owner.pk, "until": "2099-01-01T09:00"}
    assert client.post(reverse("personas:index"), said).status_code == 422
    assert client.post(reverse("personas:index"), said | {"colleague": cast.service.pk}).status_code == 303
    assert (
        client.post(reverse("personas:index"), {"colleague": cast.service.pk, "until": "2001-01-01T09:00"}).status_code
        == 422
    )


def test_a_moment_becomes_one_task_for_who_is_behind_the_account(cast: Cast) -> None:
    with clock.fixed(NOON):  # a Monday
        row = services.save(
            cast.workspace.pk, PersonaTerms("刘姐", moments=read_plan("周一 20:00 爬山\n周二 20:00 早睡"))
        )
        services.save_duty(row, DutyTerms("service", holders=[cast.service.pk]))
        assert services.open_moments() == 1
        assert services.open_moments() == 0
        task = Task.objects.get(kind=services.MOMENT)
        assert (task.assignee_id, task.due_at) == (cast.service.pk, NOON + 8 * 3600)
        worklist.finish(task, cast.service.pk)
        assert services.open_moments() == 0
    with clock.fixed(NOON + 2 * clock.DAY):
        services.open_moments()
    assert not Task.objects.filter(kind=services.MOMENT, state="open").exists()


def test_an_action_goes_to_whoever_is_on_duty_and_approval_to_nobody_in_particular(cast: Cast) -> None:
    account(cast, "刘姐", DutyTerms("service", group_ids=[cast.lunch.pk], holders=[cast.service.pk]))
    outbox.post(cast.lunch, "开饭了", clock.timestamp() + 3600, "1")
    outbox.post(cast.tea, "喝茶了", clock.timestamp() + 3600, "2")
    assert [t.assignee_id for t in Task.objects.filter(kind="outbox.post").order_by("id")] == [cast.service.pk, None]
    spoken = NewAction(
        "outbox.post", "group:9", "x", {"msgid": "x", "params": {}}, clock.timestamp() + 60, "好", persona="刘姐"
    )
    action = outbox.propose(cast.workspace.pk, spoken)
    assert Task.objects.get(data__action=action.pk).assignee_id == cast.service.pk


def test_silence_is_read_from_the_groups_of_who_it_is(cast: Cast) -> None:
    person = make_person("刘姐", cast.lunch, is_staff=True)
    cast.lunch.heard_until = NOON
    cast.lunch.save()
    person.memberships.update(last_spoke_at=NOON - 4 * clock.DAY)
    services.save(cast.workspace.pk, PersonaTerms("刘姐", person_id=person.pk, picture="photo"))
    (sheet,) = queries.sheets(cast.workspace.pk)
    assert "silent" in {finding.code for finding in sheet.findings}
    page = cast.client(cast.owner).get(reverse("personas:index")).content.decode()
    assert "已 4 天没在群里说话" in page


def test_a_question_is_tried_on_the_page(cast: Cast) -> None:
    account(cast, "刘姐", DutyTerms("service", topics=["退款"], holders=[cast.service.pk]))
    client = cast.client(cast.owner)
    found = client.get(
        reverse("personas:index"), {"text": "退款多久到"}, headers={"HX-Request": "true"}
    ).content.decode()
    assert "归 <bdi>刘姐" in found
    assert "<html" not in found
    assert "谁先看到" in client.get(reverse("personas:index"), {"text": "天气"}).content.decode()


def test_a_colleague_who_left_is_behind_nothing(cast: Cast) -> None:
    gone = make_staff("li", cast.workspace, Role.SERVICE)
    account(cast, "刘姐", DutyTerms("service", holders=[gone.pk, cast.service.pk]))
    gone.memberships.update(ended_at=clock.now())
    found = queries.duty_for(cast.lunch, "在吗")
    assert found is not None
    assert found.staff_id == cast.service.pk
