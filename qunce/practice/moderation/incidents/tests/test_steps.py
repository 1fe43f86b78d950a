"""Steps as actions: who says yes, what proves them, what is set aside stays so, and what is put right."""

from collections.abc import Iterator

import pytest
from django.db import transaction

from qunce.base.verdicts import services as verdicts
from qunce.base.verdicts.models import StoredVerdict
from qunce.base.worklist import services as worklist
from qunce.base.worklist.models import Task
from qunce.community.charter import services as charters
from qunce.community.charter.purposes import CharterTerms
from qunce.community.charter.types import LadderTerms, Rule
from qunce.community.models import Group, Person
from qunce.community.services import groups, sums
from qunce.community.services.recording import Recorder
from qunce.gateway.outbox import services as outbox
from qunce.gateway.outbox.models import Action
from qunce.gateway.outbox.policy import State
from qunce.gateway.outbox.registry import Executor, Order, Outcome, action_kinds, executors
from qunce.gateway.outbox.services import machine
from qunce.kernel import clock
from qunce.kernel.records import Name, RosterRecord
from qunce.practice.moderation import services
from qunce.practice.moderation.incidents.models import ActsAlone, Incident, TakenStep
from qunce.practice.moderation.incidents.policy import STEPS, LadderError
from qunce.practice.moderation.incidents.services import AloneError, act_alone, no_skip, skip_to
from qunce.practice.moderation.incidents.services.acting import kind_of
from qunce.practice.moderation.incidents.tests.test_case import ADVERT, hear, open_steps, step_of, tick
from tests.cast import Cast

pytestmark = pytest.mark.django_db
CONTACT = Rule("contact", "不要在群里留联系方式", "提醒后仍发，移出本群")


@pytest.fixture(autouse=True)
def still() -> Iterator[None]:
    with clock.fixed(clock.timestamp()):
        yield


@pytest.fixture
def group(cast: Cast) -> Group:
    charters.set_terms(cast.lunch, CharterTerms(rules=(CONTACT,)))
    return cast.lunch


def happened(group: Group, ago: int, event: str, actor: str, *targets: str) -> None:
    source = groups.open_source(group.workspace, "paste", event)
    record = RosterRecord(0, clock.timestamp() - ago, event, Name(actor), [Name(t) for t in targets], "系统")  # type: ignore[arg-type]
    group.refresh_from_db()
    with transaction.atomic():
        Recorder(group.workspace, group, source).record([record])
        sums.refresh_group(group)
    group.refresh_from_db()
    services.judge_group(group, 0)


def climb(cast: Cast, group: Group, steps: int) -> int:
    """Offend and be answered so many times, a day apart; returns how many days ago the next offence would be."""
    for number in range(steps):
        ago = (6 - number) * 86_400
        hear(group, (ago, "阿强", ADVERT + "x" * number), label=str(number))
        tick(open_steps(group)[0], cast, ago - 3_600)
    return 6 - steps


def offend_again(group: Group, days_ago: int) -> Task:
    hear(group, (days_ago * 86_400 - 60, "阿强", ADVERT + "!!"), label="again")
    (task,) = open_steps(group)
    return task


# Who says yes


def test_only_the_first_step_goes_to_the_person_on_duty_at_once(cast: Cast, group: Group) -> None:
    kinds = {step: action_kinds.get(kind_of(step)) for step in STEPS}
    assert [kind.needs_approval for kind in kinds.values()] == [False, True, True, True]
    days = climb(cast, group, 1)
    task = offend_again(group, days)
    action = Action.objects.get(pk=task.data["action"])
    assert (step_of(task), action.state, action.approved_by) == ("warn", State.PROPOSED, "")
    answer = cast.client(cast.service).post("/today/act", {"ids": [task.pk], "do": "done"})
    assert answer.status_code == 400
    cast.client(cast.operator).post("/today/act", {"ids": [task.pk], "do": "done"})
    action.refresh_from_db()
    assert (action.state, action.approved_by) == (State.CONFIRMED, f"staff:{cast.operator.pk}")
    assert TakenStep.objects.get(action_id=action.pk).decided_by == cast.operator.pk
    task.refresh_from_db()
    worklist.reopen(task)
    action.refresh_from_db()
    assert (action.state, action.approved_by) == (State.PROPOSED, "")


def sends(order: Order) -> Outcome:
    return Outcome("confirmed", reference="1")


MACHINE = Executor("recorder", "Recorder", frozenset({"send_private", "send_group", "kick"}), sends)


