"""Talk for tests: recorded through the same door as every import."""

from collections.abc import Sequence

from django.db import transaction

from qunce.community.models import Group, Person
from qunce.community.services import groups, sums
from qunce.community.services.recording import Recorder
from qunce.kernel.records import MessageRecord, Name, RosterRecord

START = 1_780_000_000  # a Wednesday in May 2026


def said(at: int, name: str, text: str, *, wxid: str = "", quote: tuple[str, str] = ("", "")) -> MessageRecord:
    """``at``: minutes after START."""
    return MessageRecord(
        0, START + at * 60, Name(name, id=wxid), "text", text, quote_name=quote[0], quote_text=quote[1]
    )


def joined(at: int, name: str, inviter: str = "") -> RosterRecord:
    text = f'"{inviter}"邀请"{name}"加入了群聊' if inviter else f'"{name}"通过扫描二维码加入群聊'
    return RosterRecord(0, START + at * 60, "joined", Name(inviter) if inviter else None, [Name(name)], text, "invited")


def renamed(at: int, name: str, after: str) -> RosterRecord:
    return RosterRecord(0, START + at * 60, "member_renamed", None, [Name(name)], f"{name}改名为{after}", extra=after)


def hear(group: Group, records: Sequence[MessageRecord | RosterRecord], label: str = "paste") -> int:
    """Import these records; returns how many messages were new."""
    group.refresh_from_db()
    source = groups.open_source(group.workspace, "paste", label)
    with transaction.atomic():
        recorded = Recorder(group.workspace, group, source).record(records)
        sums.refresh_group(group)
    return recorded.messages


def person(group: Group, name: str) -> Person:
    return Person.objects.get(workspace=group.workspace, name=name, memberships__group=group)
