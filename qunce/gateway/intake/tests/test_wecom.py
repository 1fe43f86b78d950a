"""The door of WeCom while it cannot be connected: lists with member IDs, and an honest list of what will be needed."""

import pytest
from django.urls import reverse

from qunce.base.jobs.worker import drain
from qunce.base.tenancy.models import Workspace
from qunce.community.models import Group, Identity, Membership, Person
from qunce.community.services import erase
from qunce.gateway.connectors import columns
from qunce.gateway.intake import services, wecom
from qunce.gateway.intake.models import Import
from qunce.gateway.intake.plan import Plan
from qunce.gateway.intake.services import planning
from qunce.gateway.intake.tests.helpers import TALK, mail, take
from tests.cast import Cast, make_cast, make_workspace

pytestmark = pytest.mark.django_db

WANG = "wmXY0000AAAA"


@pytest.fixture
def workspace(db: None) -> Workspace:
    return make_workspace()


def bring_list(workspace: Workspace, text: str, group: Group | None = None) -> Import:
    row = services.receive_file(workspace, None, "batch", "list.csv", [text.encode()])
    planning.look(row)
    row.refresh_from_db()
    assert row.state == Import.State.READY, row.error
    plan = Plan.load({**row.plan, "group_id": group.pk, "target": "group"}) if group else Plan.load(row.plan)
    services.confirm(row, plan)
    services.start(row)
    drain()
    row.refresh_from_db()
    assert row.state == Import.State.DONE, row.error
    return row


CUSTOMERS = f"客户名称,external_userid,累计消费,订单数\n小王,{WANG},128.50,3\n"


def test_a_customer_joins_the_one_who_speaks_and_later_rosters_meet_them_by_id(workspace: Workspace):
    take(workspace, mail(TALK))
    bring_list(workspace, CUSTOMERS)
    wang = Person.objects.get(workspace=workspace, name="小王")
    assert (wang.spent_fen, wang.orders) == (12850, 3)
    tea = Group.objects.create(workspace=workspace, name="茶群", created_at=0)
    bring_list(workspace, f"群昵称,external_userid,入群时间\n王王,{WANG},2026-01-02\n", tea)
    assert Membership.objects.get(group=tea).person == wang
    assert bring_list(workspace, CUSTOMERS.replace("小王", "王先生")).counts["problems"] == 0
    assert Identity.objects.get(workspace=workspace, value=WANG).person == wang


def test_a_namesake_with_another_id_is_somebody_else(workspace: Workspace):
    take(workspace, mail(TALK))
    bring_list(workspace, CUSTOMERS)
    bring_list(workspace, "客户名称,external_userid,订单数\n小王,wmOTHER11111,1\n")
    assert sorted(Person.objects.filter(workspace=workspace, name="小王").values_list("orders", flat=True)) == [1, 3]


def test_undo_of_a_customer_list_takes_the_id_back(workspace: Workspace):
    take(workspace, mail(TALK))
    row = bring_list(workspace, CUSTOMERS)
    services.start_undo(row)
    drain()
    assert not Identity.objects.filter(workspace=workspace, value=WANG).exists()
    assert Person.objects.get(workspace=workspace, name="小王").orders is None


def test_an_erased_customer_does_not_come_back_with_the_next_list(workspace: Workspace):
    take(workspace, mail(TALK))
    bring_list(workspace, CUSTOMERS)
    erase.erase_person(Person.objects.get(workspace=workspace, name="小王"))
    people = Person.objects.filter(workspace=workspace).count()
    bring_list(workspace, CUSTOMERS)
    assert Person.objects.filter(workspace=workspace).count() == people


def test_a_list_that_tells_places_is_a_roster_and_one_that_does_not_is_of_customers(workspace: Workspace):
    def target(text: str) -> str:
        row = services.receive_file(workspace, None, "batch", "list.csv", [text.encode()])
        planning.look(row)
        row.refresh_from_db()
        return str(row.plan["target"])

    assert target(CUSTOMERS) == "customers"
    assert target("昵称,external_userid,入群时间\n小王,wm1,2026-01-02\n") == "group"


def test_the_columns_that_the_page_names_are_understood():
    for header in (wecom.ROSTER_HEADER, wecom.CUSTOMER_HEADER):
        proposal = columns.propose([header], "members")
        assert proposal is not None
        assert all(proposal.mapping.columns), dict(zip(header, proposal.mapping.columns, strict=True))


@pytest.mark.parametrize(
    ("url", "tone"),
    [
        ("", "warning"),
        ("http://q.example.com", "warning"),
        ("https://192.168.1.4", "warning"),
        ("https://box.local", "warning"),
        ("https://q.example.com", "success"),
    ],
)
def test_whether_the_public_address_could_take_callbacks(url: str, tone: str):
    assert wecom.public_address(url)[0] == tone


def test_the_page_says_what_is_missing(settings):
    cast: Cast = make_cast()
    settings.PUBLIC_URL = ""
    page = (
        cast.client(cast.operator).get(reverse("intake:wecom"), headers={"accept-language": "zh-hans"}).content.decode()
    )
    assert "QUNCE_PUBLIC_URL" in page
    assert all(word in page for word in ("EncodingAESKey", "external_userid", "可信 IP", "会话内容存档", "可见范围"))
