"""Reading scripts: whose they are, what they are found by, what they say in a situation (E2)."""

from collections.abc import Mapping, Sequence
from typing import Any, Final, NamedTuple

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When
from django.db.models.functions import StrIndex
from django.db.models.lookups import GreaterThan

from qunce.base.accounts.access import Actor, access_one, scoped
from qunce.base.accounts.models import Role
from qunce.base.ui.reasons import reason_text
from qunce.base.worklist.models import Task
from qunce.community import queries as community
from qunce.community.access import access_group, access_person
from qunce.community.charter.queries import Charters
from qunce.community.personas.queries import roster
from qunce.community.search import needle
from qunce.kernel import clock
from qunce.kernel.i18n import N_
from qunce.kernel.text import skeleton
from qunce.kernel.verdict import Reason
from qunce.practice.desk.scripts import policy
from qunce.practice.desk.scripts.models import Script
from qunce.practice.desk.scripts.policy import Filled
from qunce.practice.desk.scripts.variables import Situation, variables

PICKED: Final = 8
_RANKED: Final[tuple[str, ...]] = ("rank", "near", "-uses", "folder", "place", "pk")
Scope = Script.Scope
PARTS: Final = (
    ("all", N_("All")),
    ("workspace", N_("The whole workspace")),
    ("groups", N_("Of some groups")),
    ("own", N_("My own")),
    ("archived", N_("Archived")),
)


def scripts(actor: Actor) -> QuerySet[Script]:
    """Those this person may use: the workspace's, those of groups they see, those of a purpose, their own."""
    rows = scoped(Script.objects.all(), actor, group_path=None)
    theirs = Q(scope=Scope.WORKSPACE) | Q(scope=Scope.OWN, owner_id=actor.staff_id)
    if actor.groups is None:
        return rows.filter(theirs | Q(scope=Scope.GROUPS))
    linked = Script.groups.through.objects.filter(group_id__in=actor.groups).values("script_id")
    return rows.filter(theirs | Q(scope=Scope.GROUPS) & (~Q(purpose="") | Q(pk__in=linked)))


def access_script(actor: Actor, pk: int) -> Script:
    return access_one(scripts(actor), actor, pk, group_path=None)


def may_write(actor: Actor, row: Script) -> bool:
    """Own ones their owner; the others an operator who sees all of what they hold for."""
    if row.scope == Scope.OWN:
        return row.owner_id == actor.staff_id and actor.may(Role.SERVICE)
    if not actor.may(Role.OPERATOR):
        return False
    if actor.groups is None:
        return True
    held = {group.pk for group in row.groups.all()}
    return row.scope == Scope.GROUPS and not row.purpose and bool(held) and held <= actor.groups


def of_part(rows: QuerySet[Script], part: str) -> QuerySet[Script]:
    if part == "archived":
        return rows.filter(archived_at__isnull=False)
    live = rows.filter(archived_at__isnull=True)
    return live if part == "all" else live.filter(scope=part)


def found(rows: QuerySet[Script], text: str) -> QuerySet[Script]:
    """By title, folder or words, in signs, pinyin or initials; what a title holds comes first (``rank``)."""
    wanted = needle(text[:40])
    if not wanted:
        return rows.annotate(rank=Value(0, IntegerField()))
    title = GreaterThan(StrIndex("search", Value(wanted)), 0)
    begins = GreaterThan(StrIndex("search", Value(f" {wanted.strip()}")), 0)
    words = GreaterThan(StrIndex("words", Value(wanted)), 0)
    rank = Case(When(begins, then=0), When(title, then=1), default=2, output_field=IntegerField())
    return rows.filter(Q(title) | Q(words)).annotate(rank=rank)


def shelf(rows: QuerySet[Script]) -> QuerySet[Script]:
    """In the order of the page: by folder, in it by whose they are, then as people put them."""
    return rows.order_by("folder", "scope", "place", "pk")


def neighbours(actor: Actor, row: Script) -> list[int]:
    """The scripts among which one is moved: of its folder and its kind, in their order."""
    same = scripts(actor).filter(archived_at__isnull=True, folder=row.folder, scope=row.scope)
    return list(shelf(same).values_list("pk", flat=True))


