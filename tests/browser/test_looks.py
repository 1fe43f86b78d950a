"""Every page of the console as eyes see it: the demo, with a name of forty characters and one of emoji in it."""

import pytest
from django.db.models import Q
from django.test import RequestFactory

from qunce.base.accounts import services as accounts
from qunce.base.accounts.models import Role, StaffMembership
from qunce.base.reminders import services as reminders
from qunce.base.reminders.models import Hook
from qunce.base.tenancy.models import Workspace
from qunce.base.ui import errors
from qunce.base.verdicts.models import StoredVerdict
from qunce.base.worklist.models import Task
from qunce.community.charter import services as charters
from qunce.community.charter.purposes import SALES, CharterTerms
from qunce.community.models import Group, Message, Person
from qunce.community.personas import services as personas
from qunce.community.personas.models import Duty, Persona
from qunce.community.personas.policy import read_plan
from qunce.community.personas.services import DutyTerms, PersonaTerms
from qunce.community.search import search_text
from qunce.community.services import groups, tags
from qunce.community.services.recording import KINDS
from qunce.gateway.intake.models import Import
from qunce.gateway.outbox import services as outbox
from qunce.gateway.outbox.models import Action
from qunce.kernel import clock
from qunce.practice.desk.complaints import services as complaints
from qunce.practice.desk.complaints.models import Complaint
from qunce.practice.desk.scripts import services as scripts
from qunce.practice.desk.scripts.models import Script
from qunce.practice.desk.scripts.services import Draft as ScriptDraft
from qunce.practice.desk.scripts.starters import READY
from qunce.practice.moderation.incidents.models import Incident
from qunce.today import services as today
from tests.browser.conftest import World
from tests.browser.look import EMOJI, LONG, axe_problems, geometry_problems, keep, settle
from tests.cast import make_person, make_staff

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def odd(standing: World) -> World:
    """Names that break careless pages, in the places where the pages show them."""
    demo, busiest = standing.demo, standing.group()
    talkers = list(
        Person.objects.filter(workspace=demo, is_staff=False, memberships__group=busiest).order_by("-message_count")[:2]
    )
    for person, name in zip(talkers, (LONG, EMOJI), strict=True):
        Person.objects.filter(pk=person.pk).update(name=name, search=search_text(name))
        person.identities.update(shown=name)
        tags.tag(demo.pk, LONG, [person.pk])
        tags.tag(demo.pk, "老客", [person.pk])
    quiet = Group.objects.filter(workspace=demo).order_by("message_count")[0]
    Group.objects.filter(pk=quiet.pk).update(name=LONG, search=search_text(LONG))
    groups.find_or_create(demo, EMOJI)
    for username, name in (("long", LONG), ("emoji", EMOJI)):
        make_staff(username, demo, Role.SERVICE, name=name, groups=[busiest])
    accounts.invite(demo, Role.VIEWER, name=LONG)
    describe_accounts(demo, busiest)
    write_scripts(demo, busiest)
    Hook.objects.create(
        workspace=demo,
        url=f"https://robot.example.com/{LONG}?key=1",
        form="wecom",
        secret="x",
        events=["late"],
        since=1,
    )
    reminders.look(demo)
    charters.save_template(demo, LONG, CharterTerms(purpose="sales"))
    charters.set_weights(demo, "sales", {**SALES.weights, "reads": 10, "bought": 5})
    groups.save_view(demo, "people", LONG, {"spoke": "never"}, None)
    groups.save_view(demo, "groups", EMOJI, {"q": "群"}, None)
    make_person("小雨", busiest, search=search_text("小雨"))
    make_person("小雨", quiet, search=search_text("小雨"))
    return standing


def write_scripts(demo: Workspace, group: Group) -> None:
    """The ready ones, one with everything odd about it, and that one used."""
    scripts.start(demo.pk, READY, 0)
    words = [f"{EMOJI}{LONG * 5}{{截止}}"]
    odd = scripts.write(demo.pk, ScriptDraft(LONG, words, "groups", [group.pk], "sales", LONG[:30]), 0)
    scripts.take(odd)


def describe_accounts(demo: Workspace, busiest: Group) -> None:
    """One account with everything odd about it, one fine, and somebody away."""
    behind = list(StaffMembership.objects.filter(workspace=demo).order_by("pk").values_list("staff_id", flat=True))
    odd = personas.save(demo.pk, PersonaTerms(LONG + "小助手", picture="logo"))
    personas.save(demo.pk, PersonaTerms(EMOJI, picture="logo", moments=read_plan("周三 20:00 爬山的照片")))
    personas.save_duty(odd, DutyTerms("it", ["退款", "物流", LONG[:20]], [busiest.pk], OFFICE, behind[:2]))
    personas.save_duty(odd, DutyTerms("service", holders=behind[1:2]))
    now = clock.timestamp()
    personas.away(demo.pk, behind[0], now - 60, now + clock.DAY, behind[1], LONG)


