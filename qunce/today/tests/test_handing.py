"""Handing work over on 今日 (C2): with a word, journaled, undone; nobody gets what they may not see."""

import pytest

from qunce.base.journal.models import Fact
from qunce.base.worklist import services as worklist
from qunce.base.worklist.models import Task
from qunce.base.worklist.services import NewTask
from qunce.community.models import Group
from qunce.community.personas import services as personas
from qunce.community.personas.services import DutyTerms, PersonaTerms
from qunce.kernel import clock
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def waiting(group: Group, key: str = "1", kind: str = "desk.reply", assignee: int | None = None) -> Task:
    title = {"msgid": "Reply", "params": {}}
    new = NewTask(kind, key, clock.timestamp(), title, group_id=group.pk, assignee_id=assignee)
    worklist.open_tasks(group.workspace_id, [new])
    return Task.objects.get(kind=kind, key=key)


def test_to_a_colleague_with_a_word_and_back(cast: Cast) -> None:
    task = waiting(cast.lunch, assignee=cast.service.pk)
    client = cast.client(cast.service)
    page = client.get("/").content.decode()
    assert "转交" in page
    assert f'value="s{cast.operator.pk}"' in page
    said = {"ids": task.pk, "to": f"s{cast.operator.pk}", "word": "  他问的是退款，\n你更熟 <b> "}
    assert client.post("/today/hand", said).status_code == 303
    task.refresh_from_db()
    assert (task.assignee_id, task.note) == (cast.operator.pk, "他问的是退款， 你更熟 <b>")
    fact = Fact.objects.get(type="worklist.task_assigned")
    assert (fact.data["to"], fact.data["word"]) == (cast.operator.name, task.note)
    mine = cast.client(cast.operator).get("/?whose=mine").content.decode()
    assert "你更熟 &lt;b&gt;" in mine
    assert f"task-{task.pk}" not in client.get("/?whose=mine").content.decode()
    undo = f"/today/hand-back?was={task.pk}-{cast.service.pk}-{cast.operator.pk}"
    assert client.post(undo).status_code == 303
    task.refresh_from_db()
    assert (task.assignee_id, task.note) == (cast.service.pk, "")
    client.post(undo)
    task.refresh_from_db()
    assert task.assignee_id == cast.service.pk, "a second undo does nothing"


def test_to_an_account_it_goes_to_whoever_is_behind_it_now(cast: Cast) -> None:
    task = waiting(cast.lunch)
    row = personas.save(cast.workspace.pk, PersonaTerms("赵工"))
    client = cast.client(cast.service)
    assert client.post("/today/hand", {"ids": task.pk, "to": f"a{row.pk}"}).status_code == 400, "nobody is behind it"
    personas.save_duty(row, DutyTerms("it", holders=[cast.operator.pk]))
    assert client.post("/today/hand", {"ids": task.pk, "to": f"a{row.pk}"}).status_code == 303
    task.refresh_from_db()
    assert task.assignee_id == cast.operator.pk
    assert client.post("/today/hand", {"ids": task.pk, "to": ""}).status_code == 303
    task.refresh_from_db()
    assert task.assignee_id is None


def test_many_at_once_and_one_that_is_done(cast: Cast) -> None:
    one, two = waiting(cast.lunch), waiting(cast.tea, "2")
    worklist.finish(two, cast.service.pk)
    client = cast.client(cast.service)
    assert client.post("/today/hand", {"ids": f"{one.pk},{two.pk}", "to": f"s{cast.owner.pk}"}).status_code == 303
    one.refresh_from_db()
    two.refresh_from_db()
    assert (one.assignee_id, two.assignee_id) == (cast.owner.pk, None)


def test_nobody_gets_what_they_may_not_see_or_settle(cast: Cast) -> None:
    hidden, plain = waiting(cast.office), waiting(cast.lunch, "2")
    client = cast.client(cast.owner)
    refused = [
        {"ids": hidden.pk, "to": f"s{cast.scoped.pk}"}, {"ids": plain.pk, "to": f"s{cast.viewer.pk}"},
        {"ids": plain.pk, "to": f"s{cast.outsider.pk}"}, {"ids": plain.pk, "to": "s9" * 9},
        {"ids": plain.pk, "to": "x"},
        {"ids": plain.pk, "to": "a99999"}, {"ids": "", "to": ""}, {"ids": plain.pk, "to": "a" + "9" * 19},
    ]  # fmt: skip
    assert [client.post("/today/hand", body).status_code for body in refused] == [400] * len(refused)
    assert cast.client(cast.scoped).post("/today/hand", {"ids": hidden.pk, "to": ""}).status_code == 404
    assert cast.client(cast.viewer).post("/today/hand", {"ids": plain.pk, "to": ""}).status_code == 403
    for odd in ("x", "1-2", f"{plain.pk}-99999-0", f"{plain.pk}-{cast.outsider.pk}-0", "9" * 19 + "-0-0"):
        assert client.post(f"/today/hand-back?was={odd}").status_code in (303, 404)
    assert set(Task.objects.values_list("assignee_id", flat=True)) == {None}