def folders(actor: Actor) -> list[str]:
    live = scripts(actor).filter(archived_at__isnull=True).exclude(folder="")
    return sorted(set(live.order_by().values_list("folder", flat=True)), key=skeleton)


class Matter(NamedTuple):
    """Where words are written: what a picker or a script's filling is asked for.

    situation  what the variables are filled from; group_id, purpose: which scripts of groups hold there
    """

    situation: Situation
    group_id: int | None
    purpose: str


def matter_of_task(actor: Actor, task: Task) -> Matter:
    """The matter of a task on the worklist: its person, its group, its deadline."""
    return _matter(actor, task.group_id, task.person_id, task.due_at)


def matter_at(actor: Actor, group: str, person: str) -> Matter:
    """A matter named by ids in an address; what is no id or is missing names nothing. Raises Http404."""
    group_id = access_group(actor, int(group)).pk if _is_id(group) else None
    person_id = access_person(actor, int(person)).pk if _is_id(person) else None
    return _matter(actor, group_id, person_id, None)


def _is_id(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 19


def _matter(actor: Actor, group_id: int | None, person_id: int | None, due_at: int | None) -> Matter:
    workspace, now = actor.workspace, clock.timestamp()
    charter = Charters(workspace).of_groups([group_id or 0])[group_id or 0].charter
    group = community.groups_by_id(workspace.pk, [group_id or 0]).get(group_id or 0)
    person = community.people_by_id(workspace.pk, [person_id or 0]).get(person_id or 0)
    duty = roster(workspace, now).falls_to(group_id, "", now)
    me = duty.persona if duty and duty.staff_id == actor.staff_id else actor.name
    situation = Situation(
        person.name if person else "", group.name if group else "", me,
        charter.service_hours, due_at, now,
    )  # fmt: skip
    return Matter(situation, group_id, charter.purpose if group_id else "")


def values(situation: Situation) -> dict[str, str]:
    """What each variable is in a situation; "" where nobody knows."""
    said = {one.key: one.value(situation) for one in variables}
    return {key: reason_text(value) if isinstance(value, Reason) else value for key, value in said.items()}


class Offer(NamedTuple):
    """A script in the picker: its next wording as it would stand there."""

    script: Script
    said: Filled


def offers(actor: Actor, matter: Matter, text: str) -> list[Offer]:
    """The likeliest scripts for what was typed: by where it is found, nearest scope, use."""
    here = Q(scope=Scope.GROUPS) & (Q(pk__in=_held(matter.group_id)) | (Q(purpose=matter.purpose) & ~Q(purpose="")))
    rows = scripts(actor).filter(~Q(scope=Scope.GROUPS) | here, archived_at__isnull=True)
    near = Case(When(scope=Scope.GROUPS, then=0), When(scope=Scope.OWN, then=1), default=2, output_field=IntegerField())
    ranked = found(rows, text).annotate(near=near).order_by(*_RANKED)
    known = values(matter.situation)
    return [
        Offer(row, policy.fill(row.wordings[policy.in_turn(row.turn, len(row.wordings))], known))
        for row in ranked.defer("words", "search")[:PICKED]
    ]


def _held(group_id: int | None) -> "QuerySet[Any, Any]":
    return Script.groups.through.objects.filter(group_id=group_id or 0).values("script_id")


def filled(matter: Matter, wording: str, before: str) -> Filled:
    """A wording for the place where the caret stands behind ``before``."""
    said = policy.fill(wording, values(matter.situation))
    return Filled(policy.continued(before, said.text), said.missing)


def by_title(actor: Actor) -> Mapping[str, Script]:
    """The workspace's scripts that this person may write, and their own, by title: what an import writes anew."""
    rows: Sequence[Script] = list(scripts(actor).filter(archived_at__isnull=True).prefetch_related("groups"))
    return {f"{row.scope}:{row.title}": row for row in rows if may_write(actor, row)}


def has_any(actor: Actor) -> bool:
    return scripts(actor).filter(archived_at__isnull=True).exists()
