"""Plain data for the policies, gathered from the sums: one query each, whatever the size of the group."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db.models import Count, Sum

from qunce.base.journal.models import Fact
from qunce.base.tenancy.models import Workspace
from qunce.base.verdicts.models import StoredVerdict
from qunce.base.worklist.models import Task
from qunce.community.activity.models import GroupDay, MemberDay
from qunce.community.charter.queries import Charters
from qunce.community.charter.types import EffectiveCharter
from qunce.community.models import Group, Membership, Message
from qunce.community.queries import knows_days_only
from qunce.community.registry import Answer, Deed, answer_books, deed_books, thanks_books
from qunce.kernel import clock
from qunce.kernel.clock import DAY
from qunce.practice.lifecycle.policy import key_members
from qunce.practice.lifecycle.policy.figures import Period
from qunce.practice.lifecycle.policy.key_members import THE_GROUP, Credit
from qunce.practice.lifecycle.policy.worth import Member, Setting
from qunce.practice.lifecycle.replies import replies

WINDOW_DAYS = 28
HELP_DAYS = 90
WAKE = "lifecycle.wake"
INTERVIEW = "lifecycle.interview"


@dataclass(frozen=True, slots=True)
class View:
    """A group as it stood when it was last heard: what every gathering starts from."""

    group: Group
    workspace: Workspace
    charter: EffectiveCharter
    as_of: int

    @property
    def last_day(self) -> int:
        return clock.day_number(self.as_of, self.workspace.zone)


def setting(view: View) -> Setting:
    joins = Fact.objects.filter(group_id=view.group.pk, type="community.member_joined").exists()
    return Setting(
        group_id=view.group.pk,
        charter=view.charter,
        heard_from=view.group.heard_from or view.as_of,
        heard_until=view.as_of,
        name=view.group.name,
        joins_heard=joins,
    )


OTHERS = 4  # groups looked at as a better place for a silent member


def other_groups(view: View) -> list[tuple[Setting, frozenset[int]]]:
    """The liveliest other groups that still have room, with who is in them."""
    rows = (
        Group.objects.filter(workspace=view.workspace, archived_at__isnull=True, heard_until__isnull=False)
        .exclude(pk=view.group.pk)
        .order_by("-heard_until")[: 5 * OTHERS]
    )
    merged = Charters(view.workspace).of_groups([row.pk for row in rows])
    found: list[tuple[Setting, frozenset[int]]] = []
    for row in rows:
        charter = merged[row.pk].charter
        if charter.purpose == view.charter.purpose or (row.size or row.people_seen) >= charter.size_cap:
            continue
        people = Membership.objects.filter(group=row, left_at__isnull=True).values_list("person_id", flat=True)
        place = Setting(
            group_id=row.pk,
            charter=charter,
            heard_from=row.heard_from or view.as_of,
            heard_until=row.heard_until or view.as_of,
            name=row.name,
        )
        found.append((place, frozenset(people)))
        if len(found) == OTHERS:
            break
    return found


def members(view: View) -> Iterator[tuple[Member, str]]:
    """Everybody who has a place in the group and has not left, with their name."""
    group = view.group
    sums = _member_sums(view)
    brought = Counter(
        Membership.objects.filter(group=group, left_at__isnull=True, inviter__isnull=False).values_list(
            "inviter_id", flat=True
        )
    )
    joined = _joined_facts(group)
    tiers = dict(
        StoredVerdict.objects.filter(
            group_id=group.pk, kind=key_members.KIND, state=StoredVerdict.State.STANDING
        ).values_list("person_id", "decision")
    )
    woken, interviewed = _last_done(group, WAKE), _last_done(group, INTERVIEW)
    rows = list(
        Membership.objects.filter(group=group, left_at__isnull=True, person__erased_at__isnull=True).select_related(
            "person", "inviter"
        )
    )
    last_messages = _last_messages(group, {row.last_spoke_at for row in rows if row.last_spoke_at})
    for row in rows:
        person = row.person
        yield (
            Member(
                person_id=person.pk,
                role=row.role,
                is_staff=person.is_staff or person.is_bot,
                joined_at=row.joined_at,
                joined_fact=joined.get(person.pk),
                join_scene=row.join_scene,
                inviter_id=row.inviter_id,
                inviter=row.inviter.name if row.inviter else "",
                in_roster=row.in_roster,
                last_spoke_at=row.last_spoke_at,
                last_message=last_messages.get((person.pk, row.last_spoke_at or 0)),
                messages=row.message_count,
                helped=sums.get((person.pk, "helped"), 0),
                asked=sums.get((person.pk, "asked"), 0),
                brought=brought.get(person.pk, 0),
                orders=person.orders,
                key_tier=tiers.get(person.pk, ""),
                woken_at=woken.get(person.pk),
                interviewed_at=interviewed.get(person.pk),
            ),
            person.name,
        )


def _member_sums(view: View) -> dict[tuple[int, str], int]:
    rows = (
        MemberDay.objects.filter(
            group=view.group, day__gt=view.last_day - HELP_DAYS, day__lte=view.last_day, measure__in=["helped", "asked"]
        )
        .values_list("person_id", "measure")
        .annotate(total=Sum("value"))
    )
    return {(person, measure): total for person, measure, total in rows}


def _joined_facts(group: Group) -> dict[int, int]:
    rows = Fact.objects.filter(group_id=group.pk, type="community.member_joined").order_by("at")
    return {person: pk for person, pk in rows.values_list("person_id", "id") if person}


def _last_done(group: Group, kind: str) -> dict[int, int]:
    rows = Task.objects.filter(group_id=group.pk, kind=kind, state=Task.State.DONE).order_by("closed_at")
    return {person: at for person, at in rows.values_list("person_id", "closed_at") if person and at}


def _last_messages(group: Group, moments: set[int]) -> dict[tuple[int, int], int]:
    wanted, found = sorted(moments), {}
    for start in range(0, len(wanted), 500):
        rows = Message.objects.filter(group=group, sent_at__in=wanted[start : start + 500]).values_list(
            "identity__person_id", "sent_at", "id"
        )
        found.update({(person, at): pk for person, at, pk in rows})
    return found


def answers(view: View, since: int) -> list[Answer]:
    return [answer for book in answer_books for answer in book(view.group.pk, since, view.as_of)]


def credits_of(view: View, known: list[Answer]) -> list[Credit]:
    """What members did for each other in the last 28 days; a good turn since the talk ends counts as at its end."""
    since = view.as_of - WINDOW_DAYS * DAY
    good = (deed._replace(at=min(deed.at, view.as_of)) for deed in deeds(view.group, since, clock.timestamp()))
    return [*talked(view.group, since, view.as_of, known), *earned(good)]


def deeds(group: Group, since: int, until: int) -> Iterator[Deed]:
    for book in deed_books:
        yield from book(group.pk, since, until)


def earned(good: Iterable[Deed]) -> Iterator[Credit]:
    """Good turns for the group as credit that the group gives."""
    for deed in good:
        yield Credit(deed.sort, deed.to, THE_GROUP, deed.at, deed.message_id, deed.fact_id, deed.page)


def talked(group: Group, since: int, until: int, known: Iterable[Answer]) -> list[Credit]:
    """What the talk of a span (epoch seconds, both ends in) shows that members did for each other."""
    thanks = [said for book in thanks_books for said in book(group.pk, since, until)]
    quotations = list(replies(group, since, until))
    spoken = {said.thanks_id for said in thanks}
    given = [
        *key_members.quoted(reply for reply in quotations if reply.message_id not in spoken),  # a thank-you counts once
        *key_members.followed(quotations),
        *(Credit("thanked", said.to, said.by, said.at, said.message_id) for said in thanks),
    ]
    for answer in known:
        if answer.answerer and answer.answer_id and answer.answered_at:
            sort = "accepted" if answer.accepted else "answered" if answer.exact else "near"
            given.append(Credit(sort, answer.answerer, answer.asker, answer.answered_at, answer.answer_id))
    return given


def staff(view: View) -> frozenset[int]:
    """Whom credit neither goes to nor comes from: colleagues, the owner, admins, bots."""
    rows = Membership.objects.filter(group=view.group).values_list(
        "person_id", "role", "person__is_staff", "person__is_bot"
    )
    return frozenset(pk for pk, role, ours, bot in rows if ours or bot or role in ("owner", "admin"))


def written(view: View) -> dict[int, int]:
    """How many messages each wrote in the window."""
    rows = (
        MemberDay.objects.filter(
            group=view.group, day__gt=view.last_day - WINDOW_DAYS, day__lte=view.last_day, measure="messages"
        )
        .values_list("person_id")
        .annotate(total=Sum("value"))
    )
    return dict(rows)


def _hours(view: View, sums: dict[str, Counter[int]]) -> tuple[int, ...]:
    """Messages by local hour; () where some of the talk is known by its day only and would stand at midnight."""
    if knows_days_only(view.group):
        return ()
    return tuple(sum(sums.get(f"h{hour:02d}", Counter()).values()) for hour in range(24))


def period(view: View, ends: int, known: list[Answer], ours: frozenset[int]) -> Period | None:
    """The sums of the 28 local days that end with day ``ends``; None when nothing was heard then."""
    zone, group = view.workspace.zone, view.group
    first = max(ends - WINDOW_DAYS + 1, clock.day_number(group.heard_from or view.as_of, zone))
    if first > ends:
        return None
    days = range(first, ends + 1)
    by_member = MemberDay.objects.filter(group=group, day__gte=first, day__lte=ends, measure="messages").exclude(
        person_id__in=ours
    )
    by_day = dict(by_member.values_list("day").annotate(n=Sum("value")))
    most = sorted(by_member.values_list("person_id").annotate(n=Sum("value")), key=lambda row: -row[1])
    sums: dict[str, Counter[int]] = {}
    for day, measure, value in GroupDay.objects.filter(group=group, day__gte=first, day__lte=ends).values_list(
        "day", "measure", "value"
    ):
        sums.setdefault(measure, Counter())[day] += value
    start, end = clock.day_start(clock.date_of(first), zone), clock.day_end(clock.date_of(ends), zone)
    mine = [answer for answer in known if start <= answer.asked_at < end and not answer.waiting and answer.timed]
    people = Membership.objects.filter(group=group).exclude(person_id__in=ours)
    now = ends == view.last_day
    removed = sum(sums.get("removed", Counter()).values())
    return Period(
        members=max(0, group.size - len(ours)) if group.size and now else None,
        seen=people.filter(left_at__isnull=True).aggregate(n=Count("id"))["n"],
        speakers=len(most),
        messages_by_day=tuple(by_day.get(day, 0) for day in days),
        top_five_messages=sum(n for _, n in most[:5]),
        hours=_hours(view, sums),
        joins_by_day=tuple(sums.get("joined", Counter()).get(day, 0) for day in days),
        left=sum(sums.get("left", Counter()).values()) - removed,
        removed=removed,
        leaves_told=Fact.objects.filter(group_id=group.pk, type="community.member_left").exists(),
        questions=len(mine),
        answered_in_time=sum(answer.in_time for answer in mine),
        reply_seconds=tuple(answer.seconds for answer in mine if answer.answerer),
        replies_guessed=sum(1 for answer in mine if answer.answerer and not answer.exact),
        breaches_by_day=tuple(sums.get("breaches", Counter()).get(day, 0) for day in days),
    )
