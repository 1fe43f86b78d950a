"""The doors: who is asking, which view lets them in, and which rows exist for them."""

import types
from typing import Any

import pytest
from django.http import Http404, HttpRequest, HttpResponse
from django.test import RequestFactory
from django.urls import path
from django.utils import timezone, translation
from django.views.decorators.http import require_POST
from pytest_django import Settings

from qunce.base.accounts import services
from qunce.base.accounts.access import (
    StaffRequest,
    access_fact,
    access_group_id,
    access_many,
    access_one,
    at_least,
    door,
    door_of,
    entrance,
    public,
    scoped,
)
from qunce.base.accounts.models import Role
from qunce.base.journal.models import Fact
from qunce.base.journal.services import NewFact, current, record
from qunce.base.worklist.models import Task
from qunce.community.models import Group, Membership, Person, Tag
from tests.cast import Cast, client_for, make_staff, make_workspace


@door(Role.VIEWER)
def looks(request: StaffRequest) -> HttpResponse:
    return HttpResponse(f"{request.actor.name}|{request.actor.role.value}|{request.actor.workspace.name}")


@door(Role.OPERATOR)
def operates(request: StaffRequest) -> HttpResponse:
    return HttpResponse("ok")


@door(Role.VIEWER, post=Role.SERVICE)
def both(request: StaffRequest) -> HttpResponse:
    return HttpResponse("ok")


@public
def open_page(request: HttpRequest) -> HttpResponse:
    return HttpResponse(translation.get_language())


@entrance
def front(request: HttpRequest) -> HttpResponse:
    return HttpResponse(translation.get_language())


@require_POST
@door(Role.SERVICE)
def posts(request: StaffRequest) -> HttpResponse:
    return HttpResponse("done")


@door(Role.VIEWER)
def surroundings(request: StaffRequest) -> HttpResponse:
    doing = current()
    assert doing.cause == request.request_id
    zone = timezone.get_current_timezone_name()
    return HttpResponse(f"{translation.get_language()}|{zone}|{doing.actor}")


def forgotten(request: HttpRequest) -> HttpResponse:
    return HttpResponse("nobody declared me")


