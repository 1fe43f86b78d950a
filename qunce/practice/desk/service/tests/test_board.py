"""The page 服务: the forecast, the figures, the workbook (E3, E4)."""

import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from python_calamine import CalamineWorkbook

from qunce.base.worklist.models import Task
from qunce.base.worklist.services import NewTask, open_tasks
from qunce.community.charter.types import ALL_WEEK_9_TO_21
from qunce.community.models import Group, Person
from qunce.kernel import clock
from qunce.kernel.clock import DAY
from qunce.practice.desk.service import queries
from qunce.practice.desk.service.models import Turn
from tests.cast import Cast, actor_of

pytestmark = pytest.mark.django_db
HOSTILE = "=HYPERLINK(1)<b>“‮小王"


def shown(cast: Cast, path: str = "/service", who: str = "owner") -> str:
    answer = cast.client(getattr(cast, who)).get(path)
    assert answer.status_code == 200
    return answer.content.decode()


def measure(group: Group, by: Person | None, n: int, *, minutes: int = 10, **more: object) -> None:
    at = clock.timestamp() - DAY
    day = clock.day_number(at, group.workspace.zone)
    plain = {"by": by, "by_staff": True, "seconds": 60 * minutes, "end_at": at, "how": "mention", "in_time": True}
    start = Turn.objects.count()
    rows = (
        Turn(
            workspace=group.workspace, group=group, kind="first", question_id=start + i, message_id=start + i,
            asked_at=at, at=at, day=day, **{**plain, **more},
        )
        for i in range(1, n + 1)
    )  # fmt: skip
    Turn.objects.bulk_create(rows, batch_size=1000)


def wait(group: Group, key: str, due: int) -> None:
    open_tasks(
        group.workspace_id, [NewTask("desk.reply", key, due, {"msgid": "Reply", "params": {}}, group_id=group.pk)]
    )


def test_before_anything_was_asked_it_says_what_comes_here(cast: Cast) -> None:
    assert "还没有听到提问" in shown(cast)
    assert cast.client(cast.owner).get("/service/export").status_code == 200


def test_figures_by_group_and_colleague_with_intervals(cast: Cast) -> None:
    measure(cast.lunch, cast.yu, 40)
    measure(cast.lunch, None, 3, minutes=300, approximate=True, account_id=cast.service.pk, how="tick")
    page = shown(cast, "/service?days=28")
    assert cast.lunch.name in page
    assert "10 分钟" in page
    assert "其中 3 次 ≈" in page
    assert "43/72" in page.replace(" ", ""), "the 95th takes more"
    assert "按勾选" in page
    assert "这段时间没有人提问" in shown(cast, "/service?kind=resolution")
    for hostile in ("?kind=x&days=0&group=z", "?days=-7", "?page=999999", "?days=28&kind=%00"):
        shown(cast, f"/service{hostile}")
    assert cast.client(cast.owner).get("/service?group=99999999").status_code == 404
    assert cast.client(cast.scoped).get(f"/service?group={cast.office.pk}").status_code == 404


def test_nobody_sees_figures_of_other_groups(cast: Cast) -> None:
    measure(cast.office, None, 10)
    measure(cast.foreign, None, 10)
    assert cast.office.name in shown(cast)
    assert cast.foreign.name not in shown(cast)
    assert cast.office.name not in shown(cast, who="scoped")
    book = cast.client(cast.scoped).get("/service/export")
    assert cast.office.name not in str(_sheet(b"".join(book)))  # type: ignore[arg-type]


def _sheet(data: bytes) -> list[list[object]]:
    return CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0).to_python()


def test_the_workbook_holds_no_formula(cast: Cast) -> None:
    Person.objects.filter(pk=cast.yu.pk).update(name=HOSTILE)
    measure(cast.lunch, cast.yu, 7)
    rows = _sheet(b"".join(cast.client(cast.owner).get("/service/export")))  # type: ignore[arg-type]
    assert [row[0] for row in rows[1:]] == ["全部", "群", "同事"]
    assert rows[3][1].startswith("=HYPERLINK(1)<b>")  # type: ignore[attr-defined]
    assert rows[2][5] == 7
    assert "太少" in str(rows[2][8])
    assert "<b>" not in shown(cast).replace("&lt;b&gt;", "")


def test_the_forecast_counts_service_hours(cast: Cast) -> None:
    evening = clock.day_start(clock.local_day(clock.timestamp())) + 20 * 3600 + 50 * 60
    assert ALL_WEEK_9_TO_21.shifts[0] == ((540, 1260),)
    with clock.fixed(evening):
        wait(cast.lunch, "late", evening - 60)
        wait(cast.lunch, "soon", evening + 300)
        wait(cast.tea, "morning", evening + 12 * 3600 + 600 + 30 * 60)  # half past nine: ten minutes now, thirty then
        wait(cast.tea, "noon", evening + 15 * 3600)
        found = queries.forecast(actor_of(cast.owner))
        assert [(one.task.key, one.left) for one in found.lines] == [("soon", 300), ("morning", 2400)]
        assert (found.total, found.overdue) == (2, 1)
        page = shown(cast)
        key = Task.objects.get(key="soon")
        assert f"#task-{key.pk}" in page
        assert "1 件已超时" in page
        assert queries.forecast(actor_of(cast.owner), cast.tea.pk).total == 1


def test_the_hours_are_ready_for_the_announcement(cast: Cast) -> None:
    page = shown(cast, f"/groups/{cast.lunch.pk}")
    assert "每天 9:00–21:00" in page
    assert "service-notice" in page
    assert "下一个服务日" in page, "what is asked after nine is answered on the next service day"


def test_many_runs_take_no_more_queries(cast: Cast) -> None:
    def count() -> int:
        client = cast.client(cast.owner)
        client.get("/service?days=28")
        with CaptureQueriesContext(connection) as caught:
            client.get("/service?days=28")
        return len(caught)

    measure(cast.lunch, cast.yu, 5)
    few = count()
    measure(cast.tea, cast.yu, 3000)
    assert count() <= few
