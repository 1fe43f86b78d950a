"""From deadlines to reminders: once for each occasion, grouped, quiet at night, a digest in the morning."""

import pytest

from qunce.base.accounts.models import Role
from qunce.base.journal.services import doing
from qunce.base.reminders import services
from qunce.base.reminders.models import Delivery, Device, Reminder, Told
from qunce.base.worklist import services as worklist
from qunce.base.worklist.models import Task
from qunce.base.worklist.services import NewTask
from qunce.kernel import clock
from tests.cast import Cast, make_staff

pytestmark = pytest.mark.django_db
NOON = 1_763_956_800
NIGHT = NOON + 11 * 3600
KIND = "outbox.post"


def task(cast: Cast, key: str, due_at: int, assignee: int | None = None) -> Task:
    title = {"msgid": "%(group)s", "params": {"group": f"事情{key}"}}
    worklist.open_tasks(
        cast.workspace.pk, [NewTask(KIND, key, due_at, title, group_id=cast.lunch.pk, assignee_id=assignee)]
    )
    return Task.objects.get(key=key)


def device(cast: Cast, who: str = "service") -> Device:
    return Device.objects.create(
        staff=getattr(cast, who), endpoint=f"https://push.example.com/{who}", p256dh="x", auth="y", since=NOON
    )


def mine(cast: Cast, event: str, who: str = "service") -> list[Reminder]:
    return list(Reminder.objects.filter(reader=f"staff:{getattr(cast, who).pk}", event=event))


def test_one_reminder_for_many_deadlines_and_none_the_second_time(cast: Cast) -> None:
    for n in range(8):
        task(cast, str(n), NOON + 60 * n, cast.service.pk)
    with clock.fixed(NOON + 30):
        services.look(cast.workspace)
        services.look(cast.workspace)
    (soon,), (late,) = mine(cast, "soon"), mine(cast, "late")
    assert (soon.count, late.count) == (7, 1)
    assert len(soon.task_ids) == 5
    with clock.fixed(NOON + 120):
        services.look(cast.workspace)
    assert sum(row.count for row in mine(cast, "late")) == 3


def test_viewers_are_left_alone(cast: Cast) -> None:
    task(cast, "a", NOON + 60)
    with clock.fixed(NOON):
        services.look(cast.workspace)
    assert not mine(cast, "soon", "viewer")
    assert mine(cast, "soon", "operator")


def test_at_night_it_waits_for_the_morning(cast: Cast) -> None:
    device(cast)
    task(cast, "a", NIGHT + 60, cast.service.pk)
    with clock.fixed(NIGHT):
        services.look(cast.workspace)
        assert services.send_due() == 0
    row = Delivery.objects.get(reminder__event="soon")
    assert clock.local(row.next_at).strftime("%d %H:%M") == "25 08:30"


def test_what_was_done_meanwhile_rings_no_more(cast: Cast) -> None:
    device(cast)
    done = task(cast, "a", NIGHT + 60, cast.service.pk)
    with clock.fixed(NIGHT):
        services.look(cast.workspace)
        worklist.finish(done, cast.service.pk)
    with clock.fixed(NIGHT + 12 * 3600):
        services.send_due()
    row = Delivery.objects.get(reminder__event="soon")
    assert (row.state, row.error) == ("dropped", "Settled before it went out.")


def test_what_a_colleague_hands_over_rings_what_one_takes_oneself_does_not(cast: Cast) -> None:
    first, second = task(cast, "a", NOON + 9 * 3600), task(cast, "b", NOON + 9 * 3600)
    with clock.fixed(NOON), doing(f"staff:{cast.operator.pk}"):
        worklist.assign(first, cast.service.pk)
        worklist.assign(second, cast.operator.pk)
        services.look(cast.workspace)
    (row,) = mine(cast, "handed")
    assert row.task_ids == [first.pk]
    assert not mine(cast, "handed", "operator")


def test_the_digest_counts_what_waits_and_comes_once(cast: Cast) -> None:
    task(cast, "a", NOON - 3 * clock.DAY, cast.service.pk)
    task(cast, "b", NOON + 3600)
    task(cast, "c", NOON + 3 * clock.DAY)
    with clock.fixed(NOON):
        services.look(cast.workspace)
        services.look(cast.workspace)
    (row,) = mine(cast, "digest")
    assert row.figures == {"open": 3, "late": 1, "today": 1, "mine": 1}


def test_a_scoped_colleague_hears_of_their_groups_only(cast: Cast) -> None:
    worklist.open_tasks(
        cast.workspace.pk, [NewTask(KIND, "o", NOON + 60, {"msgid": "x", "params": {}}, group_id=cast.office.pk)]
    )
    with clock.fixed(NOON):
        services.look(cast.workspace)
    assert not mine(cast, "soon", "scoped")
    assert not mine(cast, "digest", "scoped")
    assert mine(cast, "soon", "owner")


def test_a_colleague_who_left_hears_nothing(cast: Cast) -> None:
    gone = make_staff("li", cast.workspace, Role.SERVICE)
    gone.memberships.update(ended_at=clock.now())
    task(cast, "a", NOON + 60)
    with clock.fixed(NOON):
        services.look(cast.workspace)
    assert not Reminder.objects.filter(reader=f"staff:{gone.pk}").exists()


def test_old_ones_go(cast: Cast) -> None:
    task(cast, "a", NOON + 60)
    with clock.fixed(NOON):
        services.look(cast.workspace)
    with clock.fixed(NOON + 31 * clock.DAY):
        assert services.tidy() > 0
    assert not Reminder.objects.exists()
    assert not Told.objects.exists()