def trivial_error(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
    return HttpResponse("error", status=403)


urls = types.ModuleType("urls_of_test_doors")
urls.urlpatterns = [  # type: ignore[attr-defined]
    path("looks", looks),
    path("operates", operates),
    path("both", both),
    path("open", open_page),
    path("front", front),
    path("posts", posts),
    path("surroundings", surroundings),
    path("forgotten", forgotten),
]
urls.handler403 = trivial_error  # type: ignore[attr-defined]


@pytest.fixture(autouse=True)
def _urls(settings: Settings) -> None:
    settings.ROOT_URLCONF = urls


@pytest.mark.parametrize(
    ("who", "status"), [("viewer", 403), ("service", 403), ("operator", 200), ("scoped", 200), ("owner", 200)]
)
def test_a_door_asks_for_at_least_its_role(cast: Cast, who: str, status: int) -> None:
    assert cast.client(cast.everyone[who]).get("/operates").status_code == status


def test_changing_something_may_take_more_than_looking(cast: Cast) -> None:
    viewer, service = cast.client(cast.viewer), cast.client(cast.service)
    assert (viewer.get("/both").status_code, viewer.post("/both").status_code) == (200, 403)
    assert (service.get("/both").status_code, service.post("/both").status_code) == (200, 200)


@pytest.mark.parametrize("who", ["anonymous", "viewer", "owner"])
def test_a_view_without_a_declaration_is_shut_to_everybody(cast: Cast, who: str) -> None:
    assert cast.client(cast.everyone[who]).get("/forgotten").status_code == 403


def test_decorators_around_a_door_keep_it(cast: Cast) -> None:
    assert door_of(posts) is not None
    assert cast.client(cast.viewer).post("/posts").status_code == 403
    assert cast.client(cast.service).post("/posts").content == b"done"


def test_a_visitor_is_sent_to_sign_in_and_back(cast: Cast) -> None:
    client = client_for(None)
    assert client.get("/looks?page=2")["Location"] == "/login?next=%2Flooks%3Fpage%3D2"
    part = client.get(
        "/looks",
        headers={"HX-Request": "true", "HX-Current-URL": "http://testserver/groups/3?tab=people"},
    )
    assert (part.status_code, part["HX-Redirect"]) == (401, "/login?next=%2Fgroups%2F3%3Ftab%3Dpeople")
    lured = client.get("/looks", headers={"HX-Request": "true", "HX-Current-URL": "https://evil.example/x"})
    assert lured["HX-Redirect"] == "/login"
    assert client.post("/posts")["Location"] == "/login"


def test_a_public_page_costs_a_visitor_no_query(db: None, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(0):
        assert client_for(None).get("/open").status_code == 200


def test_a_page_costs_a_signed_in_person_three_queries(cast: Cast, django_assert_num_queries: Any) -> None:
    client = cast.client(cast.owner)
    with django_assert_num_queries(3):  # the session, the account, their places
        client.get("/looks")


def test_the_request_speaks_the_persons_language_in_the_workspaces_zone(cast: Cast) -> None:
    workspace = make_workspace("Tea in London", zone="Europe/London")
    staff = make_staff("ling", workspace, Role.VIEWER, language="en")
    response = client_for(staff).get("/surroundings", headers={"Accept-Language": "zh"})
    assert response.content.decode() == f"en|Europe/London|staff:{staff.pk}"
    assert response["Content-Language"] == "en"
    assert len(response["X-Request-ID"]) == 32
    assert cast.client(cast.owner).get("/surroundings").content.decode().startswith("zh-hans|Asia/Shanghai|")
    assert translation.get_language() == "zh-hans"


@pytest.mark.parametrize(
    ("path_", "browser", "cookie", "expected"),
    [
        ("/open", "en", "", "zh-hans"),  # a page for members never listens to the browser
        ("/open", "zh", "en", "en"),
        ("/front", "en-GB,en;q=0.9", "", "en"),
        ("/front", "zh-TW,zh;q=0.9,en;q=0.8", "", "zh-hans"),
        ("/front", "fr,en;q=0.5", "", "en"),
        ("/front", "fr", "", "zh-hans"),
        ("/front", "en", "zh-hans", "zh-hans"),
        ("/front", "en", "klingon", "en"),
        ("/front", "", "", "zh-hans"),
    ],
)
def test_a_visitors_language(
    db: None, settings: Settings, path_: str, browser: str, cookie: str, expected: str
) -> None:
    client = client_for(None)
    if cookie:
        client.cookies[settings.LANGUAGE_COOKIE_NAME] = cookie
    assert client.get(path_, headers={"Accept-Language": browser}).content.decode() == expected


def test_somebody_with_two_workspaces_works_in_the_one_they_chose(cast: Cast) -> None:
    services.place(cast.service, cast.elsewhere, Role.VIEWER)
    there = client_for(cast.service, cast.elsewhere)
    assert there.get("/looks").content.decode() == "客服·晨|viewer|别家的店"
    assert client_for(cast.service).get("/looks").content.decode() == "客服·晨|service|安记小厨"
    # A workspace they have no place in is not theirs for the asking.
    assert client_for(cast.viewer, cast.elsewhere).get("/looks").content.decode() == "店长·冬|viewer|安记小厨"


def test_the_demo_comes_last_and_can_be_chosen(cast: Cast) -> None:
    demo = make_workspace("演示", is_demo=True)
    staff = make_staff("hua", demo, Role.OWNER)
    services.place(staff, cast.workspace, Role.VIEWER)
    assert client_for(staff).get("/looks").content.decode() == "hua|viewer|安记小厨"
    assert client_for(staff, demo).get("/looks").content.decode() == "hua|owner|演示"
    assert [w.is_demo for w in cast.actor(staff).workspaces] == [False, True]


def test_roles_are_a_ladder() -> None:
    ladder = [Role.VIEWER, Role.SERVICE, Role.OPERATOR, Role.OWNER]
    for i, role in enumerate(ladder):
        assert [at_least(role, needed) for needed in ladder] == [j <= i for j in range(4)]
    assert set(ladder) == set(Role)


def _person(workspace: Any, *groups: Group) -> Person:
    person = Person.objects.create(workspace=workspace, name="多面手", created_at=0)
    for group in groups:
        Membership.objects.create(workspace=workspace, group=group, person=person)
    return person


def test_rows_of_another_workspace_or_group_do_not_exist(cast: Cast) -> None:
    scoped_actor, owner = cast.actor(cast.scoped), cast.actor(cast.owner)
    groups = Group.objects.all()
    assert set(scoped(groups, owner, group_path="pk")) == {cast.lunch, cast.tea, cast.office}
    assert set(scoped(groups, scoped_actor, group_path="pk")) == {cast.lunch, cast.tea}
    assert access_one(groups, owner, cast.office.pk, group_path="pk") == cast.office
    for actor, group in ((owner, cast.foreign), (scoped_actor, cast.office), (scoped_actor, cast.foreign)):
        with pytest.raises(Http404):
            access_one(groups, actor, group.pk, group_path="pk")


def test_people_are_reached_through_their_groups_without_doubles(cast: Cast) -> None:
    both = _person(cast.workspace, cast.lunch, cast.tea)
    hidden = _person(cast.workspace, cast.office)
    mixed = _person(cast.workspace, cast.office, cast.tea)
    stranger = _person(cast.elsewhere, cast.foreign)
    people = Person.objects.order_by("pk")
    people = people.filter(name="多面手")
    path_ = "memberships__group_id"
    assert list(scoped(people, cast.actor(cast.scoped), group_path=path_)) == [both, mixed]
    assert list(scoped(people, cast.actor(cast.owner), group_path=path_)) == [both, hidden, mixed]
    assert list(scoped(people, cast.actor(cast.outsider), group_path=path_)) == [stranger]


def test_a_row_of_no_group_is_hidden_from_a_scoped_reader_unless_the_table_has_none(cast: Cast) -> None:
    task = Task.objects.create(workspace=cast.workspace, kind="k", key="1", due_at=0, opened_at=0)
    tag = Tag.objects.create(workspace=cast.workspace, name="多肉")
    assert access_one(Task.objects.all(), cast.actor(cast.owner), task.pk) == task
    with pytest.raises(Http404):
        access_one(Task.objects.all(), cast.actor(cast.scoped), task.pk)
    assert access_one(Tag.objects.all(), cast.actor(cast.scoped), tag.pk, group_path=None) == tag
    with pytest.raises(Http404):
        access_one(Tag.objects.all(), cast.actor(cast.outsider), tag.pk, group_path=None)


def test_a_bulk_action_is_all_or_none(cast: Cast) -> None:
    groups, actor = Group.objects.all(), cast.actor(cast.scoped)
    assert set(access_many(groups, actor, [str(cast.lunch.pk), cast.tea.pk], group_path="pk")) == {
        cast.lunch,
        cast.tea,
    }
    for bad in ([cast.lunch.pk, cast.office.pk], [cast.foreign.pk], ["1 or 1=1"], [10**30]):
        with pytest.raises(Http404):
            access_many(groups, actor, bad, group_path="pk")


@pytest.mark.parametrize("pk", ["abc", "", 10**30, -1])
def test_an_absurd_id_is_simply_not_there(cast: Cast, pk: Any) -> None:
    with pytest.raises(Http404):
        access_one(Group.objects.all(), cast.actor(cast.owner), pk, group_path="pk")


def test_a_group_id_is_checked_against_the_scope(cast: Cast) -> None:
    assert access_group_id(cast.actor(cast.scoped), cast.tea.pk) == cast.tea.pk
    with pytest.raises(Http404):
        access_group_id(cast.actor(cast.scoped), cast.office.pk)


def test_a_bulk_change_is_undone_only_by_who_sees_all_it_touched(cast: Cast) -> None:
    def touched(fact: Fact) -> list[int]:
        return list(fact.data["groups"])

    [mine] = record(cast.workspace, NewFact("accounts.signed_out", data={"groups": [cast.lunch.pk, cast.tea.pk]}))
    [wide] = record(cast.workspace, NewFact("accounts.signed_out", data={"groups": [cast.lunch.pk, cast.office.pk]}))
    owner, scoped_actor = cast.actor(cast.owner), cast.actor(cast.scoped)
    assert access_fact(scoped_actor, mine.pk, mine.type, touched) == mine
    assert access_fact(owner, wide.pk, wide.type, touched) == wide
    for actor, fact, kind in (
        (scoped_actor, wide, wide.type),
        (cast.actor(cast.outsider), mine, mine.type),
        (owner, mine, "accounts.signed_in"),
    ):
        with pytest.raises(Http404):
            access_fact(actor, fact.pk, kind, touched)


def test_an_actor_is_frozen(cast: Cast, rf: RequestFactory) -> None:
    with pytest.raises(AttributeError):
        cast.actor(cast.viewer).role = Role.OWNER  # type: ignore[misc]
