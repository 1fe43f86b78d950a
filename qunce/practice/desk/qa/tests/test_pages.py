"""The pages of the Q&A (E1): list, entry, candidates, workbook, the page of a group behind a link."""

import io
import re
import zipfile
from pathlib import Path

import pytest
import xlsxwriter
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from qunce.base.worklist.models import Task
from qunce.community.exports import workbook
from qunce.community.models import Group
from qunce.gateway.connectors.runner import rows_in_subprocess
from qunce.gateway.intake.tests.helpers import mail, take
from qunce.practice.desk.qa import finder, limits, services, sheets
from qunce.practice.desk.qa.models import Entry, PageLink
from qunce.practice.desk.qa.services import Draft
from qunce.practice.desk.tests.test_repeating import TALK
from tests.cast import Cast

pytestmark = pytest.mark.django_db

HEADS = ["问题", "其他问法", "答案", "群", "开始", "结束"]


@pytest.fixture(autouse=True)
def fresh() -> None:
    finder.forget()
    cache.clear()


def shown(cast: Cast, path: str) -> str:
    answer = cast.client(cast.owner).get(path)
    assert answer.status_code == 200
    return answer.content.decode()


def test_an_empty_list_says_what_to_do_next(cast: Cast) -> None:
    assert "还没有问答" in shown(cast, "/qa")


def test_found_by_words_and_pinyin_and_shown_under_its_tab(cast: Cast) -> None:
    services.write(cast.workspace.pk, Draft("停车收费吗", "不收 <b>", ["泊车要钱么"]), 0)
    services.write(cast.workspace.pk, Draft("能带狗吗", ""), 0)
    page = shown(cast, "/qa")
    assert "停车收费吗" in page
    assert "能带狗吗" not in page
    assert "不收 &lt;b&gt;" in page
    assert "能带狗吗" in shown(cast, "/qa?part=draft")
    for wanted in ("停车", "tingche", "tc", "泊车"):
        assert "停车收费吗" in shown(cast, f"/qa?q={wanted}"), wanted
    assert "停车收费吗" not in shown(cast, "/qa?q=外卖")
    assert shown(cast, "/qa?group=x&owner=999999999999999999999&part=nonsense&page=-1")


def test_a_task_is_looked_over_then_saved_and_done(cast: Cast) -> None:
    take(cast.workspace, mail(TALK))
    task = Task.objects.get(kind="desk.add_to_qa")
    page = shown(cast, f"/qa/new?task={task.pk}")
    assert "点首页右上角的充值</textarea>" in page
    group = Group.objects.get(name="老客户群")
    answer = cast.client(cast.service).post(
        f"/qa/new?task={task.pk}", {"question": "会员卡怎么充值", "answer": "首页右上角", "groups": [group.pk]}
    )
    assert answer.status_code == 303
    task.refresh_from_db()
    assert (task.state, Entry.objects.get().answer) == ("done", "首页右上角")
    assert cast.client(cast.owner).get("/qa/new?task=999999999").status_code == 404


def test_three_answers_stand_under_a_question_and_none_where_nothing_fits(cast: Cast) -> None:
    for n in range(5):
        services.write(cast.workspace.pk, Draft(f"停车收费吗{'？' * n}", f"第{n}个答案"), 0)
    services.write(cast.workspace.pk, Draft("怎么退出会员群", "点右上角退出"), 0)
    take(cast.workspace, mail((("10:02", "小王", "请问停车要钱不"), ("10:03", "李四", "怎么加入会员群"))))
    tasks = {task.title["params"]["name"]: task for task in Task.objects.filter(kind="desk.reply")}
    page = shown(cast, f"/qa/for/{tasks['小王'].pk}")
    assert page.count("data-copy=") == 3
    assert "@小王" in page
    other = shown(cast, f"/qa/for/{tasks['李四'].pk}")
    assert "data-copy=" not in other or "不是同一个问题" in other
    question = tasks["小王"].verdict_id
    assert "停车收费吗" in shown(cast, f"/qa/question/{question}")
    assert f"/qa/question/{question}" in shown(cast, f"/verdicts/{question}")


def test_who_sees_some_groups_only_writes_for_those(cast: Cast) -> None:
    everywhere = services.write(cast.workspace.pk, Draft("停车收费吗", "不收"), 0)
    client = cast.client(cast.scoped)
    assert client.get(f"/qa/{everywhere.pk}").status_code == 200
    assert client.post(f"/qa/{everywhere.pk}", {"question": "x", "answer": "y"}).status_code == 404
    assert client.post("/qa/new", {"question": "x", "answer": "y"}).status_code == 422
    assert client.post("/qa/new", {"question": "x", "answer": "y", "groups": [cast.office.pk]}).status_code == 422
    assert client.post("/qa/new", {"question": "x", "answer": "y", "groups": [cast.lunch.pk]}).status_code == 303
    assert client.post(f"/qa/{everywhere.pk}/retire").status_code == 404


