"""What today's pages show, gathered in a fixed number of queries whatever the length of the worklist."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Max, Q, QuerySet

from qunce.base.accounts.access import Actor
from qunce.base.accounts.queries import staff_names
from qunce.base.ui.reasons import reason_text
from qunce.base.verdicts.models import StoredVerdict
from qunce.base.worklist import queries as worklist
from qunce.base.worklist.models import Task
from qunce.base.worklist.registry import TaskKind, task_kinds
from qunce.community import queries as community
from qunce.community.access import groups_of
from qunce.community.models import Group, Message, Person
from qunce.kernel import clock
from qunce.kernel.clock import DAY

PER_SECTION = 6
STALE = DAY  # a group that was not heard for so long may hold something new
SOON = 3600  # seconds: what comes due within them is forecast
HISTORY = 7 * DAY  # older talk never becomes work


@dataclass(frozen=True, slots=True)
class Quoted:
    """A message as evidence. ``text`` is None when the message is gone."""

    id: int
    text: str
    sender: str
    at: int
    group_id: int
    label: str = ""
    span: tuple[int, int] | None = None
    approximate: bool = False


@dataclass(frozen=True, slots=True)
class Measured:
    """A number as evidence. ``ref`` tells by its ending how it reads (kernel/verdict.py)."""

    ref: str
    label: str
    value: float
    of: float | None


@dataclass(frozen=True, slots=True)
class Judgement:
    """A verdict with its evidence looked up."""

    verdict: StoredVerdict
    quotes: Sequence[Quoted]
    numbers: Sequence[Measured]


@dataclass(frozen=True, slots=True)
class Card:
    """One task as the worklist shows it."""

    task: Task
    kind: TaskKind
    person: Person | None
    group: Group | None
    judgement: Judgement | None
    first: Quoted | None
    assignee: str = ""

    @property
    def page(self) -> str:
        """The address of what the task is about, where that has a page of its own."""
        return self.kind.page(self.task) if self.kind.page else ""

    @property
    def words(self) -> str:
        """The words ready to send, in the reader's language."""
        return "\n".join(reason_text(part) for part in self.task.words)

    @property
    def waiting(self) -> int:
        """How many people wait for the same, where the room says so."""
        return int(self.task.data.get("people", 1))

    @property
    def overdue(self) -> bool:
        return self.task.due_at < clock.timestamp()

    @property
    def from_at(self) -> int | None:
        """When whoever has it begins, where that is still to come: a duty with set times (C2)."""
        begins = self.task.data.get("from_at")
        return begins if isinstance(begins, int) and begins > clock.timestamp() else None

    @property
    def who(self) -> str:
        """The name the avatar is drawn from."""
        subject = self.person or self.group
        return subject.name if subject else "?"


@dataclass(frozen=True, slots=True)
class Section:
    """Alike tasks together, those with the earliest deadline first."""

    kind: TaskKind
    cards: Sequence[Card]
    total: int


@dataclass(frozen=True, slots=True)
class Worklist:
    sections: Sequence[Section]
    counts: Mapping[str, int]
    total: int


@dataclass(frozen=True, slots=True)
class Heard:
    """How far the groups were heard. stale: those that may hold something new, the longest unheard first."""

    until: int | None
    groups: int
    stale: Sequence[Group]
    stale_total: int

    @property
    def is_history(self) -> bool:
        """Everything heard is too old to be work."""
        return self.until is not None and self.until < clock.timestamp() - HISTORY


def heard(actor: Actor, shown: int = 4) -> Heard:
    """Until when the groups this person sees were heard: three queries."""
    rows = groups_of(actor).filter(archived_at__isnull=True)
    now = clock.timestamp()
    stale = Q(heard_until__lt=now - STALE, heard_until__gte=now - 30 * DAY)
    sums = rows.aggregate(until=Max("heard_until"), groups=Count("pk"), stale=Count("pk", filter=stale))
    old = rows.filter(stale).order_by("heard_until")[:shown] if sums["stale"] else ()
    return Heard(sums["until"], sums["groups"], list(old), sums["stale"])


def latest_groups(actor: Actor, size: int = 6) -> list[Group]:
    """The groups heard last, for a page that has no work to show."""
    rows = groups_of(actor).filter(archived_at__isnull=True, heard_until__isnull=False)
    return list(rows.order_by("-heard_until")[:size])


def done_today(actor: Actor) -> int:
    """How many tasks were finished or set aside since midnight."""
    zone = actor.workspace.zone
    since = clock.day_start(clock.local_day(clock.timestamp(), zone), zone)
    return worklist.closed_since(actor.workspace.pk, since, actor.group_ids).count()