OFFICE = [[(600, 660), (900, 960)], [(600, 660)], [], *[[(600, 660), (900, 960)]] * 2, [], []]


@pytest.fixture
def shown(odd: World, world: World) -> World:
    return world


def the_long_one(world: World) -> Person:
    return Person.objects.get(workspace=world.demo, name=LONG)


@pytest.mark.parametrize("part", ["", "/duties/new"])
def test_an_account(shown: World, part: str) -> None:
    row = Persona.objects.filter(workspace=shown.demo, name__endswith="小助手").get()
    name = f"account{part.replace('/', '-')}"
    shown.look.at(f"/settings/accounts/{row.pk}{part}", as_staff=shown.cast.owner, name=name)


def test_a_duty_whose_days_differ(shown: World) -> None:
    duty = Duty.objects.exclude(shifts=None).get(persona__workspace=shown.demo, persona__name__endswith="小助手")
    shown.look.at(f"/settings/duties/{duty.pk}", as_staff=shown.cast.owner, name="duty")


@pytest.mark.parametrize(
    "path",
    [
        "/", "/?kind=desk.reply", "/?kind=moderation.review", "/today/history",
        "/order/words/", "/order/words/links", "/promises", "/promises?part=broken", "/promises?part=kept",
        "/qa", "/qa/new", "/qa/import", "/service", "/service/note", "/settings/tone",
        "/scripts", "/scripts?part=groups", "/scripts/new", "/scripts/ready", "/scripts/import",
        "/complaints", "/complaints?part=perhaps", "/complaints/feedback",
        "/groups", "/people", "/people?spoke=never&q=z", "/people/duplicates", "/search", "/search?q=请问",
        "/search?q=z", "/order/", "/order/?state=overturned", "/order/settings", "/order/fairness",
        "/order/reports", "/order/reports/new", "/order/removals",
        "/templates", "/templates/new", "/settings/purposes", "/settings/purposes/sales", "/import", "/import/new",
        "/settings/me", "/settings/sessions", "/settings/staff", "/settings/audit", "/settings/jobs",
        "/reminders", "/settings/reminders", "/settings/reminders/hooks/new",
        "/settings/accounts", "/settings/accounts?text=退款", "/settings/accounts/new",
        "/actions/new", "/settings/workspace", "/settings/password", "/settings/staff/invite",
    ],
)  # fmt: skip
def test_lists_and_settings(shown: World, path: str) -> None:
    shown.look.at(path, as_staff=shown.cast.owner)


def test_a_script(shown: World) -> None:
    row = Script.objects.get(workspace=shown.demo, title=LONG)
    shown.look.at(f"/scripts/{row.pk}", as_staff=shown.cast.owner, name="script")


def test_a_colleague(shown: World) -> None:
    place = StaffMembership.objects.get(staff__username="long", workspace=shown.demo)
    shown.look.at(f"/settings/staff/{place.pk}", as_staff=shown.cast.owner, name="settings-colleague")


@pytest.mark.parametrize(
    "part",
    [
        "",
        "/members",
        "/nicknames",
        "/charter",
        "/charter/versions",
        "/verdicts",
        "/verdicts?kind=lifecycle.silent",
        "/report",
        "/active",
    ],
)
def test_a_group(shown: World, part: str) -> None:
    shown.look.at(f"/groups/{shown.group().pk}{part}", as_staff=shown.cast.owner, name=f"group{part.replace('/', '-')}")


@pytest.mark.parametrize("part", ["", "/charter", "/charter/versions", "/nicknames", "/report"])
def test_a_group_of_which_nothing_was_heard(shown: World, part: str) -> None:
    group = Group.objects.get(workspace=shown.demo, name=EMOJI)
    shown.look.at(f"/groups/{group.pk}{part}", as_staff=shown.cast.owner, name=f"group-silent{part.replace('/', '-')}")


@pytest.mark.parametrize("part", ["", "/timeline", "/merge", "/split", "/erase"])
def test_a_person(shown: World, part: str) -> None:
    person = the_long_one(shown)
    shown.look.at(f"/people/{person.pk}{part}", as_staff=shown.cast.owner, name=f"person{part.replace('/', '-')}")


@pytest.mark.parametrize(
    "kind", ["desk.unanswered", "moderation.breach", "lifecycle.silent", "lifecycle.key_member", "lifecycle.health"]
)
def test_a_verdict_of_each_kind(shown: World, kind: str) -> None:
    row = StoredVerdict.objects.filter(workspace=shown.demo, kind=kind, state="standing").order_by("confidence").first()
    assert row is not None
    shown.look.at(f"/verdicts/{row.pk}", as_staff=shown.cast.owner, name=f"verdict-{kind}")


