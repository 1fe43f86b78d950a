"""Files that hold several groups, workbooks of several sheets, tables whose kind was guessed wrong."""

import io
from collections.abc import Mapping, Sequence
from datetime import timedelta
from pathlib import Path

import pytest
import xlsxwriter
from django.urls import reverse

from qunce.base.jobs.worker import drain
from qunce.base.tenancy.models import Workspace
from qunce.community.models import Group, Membership, Message, Person
from qunce.gateway.intake import services
from qunce.gateway.intake.models import Import
from qunce.gateway.intake.plan import Plan
from qunce.gateway.intake.services import planning, sharing, splitting
from qunce.gateway.intake.services.unattended import Told, take_file
from qunce.kernel import clock
from qunce.kernel.records import GroupRecord, MemberRecord, Name
from tests.cast import Cast, make_cast, make_workspace

pytestmark = pytest.mark.django_db


@pytest.fixture
def workspace(db: None) -> Workspace:
    return make_workspace()


@pytest.fixture
def cast(db: None) -> Cast:
    return make_cast()


def stamp(minute: int) -> str:
    day = clock.local(clock.timestamp()).date() - timedelta(days=2)
    return f"{day} 10:{minute:02d}:00"


def table(groups: Sequence[str]) -> bytes:
    """Three lines in each group, the groups taking turns; 安姐 speaks in the first only."""
    lines = ["时间,群聊,发送者,内容"]
    for i in range(3):
        for n, group in enumerate(groups):
            who = "安姐" if n == 0 and i == 1 else f"成员{n}{i}"
            lines.append(f"{stamp(i * 10 + n)},{group},{who},大家好{i}")
    return "\n".join(lines).encode()


def workbook(sheets: Mapping[str, Sequence[Sequence[str]]]) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
    return out.getvalue()


TALK_SHEET = [["时间", "发送者", "内容"], [stamp(1), "小王", "在吗"], [stamp(2), "李四", "在的"]]
ROSTER_SHEET = [["姓名", "微信号", "身份"], ["小王", "wxid_wang", "群主"], ["阿花", "wxid_hua", ""]]


def looked(workspace: Workspace, data: bytes, name: str) -> Import:
    row = services.receive_file(workspace, None, "batch", name, [data])
    planning.look(row)
    row.refresh_from_db()
    assert row.state == Import.State.READY, row.error
    return row


def said_in(workspace: Workspace) -> dict[str, int]:
    rows = Group.objects.filter(workspace=workspace).order_by("name")
    return {group.name: Message.objects.filter(group=group).count() for group in rows}


def test_a_file_of_three_groups_becomes_three_imports(workspace: Workspace, django_capture_on_commit_callbacks):
    row = looked(workspace, table(["甲群", "乙群", "丙群"]), "all.csv")
    chosen = [part._replace(keep=part.talker != "丙群") for part in splitting.parts(row)]
    made = services.start_parts(row, Plan.load(row.plan), chosen)
    with django_capture_on_commit_callbacks(execute=True):
        drain()
    assert len(made) == 2
    assert said_in(workspace) == {"乙群": 3, "甲群": 3}
    assert not any(Path(one.path).exists() for one in Import.objects.all())
    services.start_undo(Import.objects.get(group__name="甲群"))
    drain()
    assert said_in(workspace) == {"乙群": 3, "甲群": 0}


def test_a_colleague_has_a_place_only_where_they_spoke(workspace: Workspace):
    row = looked(workspace, table(["甲群", "乙群"]), "all.csv")
    plan = Plan.load({**row.plan, "own_names": ["安姐"]})
    services.start_parts(row, plan, splitting.parts(row))
    drain()
    assert Person.objects.get(workspace=workspace, name="安姐").is_staff
    assert list(Membership.objects.filter(person__name="安姐").values_list("group__name", flat=True)) == ["甲群"]


def test_what_was_said_of_a_group_is_remembered(workspace: Workspace, tmp_path: Path):
    own = Group.objects.create(workspace=workspace, name="我们的老客群", created_at=0)
    row = looked(workspace, table(["甲群", "乙群"]), "all.csv")
    first, second = splitting.parts(row)
    services.start_parts(row, Plan.load(row.plan), [first._replace(group_id=own.pk), second._replace(keep=False)])
    drain()
    again = looked(workspace, table(["甲群", "乙群"]), "all-2.csv")
    assert [(p.talker, p.keep, p.group_id) for p in splitting.parts(again)] == [
        ("甲群", True, own.pk),
        ("乙群", False, None),
    ]
    file = tmp_path / "all-3.csv"
    file.write_bytes(table(["甲群", "乙群"]))
    unattended = take_file(workspace, file, Told())
    drain()
    unattended.refresh_from_db()
    assert (unattended.state, unattended.group_id) == (Import.State.DONE, own.pk)


def test_a_new_group_in_a_known_file_waits_for_a_person(workspace: Workspace, tmp_path: Path):
    row = looked(workspace, table(["甲群", "乙群"]), "all.csv")
    services.start_parts(row, Plan.load(row.plan), splitting.parts(row))
    drain()
    file = tmp_path / "all.csv"
    file.write_bytes(table(["甲群", "乙群", "丙群"]))
    assert take_file(workspace, file, Told()).state == Import.State.READY


def test_private_talk_is_left_out_where_ids_tell_it(workspace: Workspace):
    row = looked(workspace, table(["123@chatroom", "456@chatroom", "wxid_abc"]), "messages.csv")
    assert {p.talker: (p.keep, p.group_name) for p in splitting.parts(row)} == {
        "123@chatroom": (True, ""),
        "456@chatroom": (True, ""),
        "wxid_abc": (False, ""),
    }


