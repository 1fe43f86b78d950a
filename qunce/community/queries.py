"""Reading groups, people and talk."""

from collections.abc import Collection, Iterator
from typing import NamedTuple

from django.db.models import Q, QuerySet

from qunce.base.jobs.models import Job
from qunce.community.models import Group, Identity, Membership, Message, NicknameSpan, Person, SavedView, Source
from qunce.community.registry import listeners
from qunce.community.services.recording import KINDS
from qunce.kernel import clock
from qunce.kernel.names import fold_name
from qunce.kernel.records import MessageKind


class Speaker(NamedTuple):
    """Who an identity is, as judges need it."""

    person_id: int
    is_staff: bool
    name: str


class Said(NamedTuple):
    """A message of a group as practices read it, in time order. ``at``: epoch seconds UTC.

    quote_name and quote_text are "" where nothing was quoted; ``precision``: seconds that ``at`` is exact to.
    """

    id: int
    at: int
    person_id: int
    is_staff: bool
    kind: MessageKind
    text: str
    name: str
    reply_to: int | None
    quote_name: str
    quote_text: str
    precision: int = 1


def speakers(group: Group) -> dict[int, Speaker]:
    """Identity id → who it is, for everybody who has a place in the group."""
    members = Membership.objects.filter(group=group).values("person_id")
    rows = Identity.objects.filter(workspace_id=group.workspace_id, person_id__in=members).values_list(
        "id", "person_id", "person__is_staff", "shown", "person__name"
    )
    return {pk: Speaker(person, staff, shown or name) for pk, person, staff, shown, name in rows}


def talk(group: Group, since: int = 0, until: int | None = None) -> Iterator[Said]:
    """The messages of a group from ``since`` on, system lines left out, in time order; constant memory."""
    who = speakers(group)
    system = KINDS.index("system")
    rows = Message.objects.filter(group=group, sent_at__gte=since).exclude(kind=system).order_by("sent_at", "id")
    if until is not None:
        rows = rows.filter(sent_at__lte=until)
    stranger = Speaker(0, False, "")
    exact = Exactness(group)
    columns = rows.values_list("id", "sent_at", "identity_id", "kind", "text", "reply_to", "quote", "source_id")
    for pk, at, identity, kind, text, reply_to, quote, source in columns.iterator(chunk_size=4000):
        speaker = who.get(identity, stranger)
        quote_name, _, quote_text = quote.partition("\n") if quote else ("", "", "")
        yield Said(
            pk, at, speaker.person_id, speaker.is_staff, KINDS[kind], text, speaker.name,  # type: ignore[arg-type]
            reply_to, quote_name, quote_text, exact(source, at) if source in exact.coarse else 1,
        )  # fmt: skip


def knows_any(group: Group, names: Collection[str]) -> bool:
    """Whether one of these names is somebody's of the group."""
    folded = [fold_name(name) for name in names]
    return Identity.objects.filter(group=group, kind="name", value__in=[name for name in folded if name]).exists()


def knows_days_only(group: Group) -> bool:
    """Whether any talk of the group came from a source that names no hours."""
    coarse = Source.objects.filter(workspace_id=group.workspace_id, precision__gte=clock.DAY).values_list(
        "id", flat=True
    )
    return any(Message.objects.filter(group=group, source_id=pk).exists() for pk in coarse)


class Exactness:
    """How exact a moment of a group is, in seconds, by the source that brought the message.

    A source that mixes exact and coarse times is coarse only where the time itself looks so: on the local
    midnight (day) or on the full minute.
    """

    def __init__(self, group: Group) -> None:
        self.coarse = dict(
            Source.objects.filter(workspace_id=group.workspace_id, precision__gt=1).values_list("id", "precision")
        )
        self._zone = group.workspace.zone if self.coarse else clock.DEFAULT_ZONE

    def __call__(self, source_id: int, at: int) -> int:
        worst = self.coarse.get(source_id, 1)
        if worst >= clock.DAY and at == clock.day_start(clock.local_day(at, self._zone), self._zone):
            return clock.DAY
        return 60 if worst >= 60 and at % 60 == 0 else 1


