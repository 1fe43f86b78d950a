"""The doors (design §4.4). Who is asking, what they may do, and the only way to reach a row by its id.

Every view carries exactly one declaration: ``@door(Role.X)`` or ``@public``. ``AccessMiddleware`` refuses a
view without one. Roles, from most to least; each may do all that the next one may:

    owner     staff, workspace, passwords of nobody; everything below
    operator  charters, imports, penalties, lists, exports, jobs, the audit page
    service   answers questions, ticks off tasks, writes notes
    viewer    looks

A view reaches rows through ``scoped``, ``access_one`` and ``access_many`` only. What stands in another
workspace or in a group the reader has no part in does not exist for them: 404, never a 403 that would tell.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, TypeVar

from django.core.exceptions import FieldDoesNotExist, ObjectDoesNotExist
from django.db import models
from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django_htmx.middleware import HtmxDetails

from qunce.base.accounts.models import Role
from qunce.base.journal.models import Fact
from qunce.base.tenancy.models import Workspace

M = TypeVar("M", bound=models.Model)
View = TypeVar("View", bound=Callable[..., HttpResponseBase])

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})
_RANK = {Role.VIEWER: 0, Role.SERVICE: 1, Role.OPERATOR: 2, Role.OWNER: 3}


def at_least(role: Role, needed: Role) -> bool:
    return _RANK[role] >= _RANK[needed]


@dataclass(frozen=True, slots=True)
class WorkspaceChoice:
    """A workspace that a staff member may switch to."""

    id: int
    name: str
    is_demo: bool
    role: Role


@dataclass(frozen=True, slots=True)
class Actor:
    """The signed-in staff member at work in one workspace; ``request.actor``.

    groups    the ids of the groups they may see; None means every group of the workspace
    language  "zh-hans" or "en"
    theme     "light", "dark" or "" (as the device has it)
    """

    staff_id: int
    name: str
    workspace: Workspace
    role: Role
    groups: frozenset[int] | None
    language: str
    theme: str
    workspaces: tuple[WorkspaceChoice, ...] = ()

    @property
    def key(self) -> str:
        """How the journal names them."""
        return f"staff:{self.staff_id}"

    @property
    def group_ids(self) -> list[int] | None:
        """``groups`` as the queries of the journal and of the rooms take it."""
        return None if self.groups is None else sorted(self.groups)

    def may(self, needed: Role | str) -> bool:
        return at_least(self.role, Role(needed))

    def sees(self, group_id: int | None) -> bool:
        """Whether a row of this group is theirs to see. A row of no group is not, for a scoped reader."""
        return self.groups is None or group_id in self.groups


class StaffRequest(HttpRequest):
    """The request of a view behind ``@door``: somebody is signed in. (On public pages actor may be None.)"""

    actor: Actor
    request_id: str
    htmx: HtmxDetails


@dataclass(frozen=True, slots=True)
class Door:
    """What a view declares. ``role`` None: public. ``post``: what changing something takes, where it is more.

    guess_language  the page may listen to the browser's language (the pages before anybody is signed in)
    """

    role: Role | None
    post: Role | None = None
    guess_language: bool = False

    def needed(self, method: str | None) -> Role | None:
        return self.role if method in SAFE_METHODS or self.post is None else self.post


def _declare(view: View, door: Door) -> View:
    view.door = door  # type: ignore[attr-defined]
    return view


def door(role: Role, *, post: Role | None = None) -> Callable[[View], View]:
    """Let staff of at least this role in; ``post`` asks for more of those who change something."""
    return lambda view: _declare(view, Door(role, post))


def public(view: View) -> View:
    """Let everybody in: the view checks a token, a signature or nothing at all."""
    return _declare(view, Door(None))


def entrance(view: View) -> View:
    """A public page of the console itself (sign-in, set-up, invitation)."""
    return _declare(view, Door(None, guess_language=True))


def door_of(view: Callable[..., Any]) -> Door | None:
    """The declaration a view carries, or None. Decorators that use functools.wraps keep it."""
    found = getattr(view, "door", None)
    return found if isinstance(found, Door) else None


def _crosses_many(model: type[models.Model], path: str) -> bool:
    for part in path.split("__"):
        try:
            field: Any = model._meta.get_field(part.removesuffix("_id") if part != "id" else part)
        except FieldDoesNotExist:
            return False
        if field.one_to_many or field.many_to_many:
            return True
        if not field.is_relation:
            return False
        model = field.related_model
    return False


def scoped(
    queryset: QuerySet[M],
    actor: Actor,
    *,
    group_path: str | None = "group_id",
    workspace_path: str = "workspace_id",
) -> QuerySet[M]:
    """The rows of a queryset that exist for this actor: their workspace, and the groups they have a part in.

    group_path      lookup that leads to the group's id: "group_id", "pk" for groups themselves,
                    "memberships__group_id" for people; None for rows of no group at all (tags, views).
                    A row whose group is NULL is not shown to a scoped reader.
    workspace_path  where the workspace stands further off, e.g. "person__workspace_id"
    """
    mine = queryset.filter(**{workspace_path: actor.workspace.pk})
    if actor.groups is None or group_path is None:
        return mine
    within = {f"{group_path}__in": actor.groups}
    if not _crosses_many(queryset.model, group_path):
        return mine.filter(**within)
    # A join to many would repeat rows; a subquery does not.
    return mine.filter(pk__in=queryset.model._default_manager.filter(**within).values("pk"))


def access_one(
    queryset: QuerySet[M],
    actor: Actor,
    pk: int | str,
    *,
    group_path: str | None = "group_id",
    workspace_path: str = "workspace_id",
) -> M:
    """One row by its id. Raises Http404 where it does not exist for this actor."""
    rows = scoped(queryset, actor, group_path=group_path, workspace_path=workspace_path)
    try:
        return rows.get(pk=pk)
    except (ObjectDoesNotExist, ValueError, OverflowError):
        raise Http404 from None


def access_many(
    queryset: QuerySet[M],
    actor: Actor,
    pks: Iterable[int | str],
    *,
    group_path: str | None = "group_id",
    workspace_path: str = "workspace_id",
) -> list[M]:
    """Rows by their ids (a bulk action), all or none. Raises Http404 where one is not theirs."""
    try:
        wanted = {int(pk) for pk in pks}
    except ValueError:
        raise Http404 from None
    if any(pk.bit_length() > 63 for pk in wanted):  # no database has such an id; SQLite would choke on it
        raise Http404
    rows = list(scoped(queryset, actor, group_path=group_path, workspace_path=workspace_path).filter(pk__in=wanted))
    if len(rows) != len(wanted):
        raise Http404
    return rows


def access_fact(actor: Actor, pk: int, kind: str, touched: Callable[[Fact], Iterable[int]]) -> Fact:
    """A fact that is about to be undone. ``touched`` gives the ids of all groups that undoing it would change.

    Raises Http404 when it is no fact of this kind here, or touched a group the actor has no part in.
    """
    fact: Fact = access_one(Fact.objects.filter(type=kind), actor, pk, group_path=None)
    if not all(actor.sees(group_id) for group_id in touched(fact)):
        raise Http404
    return fact


def access_group_id(actor: Actor, group_id: int) -> int:
    """A group id from the outside, given back when the actor's scope holds it; else Http404.

    It does not look the group up: rooms that own a table use ``access_one`` on it.
    """
    if not actor.sees(group_id):
        raise Http404
    return group_id
