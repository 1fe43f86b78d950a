"""Signing in and out as rows: which browsers are open, when they were last seen, ending them."""

from django.contrib.sessions.models import Session
from django.db import transaction

from qunce.base.accounts import policy
from qunce.base.accounts.models import Staff, StaffMembership, StaffSession
from qunce.base.journal.models import Fact
from qunce.base.journal.services import NewFact, current, doing, record
from qunce.kernel import clock


def workspaces_of(staff: Staff) -> list[int]:
    """Where facts about an account belong: its workspaces, and the demo only where it has no other."""
    places = StaffMembership.objects.filter(staff=staff, ended_at=None).values_list(
        "workspace_id", "workspace__is_demo"
    )
    real = [workspace_id for workspace_id, is_demo in places if not is_demo]
    return real or [workspace_id for workspace_id, _ in places]


def record_everywhere(staff: Staff, fact: NewFact) -> None:
    for workspace_id in workspaces_of(staff):
        record(workspace_id, fact)


def as_staff(staff: Staff, fact: NewFact) -> None:
    """Record as the person themselves: while they sign in, the request still runs as a visitor."""
    with doing(f"staff:{staff.pk}", current().cause):
        record_everywhere(staff, fact)


def _subject(staff: Staff) -> str:
    return f"staff:{staff.pk}"


@transaction.atomic
def open_session(staff: Staff, session_key: str, *, address: str = "", agent: str = "") -> StaffSession:
    """Note a browser that has just signed in. ``session_key`` is the rotated one."""
    now = clock.timestamp()
    session, _ = StaffSession.objects.update_or_create(
        session_key=session_key,
        defaults={
            "staff": staff,
            "started_at": now,
            "seen_at": now,
            "address": address,
            "agent": agent[:200],
        },
    )
    as_staff(
        staff,
        NewFact("accounts.signed_in", subject=_subject(staff), data={"name": staff.name, "address": address}),
    )
    return session


def touch_session(session_id: int, seen_at: int) -> None:
    """Keep "last seen" true to a minute."""
    now = clock.timestamp()
    if now - seen_at >= policy.TOUCH_EVERY:
        StaffSession.objects.filter(pk=session_id, seen_at=seen_at).update(seen_at=now)


def rename_session(old_key: str, new_key: str) -> None:
    """The session key was rotated (a password change): the row follows."""
    StaffSession.objects.filter(session_key=old_key).update(session_key=new_key)


@transaction.atomic
def close_session(session_key: str) -> None:
    """Forget a browser, without a fact: it signed out or its session ran out."""
    StaffSession.objects.filter(session_key=session_key).delete()
    Session.objects.filter(session_key=session_key).delete()


@transaction.atomic
def note_sign_out(staff: Staff, session_key: str) -> None:
    close_session(session_key)
    as_staff(staff, NewFact("accounts.signed_out", subject=_subject(staff), data={"name": staff.name}))


@transaction.atomic
def end_session(session: StaffSession) -> None:
    """Revoke one browser: its next request is a visitor's."""
    close_session(session.session_key)
    record_everywhere(
        session.staff,
        NewFact(
            "accounts.session_ended",
            subject=_subject(session.staff),
            data={"name": session.staff.name, "address": session.address},
        ),
    )


@transaction.atomic
def end_sessions(staff: Staff, *, but: str = "") -> int:
    """Revoke every browser of a person but one, silently: the fact is that of whatever calls this.

    Returns how many were open.
    """
    keys = list(
        StaffSession.objects.filter(staff=staff)
        .exclude(session_key=but)
        .values_list("session_key", flat=True)
    )
    StaffSession.objects.filter(session_key__in=keys).delete()
    Session.objects.filter(session_key__in=keys).delete()
    return len(keys)


@transaction.atomic
def end_other_sessions(staff: Staff, session_key: str) -> int:
    """Revoke all browsers of a person but the one they sit at. Returns how many."""
    count = end_sessions(staff, but=session_key)
    if count:
        record_everywhere(
            staff,
            NewFact(
                "accounts.sessions_ended", subject=_subject(staff), data={"name": staff.name, "count": count}
            ),
        )
    return count


@transaction.atomic
def note_lockout(username: str, address: str, cooloff: int) -> None:
    """Somebody guessed too often at a real account: say so to the people it concerns, once per lock.

    cooloff  seconds a lock lasts
    """
    staff = Staff.objects.filter(username=username).first()
    if staff is None:
        return
    since, told = (
        clock.timestamp() - cooloff,
        NewFact(
            "accounts.locked_out", subject=_subject(staff), data={"name": staff.name, "address": address}
        ),
    )
    for workspace_id in workspaces_of(staff):
        recent = Fact.objects.filter(
            workspace_id=workspace_id, subject=told.subject, at__gt=since, type=told.type
        )
        if not any(fact.data.get("address") == address for fact in recent):
            record(workspace_id, told)


@transaction.atomic
def forget_expired() -> int:
    """Drop sessions that idled or lived too long. For the daily schedule. Returns how many."""
    now = clock.timestamp()
    over = StaffSession.objects.filter(seen_at__lt=now - policy.SESSION_IDLE) | StaffSession.objects.filter(
        started_at__lt=now - policy.SESSION_LIFE
    )
    keys = list(over.values_list("session_key", flat=True))
    Session.objects.filter(session_key__in=keys).delete()
    Session.objects.filter(expire_date__lt=clock.now()).delete()
    over.delete()
    return len(keys)