def senders(message_ids: Collection[int]) -> dict[int, int]:
    """Message id → person id."""
    wanted, found = list(message_ids), {}
    for start in range(0, len(wanted), 500):
        rows = Message.objects.filter(pk__in=wanted[start : start + 500]).values_list("id", "identity__person_id")
        found.update(dict(rows))
    return found


def sent_by(message_ids: Collection[int]) -> dict[int, tuple[int, int]]:
    """Message id → (person id, sent at)."""
    wanted, found = list(message_ids), {}
    for start in range(0, len(wanted), 500):
        rows = Message.objects.filter(pk__in=wanted[start : start + 500]).values_list(
            "id", "identity__person_id", "sent_at"
        )
        found.update({pk: (person, at) for pk, person, at in rows})
    return found


def words_of(message_ids: Collection[int]) -> dict[int, tuple[int, str]]:
    """Message id → (sent at, its words); messages without words are left out."""
    wanted, found = list(message_ids), {}
    for start in range(0, len(wanted), 500):
        rows = Message.objects.filter(pk__in=wanted[start : start + 500]).exclude(text="")
        found.update({pk: (at, text) for pk, at, text in rows.values_list("id", "sent_at", "text")})
    return found


def staff_of(group: Group) -> dict[int, str]:
    """Person id → name of the colleagues in a group."""
    rows = Membership.objects.filter(group=group, person__is_staff=True).values_list("person_id", "person__name")
    return dict(rows)


def people_by_id(workspace_id: int, ids: Collection[int]) -> dict[int, Person]:
    return {p.pk: p for p in Person.objects.filter(workspace_id=workspace_id, pk__in=ids)}


def groups_by_id(workspace_id: int, ids: Collection[int]) -> dict[int, Group]:
    return {g.pk: g for g in Group.objects.filter(workspace_id=workspace_id, pk__in=ids)}


def live_groups(workspace_id: int) -> QuerySet[Group]:
    return Group.objects.filter(workspace_id=workspace_id, archived_at__isnull=True)


def person_names(workspace_id: int, ids: Collection[int] | None) -> dict[int, str]:
    """Person id → name; ids None gives nobody (there are too many to list)."""
    people = Person.objects.filter(workspace_id=workspace_id, pk__in=ids or ())
    return dict(people.values_list("id", "name"))


def group_names(workspace_id: int, ids: Collection[int] | None) -> dict[int, str]:
    """Group id → name; ids None gives every group of the workspace."""
    groups = Group.objects.filter(workspace_id=workspace_id)
    return dict((groups if ids is None else groups.filter(pk__in=ids)).values_list("id", "name"))


def text_of(message_ids: Collection[int]) -> str:
    """The words of the first of these messages that has any."""
    for text in Message.objects.filter(pk__in=list(message_ids)).exclude(text="").values_list("text", flat=True)[:1]:
        return text.replace("\n", " ")
    return ""


def question_before(group: Group, answer_ids: Collection[int], answerer: int) -> Said | None:
    """The message that one of these answers quotes, where it is another's; the newest answer first."""
    # By ids alone, sorted here: asked for the group and the order too, the database walks all its messages.
    rows = Message.objects.filter(pk__in=list(answer_ids)).values_list("sent_at", "group_id", "reply_to")
    quoting = [(at, reply_to) for at, group_id, reply_to in rows if group_id == group.pk and reply_to]
    for _at, reply_to in sorted(quoting, reverse=True):
        asked = Message.objects.filter(pk=reply_to or 0).select_related("identity__person").first()
        if asked is not None and asked.identity.person_id != answerer:
            person = asked.identity.person
            name = asked.identity.shown or person.name
            return Said(asked.pk, asked.sent_at, person.pk, person.is_staff, "text", asked.text, name, None, "", "")
    return None


