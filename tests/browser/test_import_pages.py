"""Every state of the import wizard as eyes see it, with a name of forty characters and one of emoji only."""

import io
from collections.abc import Callable
from datetime import timedelta

import msgspec
import pytest
import xlsxwriter

from qunce.base.jobs.models import Job
from qunce.base.jobs.worker import drain
from qunce.gateway.intake import services
from qunce.gateway.intake.models import Import
from qunce.gateway.intake.plan import Plan
from qunce.gateway.intake.services import planning
from qunce.kernel import clock
from tests.browser.look import EMOJI, LONG, Look
from tests.browser.test_journeys import talk
from tests.cast import Cast, make_cast

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
State = Import.State


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    return make_cast()


def stamp(minute: int) -> str:
    day = (clock.local(clock.timestamp(), "Asia/Shanghai") - timedelta(days=1)).date().isoformat()
    return f"{day} 10:{minute:02d}:00"


def several_groups() -> bytes:
    talkers = (LONG, EMOJI, "午餐接龙群")
    return "\n".join(
        ["时间,群聊,发送者,内容", *(f"{stamp(i)},{talkers[i % 3]},{(EMOJI, LONG)[i % 2]},大家好" for i in range(12))]
    ).encode()


def two_sheets() -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        first = book.add_worksheet("聊天记录")
        for number, row in enumerate([["时间", "类型", "昵称", "说了什么"], [stamp(1), "speech", LONG, "在吗"]]):
            first.write_row(number, 0, row)
        book.add_worksheet("成员").write_row(0, 0, ["姓名", "微信号"])
    return out.getvalue()


def looked(cast: Cast, data: bytes, name: str, batch: str = "b") -> Import:
    row = services.receive_file(cast.workspace, cast.owner.pk, batch, name, [data])
    planning.look(row)
    Job.objects.all().delete()
    return Import.objects.get(pk=row.pk)


def confirming(cast: Cast) -> Import:
    return looked(cast, talk().encode(), f"{LONG}.txt")


def mapping(cast: Cast) -> Import:
    return looked(cast, two_sheets(), "两张表.xlsx")


def groups_of_a_file(cast: Cast) -> Import:
    return looked(cast, several_groups(), "all.csv")


def unreadable(cast: Cast) -> Import:
    row = looked(cast, "这不是聊天记录".encode(), f"{EMOJI}.txt")
    assert row.state == State.UNREADABLE
    return row


def being_looked_at(cast: Cast) -> Import:
    row = services.receive_file(cast.workspace, cast.owner.pk, "b", "a.txt", [talk().encode()])
    Job.objects.all().delete()
    return row


def running(cast: Cast) -> Import:
    row = confirming(cast)
    services.confirm(row, msgspec.structs.replace(Plan.load(row.plan), group_name=LONG))
    job = services.start(row)
    now = clock.timestamp()
    Job.objects.filter(pk=job.pk).update(
        state=Job.State.RUNNING, done=41_000, total=128_000, started_at=now - 20, lease_until=now + 600
    )
    return row


def failed(cast: Cast) -> Import:
    row = running(cast)
    services.abandon(row.pk, "The import was stopped. What it brought so far can be undone.", {})
    return row


def undone(cast: Cast) -> Import:
    row = failed(cast)
    Import.objects.filter(pk=row.pk).update(state=State.UNDONE)
    return row


def with_problems(cast: Cast) -> Import:
    bad = several_groups().decode().splitlines()
    one = [line for line in bad if f",{LONG}," in line or line.startswith("时间")]
    row = looked(cast, "\n".join([*one, f"昨晚三点,{LONG},{EMOJI},几点了"]).encode(), "damaged.csv")
    assert row.preview["problem_count"] == 1
    services.confirm(row, Plan.load(row.plan))
    services.start(row)
    drain()
    row.refresh_from_db()
    Import.objects.filter(pk=row.pk).update(counts={**row.counts, "elsewhere": 1_200})
    return row


STATES: dict[str, Callable[[Cast], Import]] = {
    "confirm": confirming,
    "mapping": mapping,
    "groups": groups_of_a_file,
    "unreadable": unreadable,
    "looking": being_looked_at,
    "running": running,
    "failed": failed,
    "undone": undone,
    "problems": with_problems,
}


@pytest.mark.parametrize("state", STATES)
def test_a_state_of_an_import_looks_right(look: Look, cast: Cast, state: str) -> None:
    row = STATES[state](cast)
    look.at(f"/import/{row.pk}", as_staff=cast.owner, name=f"import-{state}")


def test_many_files_and_the_list_look_right(look: Look, cast: Cast) -> None:
    confirming(cast)
    groups_of_a_file(cast)
    unreadable(cast)
    failed(cast)
    look.at("/import/batch/b", as_staff=cast.owner, name="import-batch")
    look.at("/import/", as_staff=cast.owner, name="import-list")
    look.at(f"/import/new?group={cast.lunch.pk}", as_staff=cast.owner, name="import-new", languages=("zh-hans",))