def test_a_group_that_the_look_did_not_reach_waits_as_an_import_of_its_own(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(planning, "LOOK_ROWS", 2_000)
    lines = ["时间,群聊,发送者,内容", *(f"{stamp(i % 60)},甲群,小王,第{i}句" for i in range(2_500))]
    lines += [f"{stamp(1)},乙群,小李,早", f"{stamp(2)},乙群,小李,在"]
    row = looked(workspace, "\n".join(lines).encode(), "long.csv")
    assert not splitting.several(row)
    services.confirm(row, Plan.load(row.plan))
    services.start(row)
    drain()
    row.refresh_from_db()
    assert (row.counts["messages"], row.counts["elsewhere"]) == (2_500, 2)
    rest = Import.objects.exclude(pk=row.pk).get()
    assert (rest.state, rest.preview["messages"]) == (Import.State.READY, 2)
    assert Plan.load(rest.plan).options.talkers == ("乙群",)


def test_a_sorter_goes_on_where_it_was_killed():
    def member(talker: str) -> MemberRecord:
        return MemberRecord(1, Name("小王"), talker=talker)

    first = sharing.Sorter(sorting=True)
    assert len(first.ours([GroupRecord(name="甲"), member("甲"), member("乙"), member("")])) == 3
    second = sharing.Sorter(sorting=True, **first.state)
    assert second.ours([member("乙"), member("甲"), member("丙")]) == [member("甲")]
    assert second.others == {"乙": 2, "丙": 1}


def test_each_sheet_of_a_workbook_is_an_import(workspace: Workspace):
    row = looked(workspace, workbook({"聊天": TALK_SHEET, "成员": ROSTER_SHEET}), "book.xlsx")
    assert row.preview["sheets"] == ["聊天", "成员"]
    assert row.plan["dialect"] == "sheet_messages"
    services.each_sheet(row)
    drain()
    kinds = {one.preview["sheet"]: one.plan["dialect"] for one in Import.objects.order_by("id")}
    assert kinds == {"聊天": "sheet_messages", "成员": "sheet_members"}


def test_the_chosen_sheet_is_remembered(workspace: Workspace):
    row = looked(workspace, workbook({"聊天": TALK_SHEET, "成员": ROSTER_SHEET}), "book-20261101.xlsx")
    services.look_at_sheet(row, "成员")
    drain()
    row.refresh_from_db()
    assert (row.preview["sheet"], row.preview["members"]) == ("成员", 2)
    services.confirm(row, Plan.load(row.plan))
    again = looked(workspace, workbook({"聊天": TALK_SHEET, "成员": ROSTER_SHEET}), "book-20261102.xlsx")
    assert (again.preview["sheet"], again.plan["dialect"]) == ("成员", "sheet_members")


def test_a_table_guessed_wrong_is_switched_and_the_header_remembered(cast: Cast):
    text = "\n".join(["时间,昵称,文本", f"{stamp(1)},小王,老客户", f"{stamp(2)},阿花,新客户"])
    row = looked(cast.workspace, text.encode(), "who.csv")
    assert row.plan["dialect"] == "sheet_messages"
    client = cast.client(cast.owner)
    page = reverse("intake:import", args=[row.pk])
    answers = {"group": "new", "group_name": "名单群", "dialect": "sheet_messages", "table": "members", "do": "start"}
    client.post(page, {**answers, "column_0": "time", "column_1": "nickname", "column_2": "text"})
    drain()
    row.refresh_from_db()
    assert (row.state, row.preview["table"]["kind"]) == (Import.State.READY, "members")
    mapped = {**answers, "dialect": "sheet_members", "column_0": "joined", "column_1": "name", "column_2": "tags"}
    client.post(page, mapped)
    drain()
    row.refresh_from_db()
    assert (row.state, row.counts["members"]) == (Import.State.DONE, 2)
    again = looked(cast.workspace, text.encode(), "who-2.csv")
    assert again.plan["dialect"] == "sheet_members"
    assert again.preview["table"]["columns"] == ["joined", "name", "tags"]


def test_a_file_that_was_not_understood_is_read_as_a_person_says(cast: Cast):
    row = services.receive_file(cast.workspace, cast.owner.pk, "batch", "names.txt", ["小王\n李四\n".encode()])
    planning.look(row)
    row.refresh_from_db()
    assert row.state == Import.State.UNREADABLE
    client, page = cast.client(cast.owner), reverse("intake:import", args=[row.pk])
    assert 'name="dialect"' in client.get(page).content.decode()
    client.post(page, {"dialect": "sheet_members", "encoding": "", "do": "look"})
    drain()
    row.refresh_from_db()
    assert (row.state, row.preview["members"]) == (Import.State.READY, 2)


def test_the_page_asks_for_each_group_and_keeps_to_the_scope(cast: Cast):
    row = looked(cast.workspace, table(["甲群", "乙群"]), "all.csv")
    Import.objects.filter(pk=row.pk).update(created_by=cast.scoped.pk)
    client, page = cast.client(cast.scoped), reverse("intake:import", args=[row.pk])
    shown = client.get(page).content.decode()
    assert "甲群" in shown
    assert cast.office.name not in shown
    answers = {"dialect": "sheet_messages", "group_name": "", "part_0": str(cast.lunch.pk), "do": "start"}
    assert client.post(page, {**answers, "part_0": "skip", "part_1": "skip"}).status_code == 422
    hidden = client.post(page, {**answers, "part_0": str(cast.office.pk), "part_1": "skip"})
    assert hidden.status_code == 422
    assert not Message.objects.filter(group=cast.office).exists()
    assert client.post(page, {**answers, "part_1": "new", "part_name_1": "乙"})["Location"].endswith(row.batch)
    drain()
    assert said_in(cast.workspace) == {cast.lunch.name: 3, "乙": 3, cast.tea.name: 0, cast.office.name: 0}