def still_judging(group: Group, before: str) -> bool:
    """Whether a listener that comes before this one has a job for the group that is not finished."""
    order = listeners.get(before).order
    earlier = [entry.task for entry in listeners if entry.order < order]
    return any(
        args.get("group_id") == group.pk
        for args in Job.objects.filter(
            workspace_id=group.workspace_id, task__in=earlier, state__in=[Job.State.QUEUED, Job.State.RUNNING]
        ).values_list("args", flat=True)
    )


def views(workspace_id: int, subject: str, staff_id: int) -> list[SavedView]:
    """Saved views of a list: one's own and those for everybody."""
    mine = Q(staff_id=staff_id) | Q(staff_id__isnull=True)
    return list(SavedView.objects.filter(mine, workspace_id=workspace_id, subject=subject).order_by("name"))


def places(group: Group) -> QuerySet[Membership]:
    """Who is in the group now, with the person."""
    return Membership.objects.filter(group=group, left_at__isnull=True, person__erased_at__isnull=True).select_related(
        "person", "inviter"
    )


class PeopleNote(NamedTuple):
    """How many are in a group and how well that is known: ``size`` None means only those seen can be counted."""

    size: int | None
    seen: int
    from_roster: bool


def people_note(group: Group) -> PeopleNote:
    return PeopleNote(group.size, group.people_seen, group.roster_at is not None)


def places_of(person: Person, group_ids: Collection[int] | None) -> list[Membership]:
    """Where a person is or was, with group and inviter, those they are in first; in the groups the reader may see."""
    rows = Membership.objects.filter(person=person).select_related("group", "inviter")
    if group_ids is not None:
        rows = rows.filter(group_id__in=group_ids)
    return sorted(rows, key=lambda row: (row.left_at is not None, -row.message_count, row.pk))


def identities_of(person: Person, group_ids: Collection[int] | None) -> list[Identity]:
    """The ids and names a person is known by; names in groups the reader may not see are left out."""
    rows = Identity.objects.filter(person=person).select_related("group").order_by("kind", "-created_at", "-id")
    return list(rows if group_ids is None else rows.filter(Q(group_id__in=group_ids) | Q(kind="id")))


def nicknames_of(person: Person, group_ids: Collection[int] | None) -> list[NicknameSpan]:
    """What a person was called in their groups, newest first."""
    rows = NicknameSpan.objects.filter(membership__person=person).select_related("membership__group")
    rows = rows if group_ids is None else rows.filter(membership__group_id__in=group_ids)
    return list(rows.order_by("-since")[:50])


def last_said(person: Person, group_ids: Collection[int] | None, size: int = 6) -> list[Message]:
    """Their last messages, newest first: the newest of each identity, so that an index answers it."""
    identities = Identity.objects.filter(person=person).values_list("pk", flat=True)[:200]
    found: list[Message] = []
    for pk in identities:
        rows = Message.objects.filter(identity_id=pk).exclude(kind=KINDS.index("system")).exclude(text="")
        if group_ids is not None:
            rows = rows.filter(group_id__in=group_ids)
        found += rows.order_by("-sent_at", "-pk").select_related("group", "identity")[:size]
    return sorted(found, key=lambda m: (m.sent_at, m.pk), reverse=True)[:size]


def groups_of_people(person_ids: Collection[int], group_ids: Collection[int] | None) -> dict[int, list[Membership]]:
    """Person id → their places with the group, in one query."""
    rows = Membership.objects.filter(person_id__in=person_ids).select_related("group").order_by("-message_count", "pk")
    found: dict[int, list[Membership]] = {}
    for row in rows if group_ids is None else rows.filter(group_id__in=group_ids):
        found.setdefault(row.person_id, []).append(row)
    return found