def test_out_as_a_workbook_and_in_again(cast: Cast) -> None:
    services.write(cast.workspace.pk, Draft("停车收费吗", "=1+1", ["泊车要钱么"], [cast.lunch.pk]), 0)
    client = cast.client(cast.owner)
    data = b"".join(client.get("/qa/export").streaming_content)
    Entry.objects.all().delete()
    answer = client.post("/qa/import", {"sheet": SimpleUploadedFile("qa.xlsx", data)})
    assert "新增 1 条" in answer.content.decode()
    row = Entry.objects.get()
    assert (row.question, row.answer, row.variants[0]["text"], row.groups.get()) == (
        "停车收费吗", "=1+1", "泊车要钱么", cast.lunch
    )  # fmt: skip


def test_no_cell_of_the_workbook_is_a_formula(cast: Cast) -> None:
    hostile = ("=1+1", "+86 138", "@SUM(A1)", "-2+3", '=HYPERLINK("http://x","y")', "{=1}")
    for text in hostile:
        services.write(cast.workspace.pk, Draft(text, text, [f"{text}?"]), 0)
    data = b"".join(cast.client(cast.owner).get("/qa/export").streaming_content)
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
    assert not re.search(r"<f[ >/]", sheet)
    assert "<hyperlink" not in sheet
    assert {row[1][0] for row in rows_in_subprocess(data, 50)[1:]} == set(hostile)


def test_the_workbook_is_opened_by_the_child_and_a_formula_is_what_it_last_gave(cast: Cast) -> None:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["问题", "答案"])
        sheet.write_string(1, 0, "停车收费吗")
        sheet.write_formula(1, 1, '=HYPERLINK("http://x.example","点我")', value="点我")
    answer = cast.client(cast.owner).post("/qa/import", {"sheet": SimpleUploadedFile("qa.xlsx", out.getvalue())})
    assert answer.status_code == 200
    assert Entry.objects.get().answer == "点我"
    source = Path(sheets.__file__).read_text(encoding="utf-8")
    assert "calamine" not in source
    assert "open_sheet" not in source


def test_bad_rows_are_named_and_the_others_taken(cast: Cast) -> None:
    rows = [
        ["停车收费吗", "", "不收", "", "2026-01-01", "2026/12/31"],
        ["能带狗吗", "", "可以", "没有的群", "", ""],
        ["", "", "没有问题", "", "", ""],
        ["几点关门", "", "十点", "", "明年", ""],
        ["x" * 400, "", "", "", "", ""],
    ]
    data = workbook("x", HEADS, rows).read()
    page = cast.client(cast.owner).post("/qa/import", {"sheet": SimpleUploadedFile("qa.xlsx", data)}).content.decode()
    assert Entry.objects.get().ends_on.isoformat() == "2026-12-31"
    for number in (3, 4, 5, 6):
        assert f"第 {number} 行" in page
    for hostile in (b"", b"\xd0\xcf\x11\xe0", b"PK\x03\x04junk", b"=1+1", io.BytesIO(b"\x00" * 1000).read()):
        answer = cast.client(cast.owner).post("/qa/import", {"sheet": SimpleUploadedFile("qa.xlsx", hostile)})
        assert answer.status_code == 422


def test_the_page_of_a_group_goes_out_by_a_link_that_ends(cast: Cast) -> None:
    services.write(cast.workspace.pk, Draft("停车收费吗", "不收", group_ids=[cast.lunch.pk]), 0)
    services.write(cast.workspace.pk, Draft("办公室几楼", "八楼", group_ids=[cast.office.pk]), 0)
    token = services.share(cast.lunch, 0, "week")
    stranger = Client()
    page = stranger.get(f"/q/{token}")
    assert page.status_code == 200
    assert "停车收费吗" in page.content.decode()
    assert "八楼" not in page.content.decode()
    assert page["X-Robots-Tag"] == "noindex, nofollow"
    for wrong in ("x", token[:-1], token + "x", "%00", "' OR 1=1"):
        assert stranger.get(f"/q/{wrong}").status_code == 404
    services.revoke(PageLink.objects.get())
    assert stranger.get(f"/q/{token}").status_code == 404


def test_a_link_is_not_opened_too_often(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "A_MINUTE", 3)
    client = Client()
    codes = [client.get("/q/nothing").status_code for _ in range(5)]
    assert codes == [404, 404, 404, 429, 429]


def test_the_link_is_shown_once_and_only_offered_lifetimes_count(cast: Cast) -> None:
    client = cast.client(cast.operator)
    for lifetime, days in (("quarter", 90), ("day", 30), ("<b>", 30)):
        assert client.post(f"/groups/{cast.lunch.pk}/qa/share", {"lifetime": lifetime}).status_code == 303
        link = PageLink.objects.latest("pk")
        assert link.expires_at - link.created_at == days * 86_400
    page = client.get(f"/groups/{cast.lunch.pk}/qa").content.decode()
    address = re.search(r"http://testserver(/q/[\w-]+)", page)
    assert address
    assert Client().get(address[1]).status_code == 200
    assert address[0] not in client.get(f"/groups/{cast.lunch.pk}/qa").content.decode()
    assert page.count("/revoke") == 3
    assert "/revoke" not in cast.client(cast.viewer).get(f"/groups/{cast.lunch.pk}/qa").content.decode()
