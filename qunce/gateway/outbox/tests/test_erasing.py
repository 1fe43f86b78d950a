"""An erased person leaves no name and no words in the outbox, not even behind an action about somebody else."""

import pytest

from qunce.base.journal.models import Fact
from qunce.community.models import Identity
from qunce.community.services.erase import ERASED, start_erasing
from qunce.gateway.outbox import services
from qunce.gateway.outbox.models import Action
from qunce.gateway.outbox.policy import State
from qunce.gateway.outbox.registry import PERSON
from qunce.gateway.outbox.services import machine
from qunce.gateway.outbox.tests.world import ASKED, Heard, Recorder, live_tasks, propose, state
from qunce.gateway.outbox.tests.world import machine as able
from qunce.kernel import clock
from tests.cast import Cast, make_person

pytestmark = pytest.mark.django_db
SECRET = "小雨"


@pytest.fixture(autouse=True)
def _named(cast: Cast) -> None:
    Identity.objects.create(
        workspace=cast.workspace, person=cast.yu, origin_id=cast.yu.pk, group=cast.lunch, kind="name", value=SECRET,
        shown=SECRET, created_at=0,
    )  # fmt: skip


def traces() -> list[str]:
    found = []
    for row in Action.objects.values():
        found += [f"{key}={value}" for key, value in row.items() if SECRET in str(value)]
    for fact in Fact.objects.filter(type__startswith="outbox."):
        found += [f"{fact.type}: {fact.data}"] if SECRET in str(fact.data) else []
    return found


def test_of_actions_about_them_and_of_those_that_name_them(cast: Cast, heard: Heard) -> None:
    about = {"group_id": cast.lunch.pk, "person_id": cast.yu.pk}
    waiting = propose(cast.workspace, ASKED, "waiting", **about)
    handed = propose(cast.workspace, slot="handed", **about)
    done = propose(cast.workspace, slot="done", data={"nick": SECRET}, **about)
    services.tick(done, cast.service.pk, f"{SECRET}回了")
    failed = propose(cast.workspace, slot="failed", **about)
    services.could_not(failed, cast.service.pk, f"{SECRET}已经退群")
    other = make_person("阿辉", cast.lunch)
    beside = propose(
        cast.workspace, slot="beside", group_id=cast.lunch.pk, person_id=other.pk, words=f"谢谢@{SECRET}提醒"
    )
    assert len(traces()) > 8
    start_erasing(cast.yu)
    assert traces() == []
    assert [state(a) for a in (waiting, handed, done, failed, beside)] == [
        State.CANCELLED, State.CANCELLED, State.CONFIRMED, State.FAILED, State.HANDED,
    ]  # fmt: skip
    assert (handed.reason, handed.words, live_tasks(handed)) == (ERASED, "", [])
    assert handed.title == {"msgid": "Tell somebody", "params": {}}
    assert "谢谢" in beside.words
    page = cast.client(cast.owner).get(f"/actions/{handed.pk}")
    assert page.status_code == 200
    assert SECRET not in page.content.decode()
    assert cast.client(cast.owner).get("/today/history").status_code == 200


def test_what_a_machine_has_begun_still_ends(cast: Cast, heard: Heard) -> None:
    with able(Recorder()):
        action = propose(cast.workspace, person_id=cast.yu.pk, group_id=cast.lunch.pk)
        held = machine.take(action.pk)
        assert held is not None
        machine.begin(held)
        start_erasing(cast.yu)
        with clock.fixed(clock.timestamp() + machine.LEASE_SECONDS + 1):
            machine.recover()
    assert state(action) == State.UNKNOWN
    assert action.executor != PERSON
    assert traces() == []
