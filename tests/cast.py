"""The named cast of the tests: one workspace with a person in each role, another with an outsider.

    def test_something(cast: Cast) -> None:
        response = cast.client(cast.service).get("/…")

An (安) owns the workspace 安记小厨 with the groups lunch, tea and office; Qiao sees lunch and tea only.
Mo owns another workspace, whose group nobody here may ever see.
"""

from dataclasses import dataclass
from functools import cache
from typing import Any

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.test import Client
from django.test.client import ClientHandler

from qunce.base.accounts import queries, services
from qunce.base.accounts.access import Actor
from qunce.base.accounts.middleware import WORKSPACE_KEY
from qunce.base.accounts.models import Role, Staff
from qunce.base.tenancy import services as tenancy
from qunce.base.tenancy.models import Workspace
from qunce.community.models import Group, Membership, Person
from qunce.kernel import clock

PASSPHRASE = "四月的小厨房 9 点开门"


def make_workspace(name: str = "安记小厨", **kwargs: Any) -> Workspace:
    return tenancy.create_workspace(name, **kwargs)


def make_group(workspace: Workspace, name: str = "午餐群", **kwargs: Any) -> Group:
    return Group.objects.create(workspace=workspace, name=name, **{"created_at": clock.timestamp(), **kwargs})


def make_person(name: str, *groups: Group, **kwargs: Any) -> Person:
    """Somebody in these groups (of one workspace)."""
    workspace = groups[0].workspace
    person = Person.objects.create(
        workspace=workspace, name=name, **{"created_at": clock.timestamp(), "group_count": len(groups), **kwargs}
    )
    for group in groups:
        Membership.objects.create(workspace=workspace, group=group, person=person, in_roster=True)
    return person


def make_staff(
    username: str,
    workspace: Workspace | None = None,
    role: Role = Role.OPERATOR,
    *,
    name: str = "",
    groups: list[Group] | None = None,
    language: str = "",
) -> Staff:
    """An account, with a place where a workspace is given; ``groups`` narrows what they see."""
    staff = services.create_staff(username, name or username, PASSPHRASE, language=language)
    if workspace is not None:
        services.place(staff, workspace, role, group_ids=None if groups is None else [group.pk for group in groups])
    return staff


def session_cookie(staff: Staff, workspace: Workspace | None = None) -> str:
    """The value of a live session cookie for this person (browser tests set it by hand)."""
    store = SessionStore()
    store[SESSION_KEY] = str(staff.pk)
    store[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    store[HASH_SESSION_KEY] = staff.get_session_auth_hash()
    if workspace is not None:
        store[WORKSPACE_KEY] = workspace.pk
    store.create()
    key = store.session_key or ""
    services.open_session(staff, key, address="127.0.0.1", agent="tests")
    return key


@cache
def _handler(enforce_csrf_checks: bool, middleware: tuple[str, ...]) -> ClientHandler:
    # Loading the middleware reads every static file from disk: once per run, not once per client.
    return ClientHandler(enforce_csrf_checks=enforce_csrf_checks)


def client_for(staff: Staff | None, workspace: Workspace | None = None, *, enforce_csrf_checks: bool = False) -> Client:
    """A test client signed in as this person (in this workspace, if they have several); None: a visitor."""
    client = Client(enforce_csrf_checks=enforce_csrf_checks)
    client.handler = _handler(enforce_csrf_checks, tuple(settings.MIDDLEWARE))
    if staff is not None:
        client.cookies[settings.SESSION_COOKIE_NAME] = session_cookie(staff, workspace)
    return client


def actor_of(staff: Staff, workspace: Workspace | None = None) -> Actor:
    actor = queries.actor_for(staff, workspace.pk if workspace else None)
    assert actor is not None, f"{staff} has no place"
    return actor


@dataclass
class Cast:
    workspace: Workspace
    elsewhere: Workspace
    lunch: Group  # seen by all
    tea: Group  # seen by all
    office: Group  # out of the scoped operator's sight
    foreign: Group  # of the other workspace
    yu: Person  # in lunch and tea
    hidden: Person  # in office only
    stranger: Person  # in the foreign group
    owner: Staff
    operator: Staff
    service: Staff
    viewer: Staff
    scoped: Staff  # an operator of lunch and tea
    outsider: Staff  # owner of the other workspace

    @property
    def everyone(self) -> dict[str, Staff | None]:
        """The columns of the access matrix, by name."""
        return {
            "anonymous": None,
            "viewer": self.viewer,
            "service": self.service,
            "operator": self.operator,
            "scoped": self.scoped,
            "owner": self.owner,
            "outsider": self.outsider,
        }

    def client(self, staff: Staff | None, **kwargs: Any) -> Client:
        return client_for(staff, **kwargs)

    def actor(self, staff: Staff) -> Actor:
        return actor_of(staff)


def make_cast() -> Cast:
    workspace, elsewhere = make_workspace(), make_workspace("别家的店")
    lunch, tea, office = (make_group(workspace, name) for name in ("午餐接龙群", "下午茶群", "写字楼群"))
    foreign = make_group(elsewhere, "别家的群")
    return Cast(
        workspace=workspace,
        elsewhere=elsewhere,
        lunch=lunch,
        tea=tea,
        office=office,
        foreign=foreign,
        yu=make_person("小雨", lunch, tea),
        hidden=make_person("楼上的阿辉", office),
        stranger=make_person("别家的阿南", foreign),
        owner=make_staff("an", workspace, Role.OWNER, name="群主·安"),
        operator=make_staff("bo", workspace, Role.OPERATOR, name="运营·柏"),
        service=make_staff("chen", workspace, Role.SERVICE, name="客服·晨"),
        viewer=make_staff("dong", workspace, Role.VIEWER, name="店长·冬"),
        scoped=make_staff("qiao", workspace, Role.OPERATOR, name="运营·乔", groups=[lunch, tea]),
        outsider=make_staff("mo", elsewhere, Role.OWNER, name="别家·莫"),
    )
