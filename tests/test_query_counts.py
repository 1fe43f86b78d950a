"""How many queries each page takes, against a committed baseline; the number must not grow with the rows.

QUNCE_WRITE_BASELINE=1 pytest tests/test_query_counts.py     writes tests/query_counts.json anew
"""

import json
import os
from pathlib import Path

import msgspec
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from qunce.base.jobs.worker import drain
from qunce.community.models import Group, Membership
from qunce.gateway.intake import services
from qunce.gateway.intake.models import Import
from qunce.gateway.intake.plan import Plan
from qunce.gateway.outbox import services as outbox
from qunce.gateway.outbox.models import Action
from qunce.kernel import clock
from tests.cast import Cast

BASELINE = Path(__file__).parent / "query_counts.json"
WRITE = os.environ.get("QUNCE_WRITE_BASELINE") == "1"


def talk(askers: int) -> str:
    """A chat of two days ago in which so many people ask and nobody answers: not heard for a day, at any hour."""
    day = clock.local(clock.timestamp() - 2 * clock.DAY).date().isoformat()
    asked = "\n".join(
        f"顾客{chr(0x4E00 + i)}  {10 + i // 60}:{i % 60:02d}\n请问第{i}份套餐怎么预约\n" for i in range(askers)
    )
    return f"老客户群 微信群上的聊天记录如下，请查收。\n\n—————  {day}  —————\n\n{asked}\n"


def bring(cast: Cast, askers: int) -> int:
    """Import it as a group of its own; gives back the import's id."""
    row = services.receive_text(cast.workspace, cast.owner.pk, f"b{askers}", talk(askers), None)
    drain()
    row = Import.objects.get(pk=row.pk)
    plan = msgspec.structs.replace(Plan.load(row.plan), group_name=f"群{askers}", target="group")
    services.confirm(row, plan)
    services.start(row)
    drain()
    group = Group.objects.get(pk=Import.objects.get(pk=row.pk).group_id)
    for n in range(askers):
        outbox.tick(outbox.post(group, f"第 {n} 条", clock.timestamp() + 3600, str(n)), cast.owner.pk)
    return row.pk


def somebody(group_id: int | None) -> int:
    return Membership.objects.filter(group_id=group_id).order_by("pk").values_list("person_id", flat=True)[0]


def pages(import_id: int) -> dict[str, str]:
    group = Import.objects.get(pk=import_id).group_id
    return {
        "today": "/",
        "today, one kind": "/?kind=desk.reply",
        "today, one group": f"/?group={group}",
        "done lately": "/today/history",
        "groups": "/groups",
        "group": f"/groups/{group}",
        "members": f"/groups/{group}/members",
        "active members": f"/groups/{group}/active",
        "charter": f"/groups/{group}/charter",
        "charter versions": f"/groups/{group}/charter/versions",
        "nicknames": f"/groups/{group}/nicknames",
        "promises": "/promises",
        "service": "/service?days=28",
        "note a private request": "/service/note",
        "word list": "/order/words/",
        "allowed links": "/order/words/links",
        "qa": "/qa",
        "qa of a group": f"/groups/{group}/qa",
        "scripts": "/scripts",
        "tone of replies": "/settings/tone",
        "scripts in a draft": f"/scripts/pick?q=kf&group={group}",
        "promises of one group": f"/promises?group={group}",
        "complaints": "/complaints",
        "feedback board": "/complaints/feedback",
        "verdicts": f"/groups/{group}/verdicts?kind=desk.unanswered",
        "templates": "/templates",
        "people": "/people",
        "people, filtered": f"/people?q=gk&group={group}&spoke=30&sort=-spoke",
        "person": f"/people/{somebody(group)}",
        "timeline": f"/people/{somebody(group)}/timeline",
        "join with another": f"/people/{somebody(group)}/merge?q=gk",
        "palette": "/palette?q=gk",
        "search": "/search?q=预约",
        "order": "/order/",
        "fairness": "/order/fairness",
        "a report to write down": "/order/reports/new",
        "removals": "/order/removals",
        "members' reports": "/order/reports",
        "imports": "/import/",
        "import": f"/import/{import_id}",
        "new import": "/import/new",
        "actions": f"/actions/?group={group}",
        "action": f"/actions/{Action.objects.filter(group_id=group).order_by('pk')[0].pk}",
        "new action": "/actions/new",
        "accounts": "/settings/accounts",
        "reminders": "/reminders",
        "reminders wished": "/settings/reminders",
    }


def count(cast: Cast, path: str) -> int:
    client = cast.client(cast.owner)
    client.get(path)  # what is cached for the process is not the page's
    with CaptureQueriesContext(
        connection,
    ) as caught:
        answer = client.get(path)
    assert answer.status_code == 200, path
    return len(caught)


@pytest.mark.django_db
def test_pages_take_no_more_queries_than_before_and_none_more_for_more_rows(cast: Cast) -> None:
    few = {name: count(cast, path) for name, path in pages(bring(cast, 2)).items()}
    many = {name: count(cast, path) for name, path in pages(bring(cast, 40)).items()}
    grown = {name: (few[name], n) for name, n in many.items() if n > few[name]}
    assert not grown, f"queries grow with the rows: {grown}"
    if WRITE:
        BASELINE.write_text(json.dumps(many, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    allowed = json.loads(BASELINE.read_text(encoding="utf-8"))
    over = {name: (allowed.get(name), n) for name, n in many.items() if n > allowed.get(name, 0)}
    assert not over, f"(allowed, needed): {over}"
