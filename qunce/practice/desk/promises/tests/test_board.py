"""The pages of the promises: the board, the group page's panel, one click to promise (E6)."""

import re

import pytest

from qunce.base.jobs.worker import drain
from qunce.base.verdicts.models import StoredVerdict
from qunce.community.models import Group
from qunce.gateway.intake.tests.helpers import mail, take
from qunce.kernel import clock
from qunce.practice.desk.promises import services
from qunce.practice.desk.promises.models import Promise
from qunce.practice.desk.promises.tests.test_promises import ASKED, KEPT, SILENT, WAIT
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def shown(cast: Cast, path: str) -> str:
    answer = cast.client(cast.owner).get(path)
    assert answer.status_code == 200
    return answer.content.decode()


def test_an_empty_board_says_what_comes_here(cast: Cast) -> None:
    assert "还没有承诺" in shown(cast, "/promises")


def test_each_part_shows_its_own_with_the_words_marked(cast: Cast) -> None:
    take(cast.workspace, mail(SILENT))
    take(cast.workspace, mail(KEPT, group="新客户群"), group="新客户群")
    broken, kept = shown(cast, "/promises?part=broken"), shown(cast, "/promises?part=kept")
    assert "<mark>一小时内给您</mark>" in broken
    assert "老客户群" in broken
    assert "老客户群" not in kept.split("按员工")[0].partition("<mark>")[2]
    assert re.search(r"\b0\s*/\s*1\b", broken), "kept of those that ran out"
    group = Group.objects.get(name="新客户群")
    assert "<mark>" not in shown(cast, f"/promises?part=broken&group={group.pk}")
    assert shown(cast, "/promises?part=nonsense&group=x&by=999999999999999999999")


def test_the_group_page_shows_them_and_a_question_is_promised_from_it(cast: Cast) -> None:
    take(cast.workspace, mail([ASKED[0]]))
    group = Group.objects.get(name="老客户群")
    question = StoredVerdict.objects.get(kind="desk.unanswered")
    assert f"/promises/for/{question.pk}" in shown(cast, f"/groups/{group.pk}")
    answer = cast.client(cast.service).post(f"/promises/for/{question.pk}", {"by": "hour"})
    assert answer.status_code == 303
    assert Promise.objects.get().state == "open"
    assert "panel-desk-promises" in shown(cast, f"/groups/{group.pk}")
    client = cast.client(cast.service)
    assert "promise-at" in client.get(f"/promises/for/{question.pk}/when").content.decode()
    assert client.post(f"/promises/for/{question.pk}", {"at": "2031-05-06T10:30"}).status_code == 400, "too far off"
    assert client.post(f"/promises/for/{question.pk}", {"at": "2001-05-06T10:30"}).status_code == 400
    assert client.post(f"/promises/for/{question.pk}", {}).status_code == 400
    ahead = clock.local(clock.timestamp() + 5 * clock.DAY).replace(hour=10, minute=30, second=0, microsecond=0)
    assert client.post(f"/promises/for/{question.pk}", {"at": f"{ahead:%Y-%m-%dT%H:%M}"}).status_code == 303
    assert Promise.objects.get().due_at == int(ahead.timestamp())
    assert cast.client(cast.service).post(f"/promises/for/{question.pk}", {"by": "never"}).status_code == 400
    assert cast.client(cast.viewer).post(f"/promises/for/{question.pk}", {"by": "hour"}).status_code == 403


def test_who_was_only_asked_to_wait_is_shown(cast: Cast) -> None:
    take(cast.workspace, mail(WAIT))
    assert "没说时间" in shown(cast, "/promises?part=untimed")


def test_ticked_off_and_taken_back(cast: Cast) -> None:
    take(cast.workspace, mail(SILENT))
    row = Promise.objects.get()
    client = cast.client(cast.service)
    client.post(f"/promises/{row.pk}/settle", {"do": "kept"})
    row.refresh_from_db()
    assert row.how == "click"
    client.post(f"/promises/{row.pk}/settle?do=reopen")
    drain()
    row.refresh_from_db()
    assert (row.how, row.state, row.decided_by) == ("", "broken", None)
    services.cancel(row, 1)
    assert "<mark>" not in shown(cast, "/promises?part=broken")
