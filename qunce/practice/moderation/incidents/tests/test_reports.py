"""Members report: on the phone, judged by a person, and never shown to whom it is about."""

from typing import Any

import pytest
import segno
from django.test import Client

from qunce.base.worklist.models import Task
from qunce.community.charter import services as charters
from qunce.community.charter.purposes import CharterTerms
from qunce.community.models import Group
from qunce.community.visitors import services as visitors
from qunce.gateway.outbox.models import Action
from qunce.practice.moderation.incidents import services
from qunce.practice.moderation.incidents.models import Incident, Report
from qunce.practice.moderation.incidents.reports import DRAWN
from qunce.practice.moderation.incidents.services import ReportError
from qunce.practice.moderation.incidents.tests.test_steps import CONTACT
from tests.cast import Cast

pytestmark = pytest.mark.django_db
DRAWING = 'transform="scale(6)"'
SAID = {"about": "小雨", "what": "private", "said": "她今天加了我三次，推销保险", "reporter": "老周"}


@pytest.fixture
def group(cast: Cast) -> Group:
    charters.set_terms(cast.lunch, CharterTerms(rules=(CONTACT,)))
    return cast.lunch


def enter(group: Group, address: str = "203.0.113.9") -> tuple[Client, str]:
    row = services.door_of(group)
    client, path = Client(REMOTE_ADDR=address), visitors.path_of(row)
    client.post(path, {"code": visitors.code_of(row)})
    return client, path


def test_from_the_phone_to_a_case_that_does_not_name_the_reporter(cast: Cast, group: Group) -> None:
    client, path = enter(group)
    assert client.post(path, SAID).status_code == 302
    report = Report.objects.get()
    (task,) = Task.objects.filter(kind="moderation.report", state="open")
    owner = cast.client(cast.owner)
    assert f"/order/reports/{report.pk}" in owner.get("/").content.decode()
    assert owner.post(f"/order/reports/{report.pk}", {}).status_code == 422
    owner.post(f"/order/reports/{report.pk}", {"person": cast.yu.pk, "rule": "contact"})
    incident = Incident.objects.get()
    assert (incident.seen_by, incident.person_id, incident.rule["kind"]) == ("report", cast.yu.pk, "contact")
    action = Action.objects.get(kind="moderation.ask")
    task.refresh_from_db()
    assert task.state == "withdrawn"
    invited = visitors.path_of(services.invitation(incident))
    member = Client()
    member.post(invited, {"code": visitors.code_of(services.invitation(incident))})
    for text in (
        owner.get(f"/order/cases/{incident.pk}").content.decode(),
        member.get(invited).content.decode(),
        action.words,
    ):
        assert "老周" not in text
        assert "推销保险" not in text


def test_declined_with_words_only_once(cast: Cast, group: Group) -> None:
    report = services.report(group, "advert", "小雨", "发了广告")
    with pytest.raises(ReportError):
        services.decline(report, cast.owner.pk, " ")
    services.decline(report, cast.owner.pk, "是群主请她发的")
    with pytest.raises(ReportError):
        services.take(report, cast.yu, "contact", cast.owner.pk)
    assert not Incident.objects.exists()


def test_a_rule_that_the_charter_lacks_makes_no_case(cast: Cast, group: Group) -> None:
    report = services.report(group, "flood", "小雨", "刷屏")
    with pytest.raises(ReportError):
        services.take(report, cast.yu, "flood", cast.owner.pk)
    assert (Report.objects.get().state, Incident.objects.count()) == ("open", 0)


def test_hostile_and_too_much(cast: Cast, group: Group) -> None:
    client, path = enter(group)
    for bad in ({}, SAID | {"what": "kill"}, SAID | {"said": "长" * 501}, SAID | {"about": ""}):
        assert client.post(path, bad).status_code == 422
    client.post(path, SAID | {"about": "<b>x</b>", "said": "<script>alert(1)</script>"})
    assert "<script>alert" not in cast.client(cast.owner).get("/order/reports").content.decode()
    for _ in range(4):
        client.post(path, SAID)
    assert client.post(path, SAID).status_code == 429
    assert Report.objects.count() == 5
    assert enter(group, "198.51.100.2")[0].post(path, SAID).status_code == 302
    assert "小雨" not in client.get(path).content.decode()  # whether a name is known nobody learns


def test_a_group_that_is_gone_takes_no_reports(cast: Cast, group: Group) -> None:
    client, path = enter(group)
    Group.objects.filter(pk=group.pk).update(archived_at=1)
    assert client.get(path).status_code == 404


def test_a_colleague_writes_down_what_a_member_told_and_thanks_the_right_one(cast: Cast, group: Group) -> None:
    service = cast.client(cast.service)
    assert cast.client(cast.viewer).get("/order/reports/new").status_code == 403
    assert service.get(f"/order/reports/new?group={group.pk}").status_code == 200
    assert service.get(f"/order/reports/new?group={'9' * 400}").status_code == 200
    said = SAID | {"group": group.pk, "about": "阿强", "reporter": cast.yu.name}
    for bad in (said | {"group": cast.foreign.pk}, said | {"said": ""}, said | {"what": "kill"}):
        assert service.post("/order/reports/new", bad).status_code == 422
    there = service.post("/order/reports/new", said)
    row = Report.objects.get()
    assert there["Location"] == f"/order/reports/{row.pk}"
    assert (row.noted_by, row.reporter) == (cast.service.pk, cast.yu.name)
    assert row.told_by_id in (None, cast.yu.pk)  # None where two bear the name
    assert Task.objects.filter(kind="moderation.report", state="open").count() == 1


def test_the_poster_draws_the_address_and_the_code(cast: Cast, group: Group, settings: Any) -> None:
    owner, path = cast.client(cast.owner), f"/order/groups/{group.pk}/code"
    owner.post(path)
    bare = owner.get(path).content.decode()
    assert DRAWING not in bare
    assert "/order/reports/new" in bare
    settings.PUBLIC_URL = "https://qunce.example.com"
    page = owner.get(path).content.decode()
    row = services.door_of(group)
    assert DRAWING in page
    assert segno.make(visitors.address_of(row), error="m").svg_inline(**DRAWN) in page
    assert visitors.code_of(row) in page
