"""The pages of actions, and an action on today's worklist."""

import uuid

import pytest
from django.utils.translation import gettext

from qunce.gateway.outbox import services
from qunce.gateway.outbox.models import Action
from qunce.gateway.outbox.policy import State
from qunce.gateway.outbox.services import quarantine
from qunce.gateway.outbox.tests.routes import action_in
from qunce.gateway.outbox.tests.world import ASKED, Heard, live_tasks, propose, state
from qunce.gateway.outbox.verbs import LOOKS, VERBS
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def form(group: int, **more: str) -> dict[str, str]:
    return {"group": str(group), "words": "今天十点半开始接龙", "due": "hour", "slot": str(uuid.uuid4()), **more}


def test_from_the_form_to_the_tick(cast: Cast) -> None:
    client, sent = cast.client(cast.operator), form(cast.lunch.pk)
    there = client.post("/actions/new", sent).headers["Location"]
    assert client.post("/actions/new", sent).headers["Location"] == there  # a double tap is one
    action = Action.objects.get()
    today = client.get("/").content.decode()
    assert "今天十点半开始接龙" in today
    assert there in client.get(f"/today/{live_tasks(action)[0].pk}/why").content.decode()
    page = client.get(there).content.decode()
    assert "今天十点半开始接龙" in page
    answer = client.post(f"{there}/do/tick", {"said": "群里已经看到"})
    assert answer.headers["Location"] == there
    assert (state(action), action.proof, action.settled_by) == (
        State.CONFIRMED, "群里已经看到", f"staff:{cast.operator.pk}",
    )  # fmt: skip
    assert "群里已经看到" in client.get(there).content.decode()
    assert client.post(f"{there}/do/tick").status_code == 303  # too late: said in a toast
    assert Action.objects.count() == 1


def test_a_form_with_a_mistake_comes_back(cast: Cast) -> None:
    client = cast.client(cast.operator)
    assert client.post("/actions/new", form(cast.lunch.pk, words=" ")).status_code == 422
    assert client.post("/actions/new", form(cast.foreign.pk)).status_code == 404
    assert client.post("/actions/new", form(cast.lunch.pk, slot="x")).status_code == 422
    action = services.post(cast.lunch, "在吗", 1, "s")
    answer = client.post(f"/actions/{action.pk}/do/could-not", {"said": ""})
    assert answer.status_code == 422
    assert state(action) == State.HANDED


def test_filters_narrow_and_say_when_nothing_matches(cast: Cast) -> None:
    client = cast.client(cast.owner)
    assert "暂时没有" in client.get("/actions/").content.decode()
    done, waiting = action_in(cast.lunch), services.post(cast.tea, "喝茶", 1, "s")
    everything = client.get("/actions/").content.decode()
    assert all(f"/actions/{a.pk}" in everything for a in (done, waiting))
    for query, shown, hidden in (
        ("state=confirmed", done, waiting),
        (f"group={cast.tea.pk}", waiting, done),
        ("kind=outbox.post&state=handed", waiting, done),
    ):
        page = client.get(f"/actions/?{query}").content.decode()
        assert f'href="/actions/{shown.pk}"' in page
        assert f'href="/actions/{hidden.pk}"' not in page
    assert gettext("Nothing matches") in client.get("/actions/?state=unknown").content.decode()
    assert client.get("/actions/?state=nonsense&kind=nonsense").status_code == 200


@pytest.mark.parametrize("at", list(State))
def test_every_state_has_a_page_with_what_one_may_do(cast: Cast, at: State) -> None:
    action = action_in(cast.lunch, at)
    page = cast.client(cast.owner).get(f"/actions/{action.pk}").content.decode()
    assert LOOKS[at].label
    offered = {key for key in VERBS if f'data-verb="{key}"' in page}
    assert offered == {key for key, verb in VERBS.items() if at in verb.states}
    seen = cast.client(cast.viewer).get(f"/actions/{action.pk}").content.decode()
    assert "data-verb" not in seen


def test_who_answers_questions_does_not_approve(cast: Cast, heard: Heard) -> None:
    action = propose(cast.workspace, ASKED, group_id=cast.lunch.pk)
    (asked,) = live_tasks(action)
    service, operator = cast.client(cast.service), cast.client(cast.operator)
    assert service.post(f"/actions/{action.pk}/do/approve").status_code == 403
    assert service.post("/today/act", {"ids": asked.pk, "do": "done"}).status_code == 400
    assert state(action) == State.PROPOSED
    assert operator.post("/today/act", {"ids": asked.pk, "do": "done"}).status_code == 303
    assert state(action) == State.HANDED
    assert operator.post(f"/today/reopen?ids={asked.pk}").status_code == 303
    assert state(action) == State.PROPOSED


def test_words_may_be_changed_until_approved(cast: Cast, heard: Heard) -> None:
    action = propose(cast.workspace, ASKED, group_id=cast.lunch.pk)
    client = cast.client(cast.operator)
    client.post(f"/actions/{action.pk}/words", {"words": "说得软一点"})
    client.post(f"/actions/{action.pk}/do/approve")
    client.post(f"/actions/{action.pk}/words", {"words": "太晚了"})
    action.refresh_from_db()
    assert (action.state, action.words) == (State.HANDED, "说得软一点")


def test_handing_over_offers_those_who_see_the_group(cast: Cast) -> None:
    action = services.post(cast.office, "楼下开会", 1, "s")
    client = cast.client(cast.operator)
    page = client.get(f"/actions/{action.pk}").content.decode()
    assert cast.service.name in page
    assert cast.scoped.name not in page  # has no part in that group
    assert cast.viewer.name not in page
    client.post(f"/actions/{action.pk}/hand-over", {"to": cast.scoped.pk})
    assert live_tasks(action)[0].assignee_id is None
    client.post(f"/actions/{action.pk}/hand-over", {"to": cast.service.pk})
    assert live_tasks(action)[0].assignee_id == cast.service.pk
    assert cast.service.name in client.get("/?kind=outbox.post").content.decode()


def test_after_a_restore_the_page_says_so_and_only_the_owner_lets_go(cast: Cast) -> None:
    action = services.post(cast.lunch, "在吗", 1, "s")
    quarantine.hold_all(1_000)
    for staff in (cast.owner, cast.operator):
        for path in ("/actions/", f"/actions/{action.pk}"):
            assert "对外动作已暂停" in cast.client(staff).get(path).content.decode()
    assert cast.client(cast.operator).post("/actions/release").status_code == 403
    assert state(action) == State.QUARANTINED
    action.expires_at = 2_000_000_000
    Action.objects.filter(pk=action.pk).update(expires_at=action.expires_at)
    cast.client(cast.owner).post("/actions/release")
    assert state(action) == State.HANDED
    assert "对外动作已暂停" not in cast.client(cast.owner).get("/actions/").content.decode()


def test_hostile_words_are_only_words(cast: Cast) -> None:
    action = services.post(cast.lunch, "<script>alert(1)</script>%(x)s {{ 7*7 }}", 1, "s")
    client = cast.client(cast.owner)
    for path in (f"/actions/{action.pk}", "/?kind=outbox.post", f"/today/{live_tasks(action)[0].pk}/why"):
        page = client.get(path).content.decode()
        assert "<script>alert" not in page
        assert "%(x)s {{ 7*7 }}" in page