def open_tasks(actor: Actor, group_id: int | None = None, assignee_id: int | None = None) -> QuerySet[Task]:
    """What needs this person now, in all their groups or in one; of one colleague only, where one is named."""
    groups = actor.group_ids if group_id is None else [group_id]
    rows = worklist.open_now(actor.workspace.pk, groups)
    return rows if assignee_id is None else rows.filter(assignee_id=assignee_id)


def due_soon(actor: Actor, group_id: int | None = None) -> int:
    """How many answers, promises and steps run out of time within the hour: the forecast (E3)."""
    now = clock.timestamp()
    return open_tasks(actor, group_id).filter(due_at__gt=now, due_at__lte=now + SOON).order_by().count()


def worklist_page(actor: Actor, group_id: int | None = None, assignee_id: int | None = None) -> Worklist:
    """What needs a person now: the first of each kind, the kind with the earliest deadline first."""
    workspace_id = actor.workspace.pk
    counts = worklist.counts(workspace_id, actor.group_ids if group_id is None else [group_id], assignee_id)
    tasks: list[Task] = []
    for key in counts:
        tasks += open_tasks(actor, group_id, assignee_id).filter(kind=key)[:PER_SECTION]
    cards: dict[str, list[Card]] = {}
    for card in cards_of(workspace_id, tasks):
        cards.setdefault(card.task.kind, []).append(card)
    sections = [Section(task_kinds.get(key), rows, counts[key]) for key, rows in cards.items()]
    sections.sort(key=lambda s: (s.cards[0].task.due_at // 3600, s.kind.order))
    return Worklist(sections, counts, sum(counts.values()))


def cards_of(workspace_id: int, tasks: Sequence[Task]) -> list[Card]:
    """Tasks with their person, group, verdict and evidence: five queries for any number, six with assignees."""
    people = community.people_by_id(workspace_id, {t.person_id for t in tasks if t.person_id})
    groups = community.groups_by_id(workspace_id, {t.group_id for t in tasks if t.group_id})
    judged = judgements(workspace_id, {t.verdict_id for t in tasks if t.verdict_id})
    assigned = {t.assignee_id for t in tasks if t.assignee_id}
    colleagues = staff_names(workspace_id, assigned) if assigned else {}
    cards = []
    for task in tasks:
        judgement = judged.get(task.verdict_id or 0)
        cards.append(
            Card(
                task,
                task_kinds.get(task.kind),
                people.get(task.person_id or 0),
                groups.get(task.group_id or 0),
                judgement,
                judgement.quotes[0] if judgement and judgement.quotes else None,
                colleagues.get(task.assignee_id or 0, ""),
            )
        )
    return cards


def judgements(workspace_id: int, ids: Iterable[int]) -> dict[int, Judgement]:
    """Verdicts with their evidence, by id."""
    rows = list(StoredVerdict.objects.filter(workspace_id=workspace_id, pk__in=list(ids)))
    said = _messages(workspace_id, {int(e["ref"]) for row in rows for e in row.evidence if e["kind"] == "message"})
    return {row.pk: Judgement(row, _quotes(row, said), _numbers(row)) for row in rows}


def _messages(workspace_id: int, ids: Collection[int]) -> dict[int, Message]:
    return {
        m.pk: m
        for m in Message.objects.filter(workspace_id=workspace_id, pk__in=ids).select_related("identity__person")
    }


def _quotes(row: StoredVerdict, said: Mapping[int, Message]) -> list[Quoted]:
    quotes = []
    for item in row.evidence:
        message = said.get(int(item["ref"])) if item["kind"] == "message" else None
        if message is not None:
            quotes.append(quoted(message, item))
    return quotes


def quoted(message: Message, item: Mapping[str, Any] | None = None) -> Quoted:
    """A message ready to show; ``item``: the stored evidence that points at it."""
    item = item or {}
    span = item.get("span")
    person = message.identity.person
    return Quoted(
        message.pk,
        message.text,
        message.identity.shown or person.name,
        message.sent_at,
        message.group_id,
        item.get("label", ""),
        (span[0], span[1]) if span else None,
        bool(item.get("approximate")),
    )


def _numbers(row: StoredVerdict) -> list[Measured]:
    return [
        Measured(str(item["ref"]), item.get("label") or str(item["ref"]), item.get("value", 0), item.get("of"))
        for item in row.evidence
        if item["kind"] == "number"
    ]


def around(message: Message, size: int = 4) -> list[Message]:
    """A message among its neighbours, in time order."""
    rows = Message.objects.filter(group_id=message.group_id).select_related("identity__person")
    before = rows.filter(sent_at__lte=message.sent_at).exclude(sent_at=message.sent_at, pk__gt=message.pk)
    after = rows.filter(sent_at__gte=message.sent_at).exclude(sent_at=message.sent_at, pk__lte=message.pk)
    earlier = list(before.order_by("-sent_at", "-id")[: size + 1])[::-1]
    return [*earlier, *after.order_by("sent_at", "id")[:size]]
