"""Reading promises for the board (E6)."""

from collections.abc import Collection, Mapping
from typing import Final, NamedTuple

from django.db.models import Count, F, Q, QuerySet

from qunce.base.accounts.access import Actor, access_one, scoped
from qunce.base.verdicts.models import StoredVerdict
from qunce.community import queries as community
from qunce.community.models import Group
from qunce.kernel import clock
from qunce.kernel.clock import DAY
from qunce.practice.desk.policy.outcome import KIND as QUESTION
from qunce.practice.desk.promises.models import Promise
from qunce.practice.desk.promises.policy.keeping import KIND
from qunce.practice.desk.promises.services import verdict_key

State = Promise.State
SOON = 2 * 3600  # seconds before the deadline
PERIOD = 28 * DAY  # what the figures count
SHOWN = 8  # colleagues and groups in the figures


class Line(NamedTuple):
    """A promise ready to show. ``said``: the words that promised, ``asked`` the question's; "" where there are none."""

    promise: Promise
    said: str
    asked: str
    verdict_id: int | None

    @property
    def overdue(self) -> bool:
        return self.promise.state == State.OPEN and (self.promise.due_at or 0) < clock.timestamp()


class Keeping(NamedTuple):
    """How many of the promises that ran out were kept."""

    name: str
    key: int | None
    kept: int
    ran_out: int
    open: int


def promises(actor: Actor) -> QuerySet[Promise]:
    """All promises in the groups this person sees."""
    return scoped(Promise.objects.all(), actor)


def access_promise(actor: Actor, pk: int) -> Promise:
    return access_one(Promise.objects.all(), actor, pk)


def access_question(actor: Actor, pk: int) -> StoredVerdict:
    """A standing judgement on a question, by its id; 404 where it is none of theirs."""
    return access_one(StoredVerdict.objects.filter(kind=QUESTION, group_id__isnull=False), actor, pk)


def narrowed(rows: QuerySet[Promise], group: str, by: str) -> QuerySet[Promise]:
    """Of one group, of one colleague; what is no number narrows nothing."""
    if group.isdecimal() and len(group) < 18:
        rows = rows.filter(group_id=int(group))
    if by.isdecimal() and len(by) < 18:
        rows = rows.filter(by_id=int(by))
    return rows


def tabs_of(rows: QuerySet[Promise], now: int) -> dict[str, int]:
    """How many stand on each part of the board: one query."""
    return rows.aggregate(
        open=Count("pk", filter=_where("open", now)),
        soon=Count("pk", filter=_where("soon", now)),
        late=Count("pk", filter=_where("late", now)),
        untimed=Count("pk", filter=_where("untimed", now)),
        kept=Count("pk", filter=_where("kept", now)),
        broken=Count("pk", filter=_where("broken", now)),
    )


def _where(part: str, now: int) -> Q:
    return {
        "open": Q(state=State.OPEN),
        "soon": Q(state=State.OPEN, due_at__gte=now, due_at__lt=now + SOON),
        "late": Q(state=State.OPEN, due_at__lt=now),
        "untimed": Q(state=State.UNTIMED),
        "kept": Q(state=State.KEPT),
        "broken": Q(state=State.BROKEN),
    }[part]


PARTS = ("open", "soon", "late", "untimed", "kept", "broken")


def of_part(rows: QuerySet[Promise], part: str, now: int) -> QuerySet[Promise]:
    """One part of the board: what is open by deadline, what is over by the newest."""
    found = rows.filter(_where(part, now)).select_related("by", "to", "group")
    if part in ("kept", "broken"):
        return found.order_by("-made_at", "-pk")
    return found.order_by(F("due_at").asc(nulls_last=True), "pk")


def lines_of(workspace_id: int, rows: Collection[Promise]) -> list[Line]:
    """With their words and verdicts: two queries for any number."""
    said = community.words_of({pk for row in rows for pk in (row.message_id, row.question_id) if pk})
    ids = dict(
        StoredVerdict.objects.filter(
            workspace_id=workspace_id, kind=KIND, key__in=[verdict_key(row) for row in rows]
        ).values_list("key", "id")
    )
    return [
        Line(row, _words(said, row.message_id), _words(said, row.question_id), ids.get(verdict_key(row)))
        for row in rows
    ]


def _words(said: Mapping[int, tuple[int, str]], pk: int | None) -> str:
    return said[pk][1] if pk is not None and pk in said else ""


_names: Final = {"by": community.person_names, "group": community.group_names}


def keeping(workspace_id: int, rows: QuerySet[Promise], by: str, now: int) -> list[Keeping]:
    """Kept of those that ran out, per colleague ("by") or group ("group"), those with the most first: two queries."""
    lately = rows.filter(made_at__gte=now - PERIOD)
    sums = (
        lately.values(f"{by}_id")
        .annotate(
            kept=Count("pk", filter=Q(state=State.KEPT)),
            ran_out=Count("pk", filter=Q(state__in=[State.KEPT, State.BROKEN])),
            open=Count("pk", filter=Q(state=State.OPEN)),
        )
        .filter(Q(ran_out__gt=0) | Q(open__gt=0))
        .order_by("-ran_out", "-open")[:SHOWN]
    )
    found = list(sums)
    keys = [row[f"{by}_id"] for row in found if row[f"{by}_id"]]
    names = _names[by](workspace_id, keys)
    return [
        Keeping(names.get(row[f"{by}_id"], ""), row[f"{by}_id"], row["kept"], row["ran_out"], row["open"])
        for row in found
    ]


def heard_until(actor: Actor) -> int | None:
    """As of when the board speaks: the last thing heard in the groups this person sees."""
    rows = scoped(Group.objects.filter(archived_at__isnull=True, heard_until__isnull=False), actor, group_path="pk")
    return rows.order_by("-heard_until").values_list("heard_until", flat=True).first()


def put_off(group_id: int, questions: Mapping[int, int]) -> dict[int, int]:
    """Of questions (message id → what to call it), those whose asker was only told to wait: since when."""
    rows = Promise.objects.filter(group_id=group_id, state=State.UNTIMED, question_id__in=list(questions))
    return {questions[asked]: at for asked, at in rows.values_list("question_id", "made_at") if asked is not None}