def test_the_file_of_a_case(shown: World) -> None:
    row = Incident.objects.filter(workspace=shown.demo).order_by("at").last()
    assert row is not None
    shown.look.at(f"/order/cases/{row.pk}", as_staff=shown.cast.owner, name="case")


def test_why_opened_in_the_worklist(shown: World) -> None:
    task = Task.objects.filter(Q(kind="moderation.warn") | Q(kind="desk.reply"), workspace=shown.demo).first()
    assert task is not None
    for width in (1280, 375):
        with shown.look.page(f"/?kind={task.kind}", as_staff=shown.cast.owner, width=width) as page:
            page.locator("[data-row] summary").first.click()
            page.locator(".q-task-why .q-reasons li").first.wait_for()
            settle(page)
            keep(page, f"today-opened-{width}")
            assert geometry_problems(page) == []


def test_a_message_in_its_place(shown: World) -> None:
    message = Message.objects.filter(group=shown.group()).order_by("-sent_at")[20]
    shown.look.at(f"/messages/{message.pk}", as_staff=shown.cast.owner, name="message")


def test_the_picture_of_a_message(shown: World) -> None:
    message = Message.objects.filter(group__workspace=shown.demo, kind=KINDS.index("image")).order_by("pk")[0]
    shown.look.at(f"/order/messages/{message.pk}/picture", as_staff=shown.cast.owner, name="picture")


def test_a_report_shared_with_a_stranger(shown: World) -> None:
    token = today.share_report(shown.group(), shown.cast.owner.pk, "week")
    shown.look.at(f"/r/{token}", name="report-shared")


@pytest.mark.parametrize("at", ["list", "handed", "proposed", "unknown", "quarantined"])
def test_an_action(shown: World, at: str) -> None:
    action = outbox.post(shown.group(), f"{LONG}，今天十点半开始接龙 {EMOJI}", 1_900_000_000, at)
    if at == "list":
        shown.look.at("/actions/", as_staff=shown.cast.owner, name="actions")
        return
    Action.objects.filter(pk=action.pk).update(state=at, before="handed" if at == "quarantined" else "")
    shown.look.at(f"/actions/{action.pk}", as_staff=shown.cast.owner, name=f"action-{at}")


def test_the_result_of_an_import(shown: World) -> None:
    row = Import.objects.filter(workspace=shown.demo, state="done").order_by("-pk").first()
    assert row is not None
    shown.look.at(f"/import/{row.pk}", as_staff=shown.cast.owner, name="import-result")


@pytest.mark.parametrize("width", [1280, 375])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_palette_with_what_it_found(shown: World, width: int, theme: str) -> None:
    with shown.look.page("/", as_staff=shown.cast.owner, width=width, theme=theme) as page:
        page.locator("[data-palette]").click()
        page.locator("#q-palette input").fill("一个")
        page.locator("#q-palette").get_by_text(LONG[:6]).first.wait_for()
        settle(page)
        keep(page, f"palette-{width}-{theme}")
        assert axe_problems(page, "#q-palette") + geometry_problems(page) == []


EMPTY = [
    "/groups",
    "/people",
    "/people/duplicates",
    "/templates",
    "/today/history",
    "/import",
    "/settings/jobs",
    "/search?q=没有",
    "/actions/",
]


@pytest.mark.parametrize("path", EMPTY)
def test_pages_with_nothing_in_them(shown: World, path: str) -> None:
    staff = shown.cast.outsider
    Group.objects.filter(workspace=shown.cast.elsewhere).delete()
    Person.objects.filter(workspace=shown.cast.elsewhere).delete()
    shown.look_elsewhere.at(path, as_staff=staff, name=f"empty{path.split('?')[0].replace('/', '-')}")


def test_errors_are_pages_too(shown: World) -> None:
    shown.look.at("/nowhere", as_staff=shown.cast.owner, name="error-404", status=404)
    shown.look.at("/nowhere", name="error-404-stranger", status=404, languages=("zh-hans",))
    shown.look_here.at("/settings/staff", as_staff=shown.cast.viewer, name="error-403", status=403)


def test_a_fault_of_ours_is_a_page_too(shown: World) -> None:
    """Rendered without the request, so it is put before the browser as it is."""
    html = errors.server_error(RequestFactory().get("/boom")).content.decode()
    with shown.look.instead("/boom", html):
        shown.look.at("/boom", name="error-500", languages=("zh-hans",))


def test_a_complaint_and_a_line_of_the_board(shown: World) -> None:
    row = Complaint.objects.filter(workspace=shown.demo).order_by("-people").first()
    assert row is not None
    shown.look.at(f"/complaints/{row.pk}", as_staff=shown.cast.owner, name="complaint")
    item = complaints.add_item(row, f"人脸识别失败 {LONG}", "it", LONG)
    shown.look.at("/complaints/feedback", as_staff=shown.cast.owner, name="feedback-board")
    shown.look.at(f"/complaints/feedback/{item.pk}", as_staff=shown.cast.owner, name="feedback-line")