@pytest.mark.parametrize("allowed", [False, True])
def test_a_machine_takes_a_later_step_only_with_a_yes_or_a_rule_allowed_to_act_alone(
    cast: Cast, group: Group, allowed: bool
) -> None:
    days = climb(cast, group, 1)
    if allowed:
        ActsAlone.objects.create(workspace=cast.workspace, rule_kind="contact", up_to="warn", since=1, by=cast.owner.pk)
    with executors.temporarily("recorder", MACHINE):
        hear(group, (days * 86_400 - 60, "阿强", ADVERT + "!!"), label="again")
        action = Action.objects.get(kind="moderation.warn")
        assert action.state == (State.PLANNED if allowed else State.PROPOSED)
        if not allowed:
            outbox.approve(action, cast.operator.pk)
        machine.perform(action.pk)
    action.refresh_from_db()
    assert action.state == State.CONFIRMED
    assert TakenStep.objects.filter(action_id=action.pk, state="proven").exists()


def test_what_a_person_reported_never_acts_alone(cast: Cast, group: Group) -> None:
    days = climb(cast, group, 1)
    ActsAlone.objects.create(workspace=cast.workspace, rule_kind="contact", up_to="remove", since=1, by=cast.owner.pk)
    hear(group, (days * 86_400 - 60, "阿强", ADVERT + "!!"), label="again")
    action = Action.objects.get(kind="moderation.warn")
    kind = action_kinds.get(action.kind)
    assert kind.alone is not None
    assert kind.alone(action)
    Incident.objects.filter(pk=action.data["incident"]).update(seen_by="report")
    assert not kind.alone(action)
    Incident.objects.filter(pk=action.data["incident"]).update(seen_by="detector")
    StoredVerdict.objects.filter(pk=action.verdict_id).update(decision="review")
    assert not kind.alone(action)


# One task, whatever comes


def test_more_adverts_before_anybody_spoke_stay_one_task_and_one_occasion(cast: Cast, group: Group) -> None:
    hear(group, (9_000, "阿强", ADVERT))
    (task,) = open_steps(group)
    others = "想看房源图片的加 vx fangyuan01", "代写作业论文请联系 QQ 987654321"  # other adverts, no copies
    hear(group, (8_000, "阿强", others[0]), (7_000, "阿强", others[1]), label="2")
    (same,) = open_steps(group)
    assert same.pk == task.pk
    assert same.title["params"]["count"] == 3
    assert len(same.source_ids) == 3
    assert Action.objects.count() == 1
    first = StoredVerdict.objects.order_by("at").first()
    assert first is not None
    verdicts.overturn(first, cast.owner.pk, "不是广告")  # what it hung on is gone, the others stand
    (other,) = open_steps(group)
    assert (step_of(other), other.title["params"]["count"]) == ("ask", 2)
    assert Action.objects.filter(state=State.HANDED).count() == 1
    verdicts.restore(first)
    assert len(open_steps(group)) == 1


def test_set_aside_is_not_asked_for_again_until_something_new_happens(cast: Cast, group: Group) -> None:
    hear(group, (9_000, "阿强", ADVERT), (8_000, "阿强", ADVERT + "啊"))
    (task,) = open_steps(group)
    worklist.dismiss(task, cast.service.pk, "老板自己的号")
    services.judge_group(group, 0)
    assert not open_steps(group)
    worklist.reopen(task)
    services.judge_group(group, 0)
    assert [t.pk for t in open_steps(group)] == [task.pk]
    worklist.dismiss(task, cast.service.pk, "老板自己的号")
    hear(group, (3_000, "阿强", ADVERT + "哦"), label="3")
    assert len(open_steps(group)) == 1


def test_overturning_and_restoring_offers_the_step_again(cast: Cast, group: Group) -> None:
    hear(group, (9_000, "阿强", ADVERT))
    verdict = StoredVerdict.objects.get()
    verdicts.overturn(verdict, cast.owner.pk, "不是广告")
    assert not open_steps(group)
    verdicts.restore(verdict)
    (task,) = open_steps(group)
    worklist.finish(task, cast.owner.pk)
    assert TakenStep.objects.filter(state="proven").count() == 1


# Proof by what was heard


def test_a_colleagues_word_in_the_group_proves_the_first_step(cast: Cast, group: Group) -> None:
    hear(group, (9_000, "阿强", ADVERT), (8_900, "安姐", "大家好"))
    Person.objects.filter(name="安姐").update(is_staff=True)
    hear(group, (8_500, "安姐", "@阿强 您的订单到了"), (8_400, "小雨", "@阿强 群里不要发广告"), label="2")
    assert len(open_steps(group)) == 1  # neither a colleague's other word nor a member's
    hear(group, (8_000, "安姐", "@阿强 您好，麻烦撤回一下，群规不让留联系方式"), label="3")
    assert not open_steps(group)
    taken = TakenStep.objects.get()
    assert (taken.state, taken.proven_at) == ("proven", clock.timestamp() - 8_000)
    hear(group, (8_200, "阿强", ADVERT + "啊"), label="4")  # before the word was said
    assert not open_steps(group)
    hear(group, (7_000, "阿强", ADVERT + "哦"), label="5")
    assert step_of(open_steps(group)[0]) == "warn"


