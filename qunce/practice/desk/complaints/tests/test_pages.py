"""The pages of complaints and of the feedback board (E7-E9)."""

import io

import pytest
from python_calamine import CalamineWorkbook

from qunce.base.worklist import services as worklist
from qunce.base.worklist.models import Task
from qunce.community.models import Group, Message
from qunce.gateway.intake.tests.helpers import mail, take
from qunce.practice.desk.complaints.models import Complaint, Item
from qunce.practice.desk.complaints.services.stepping import SAY
from qunce.practice.desk.complaints.tests.test_complaints import COPIED, ONE
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def shown(cast: Cast, path: str) -> str:
    answer = cast.client(cast.owner).get(path)
    assert answer.status_code == 200
    return answer.content.decode()


def test_empty_pages_say_what_comes_here(cast: Cast) -> None:
    assert "还没有投诉" in shown(cast, "/complaints")
    assert "看板上还没有内容" in shown(cast, "/complaints/feedback")


def test_the_list_shows_its_parts_and_hostile_questions_narrow_nothing(cast: Cast) -> None:
    take(cast.workspace, mail(ONE))
    page = shown(cast, "/complaints")
    assert "<mark>" in page
    assert "老客户群" in page
    assert "老客户群" not in shown(cast, "/complaints?part=closed").split("data-list")[-1]
    assert shown(cast, "/complaints?part=x&group=99999999999999999999&function=%27%22%3C")
    group = Group.objects.get(name="老客户群")
    assert "panel-desk-complaints" in shown(cast, f"/groups/{group.pk}")


def test_the_whole_way_by_clicks(cast: Cast) -> None:
    take(cast.workspace, mail(ONE))
    row, client = Complaint.objects.get(), cast.client(cast.service)
    there = f"/complaints/{row.pk}"

    def tick() -> None:
        task = Task.objects.get(kind=SAY, state__in=worklist.LIVE)
        assert client.post(f"/actions/{task.data['action']}/do/tick", {"said": ""}).status_code == 303

    assert "非常抱歉" in shown(cast, there)
    tick()
    tick()
    assert "确有问题" in shown(cast, there)
    assert client.post(f"{there}/step", {"step": "fault"}).status_code == 303
    assert client.post(f"{there}/step", {"step": "offer", "note": " "}).status_code == 422
    assert client.post(f"{there}/step", {"step": "offer", "note": "<b>退款</b>"}).status_code == 303
    assert "&lt;b&gt;退款" in shown(cast, there)
    tick()
    client.post(f"{there}/step", {"step": "accepted"})
    assert client.post(f"{there}/step", {"step": "time", "by": "2001-01-01T10:00"}).status_code == 422
    assert client.post(f"{there}/step", {"step": "time", "by": "2099-01-01T10:00"}).status_code == 303
    tick()
    tick()
    row.refresh_from_db()
    assert row.state == "closed"
    assert client.post(f"{there}/back").status_code == 303
    row.refresh_from_db()
    assert row.state == "open"
    assert client.post(f"{there}/step", {"step": "nonsense"}).status_code == 422


def test_by_hand_from_a_message_and_taken_back(cast: Cast) -> None:
    take(cast.workspace, mail([("10:02", "小王", "唉，又是这样"), ("10:03", "李四", "怎么")]))
    message = Message.objects.get(text="唉，又是这样")
    client = cast.client(cast.service)
    assert f"/complaints/of/{message.pk}" in shown(cast, f"/messages/{message.pk}")
    assert client.post(f"/complaints/of/{message.pk}").status_code == 303
    row = Complaint.objects.get()
    assert client.post(f"/complaints/{row.pk}/look?do=no").status_code == 303
    row.refresh_from_db()
    assert row.state == "none"
    assert cast.client(cast.viewer).post(f"/complaints/of/{message.pk}").status_code == 403


def test_on_the_board_mended_and_told(cast: Cast) -> None:
    take(cast.workspace, mail(COPIED))
    row, client = Complaint.objects.get(), cast.client(cast.service)
    assert client.post(f"/complaints/{row.pk}/item", {"title": "=HYPERLINK(1)", "function": "it"}).status_code == 303
    item = Item.objects.get()
    board = shown(cast, "/complaints/feedback?function=it")
    assert "=HYPERLINK(1)" in board
    assert "4 位群成员" in board
    assert "没有符合" in shown(cast, "/complaints/feedback?function=marketing")
    change = {"title": "识别失败", "state": "fixed", "function": "it", "product": "App", "owner": "", "note": ""}
    assert client.post(f"/complaints/feedback/{item.pk}/change", change).status_code == 303
    assert client.post(f"/complaints/feedback/{item.pk}/change", {**change, "owner": "999999"}).status_code == 422
    assert "告诉 4 位群成员" in shown(cast, f"/complaints/feedback/{item.pk}")
    assert client.post(f"/complaints/feedback/{item.pk}/tell").status_code == 303
    assert Task.objects.filter(kind="desk.complaint_fixed", state__in=worklist.LIVE).count() == 4


def test_exports_are_workbooks_of_text(cast: Cast) -> None:
    take(
        cast.workspace, mail([("10:02", "=cmd|1", "你们的系统怎么老崩啊，填了半天全没了！"), ("10:03", "李四", "怎么")])
    )
    client = cast.client(cast.owner)
    client.post(f"/complaints/{Complaint.objects.get().pk}/item", {"title": "=1+1"})
    for path, column in (("/complaints/export", 1), ("/complaints/feedback/export", 0)):
        answer = client.get(path)
        book = CalamineWorkbook.from_filelike(io.BytesIO(b"".join(answer.streaming_content)))
        assert str(book.get_sheet_by_index(0).to_python()[1][column]).startswith("=")