def test_a_proof_that_was_none_is_taken_back(cast: Cast, group: Group) -> None:
    test_a_colleagues_word_in_the_group_proves_the_first_step(cast, group)
    action = Action.objects.get(kind="moderation.ask")
    outbox.take_back(action)
    assert TakenStep.objects.get().state == "void"


def test_a_removal_in_a_system_line_proves_the_last_step(cast: Cast, group: Group) -> None:
    days = climb(cast, group, 3)
    assert step_of(offend_again(group, days)) == "remove"
    happened(group, 3_000, "removed", "安姐", "阿强")
    assert not open_steps(group)
    taken = TakenStep.objects.get(step="remove")
    assert (taken.state, taken.proven_at) == ("proven", clock.timestamp() - 3_000)


def test_a_message_taken_back_unasked_is_let_be_and_after_being_asked_is_proof(cast: Cast, group: Group) -> None:
    hear(group, (9_000, "阿强", ADVERT), (9_000, "阿珍", ADVERT + "啊"))
    happened(group, 8_950, "recalled", "阿强")
    (other,) = open_steps(group)
    assert other.person_id == Person.objects.get(name="阿珍").pk
    assert not TakenStep.objects.exists()
    Action.objects.filter(state=State.HANDED).update(proposed_at=clock.timestamp() - 8_980)
    happened(group, 8_900, "recalled", "阿珍")
    assert not open_steps(group)
    assert TakenStep.objects.get().step == "ask"


# Overturned: put right


@pytest.mark.parametrize(("told", "where"), [(1, "send_private"), (3, "send_group")])
def test_overturning_what_was_said_asks_for_an_apology_where_it_was_said(
    cast: Cast, group: Group, told: int, where: str
) -> None:
    climb(cast, group, told)
    last = StoredVerdict.objects.order_by("-at").first()
    assert last is not None
    verdicts.overturn(last, cast.owner.pk, "他在回答别人")
    action = Action.objects.get(kind="moderation.apologise")
    assert (action.capability, action.state) == (where, State.HANDED)
    assert "阿强" in action.words
    verdicts.restore(last)
    action.refresh_from_db()
    assert action.state == State.CANCELLED


# The charter's own ladder, and skipping


def test_the_charters_ladder_holds_and_the_milder_one_of_then_and_now(cast: Cast, group: Group) -> None:
    charters.set_terms(group, CharterTerms(rules=(CONTACT,), ladder=LadderTerms(("ask", "remove"), 30)))
    days = climb(cast, group, 1)
    assert (
        step_of(offend_again(group, days)) == "warn"
    )  # what was said before the shorter ladder is judged by the longer
    charters.set_terms(group, CharterTerms(rules=(CONTACT,)))


def test_severe_skips_with_a_reason_and_can_be_taken_back(cast: Cast, group: Group) -> None:
    hear(group, (9_000, "阿强", ADVERT))
    incident = Incident.objects.get()
    with pytest.raises(LadderError):
        skip_to(incident, "remove", "  ", cast.owner.pk, severe=True)
    with pytest.raises(LadderError):
        skip_to(incident, "remove", "钓鱼链接", cast.owner.pk, severe=False)
    skip_to(incident, "remove", "钓鱼链接，已有人受骗", cast.owner.pk, severe=True)
    (task,) = open_steps(group)
    assert step_of(task) == "remove"
    services.judge_group(group, 0)
    assert [t.pk for t in open_steps(group)] == [task.pk]
    worklist.finish(task, cast.owner.pk)
    taken = TakenStep.objects.get()
    assert (taken.step, taken.skipped_why) == ("remove", "钓鱼链接，已有人受骗")


def test_a_skip_taken_back_leaves_the_step_that_is_due(cast: Cast, group: Group) -> None:
    hear(group, (9_000, "阿强", ADVERT))
    incident = Incident.objects.get()
    skip_to(incident, "notice", "三个群同时发", cast.owner.pk, severe=True)
    no_skip(incident)
    assert [step_of(task) for task in open_steps(group)] == ["ask"]


def test_only_an_owner_lets_a_rule_act_alone_and_never_one_without_exact_evidence(cast: Cast) -> None:
    body = {"appeal_days": "3", "alone_advert": "notice"}
    for staff in (cast.operator, cast.service, cast.viewer):
        assert cast.client(staff).post("/order/settings", body).status_code in (403, 404)
    answer = cast.client(cast.owner).post("/order/settings", {**body, "alone_offtopic": "remove"})
    assert answer.status_code in (302, 303)
    assert list(ActsAlone.objects.values_list("rule_kind", "up_to")) == [("advert", "notice")]
    for kind, step in (("offtopic", "warn"), ("other", "remove"), ("advert", "ask"), ("advert", "ban")):
        with pytest.raises(AloneError):
            act_alone(cast.workspace.pk, {kind: step}, cast.owner.pk)
    assert cast.client(cast.owner).post("/order/settings", {"appeal_days": "0"}).status_code == 422
    cast.client(cast.owner).post("/order/settings", {"appeal_days": "3"})
    assert not ActsAlone.objects.exists()
