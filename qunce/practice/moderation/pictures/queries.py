"""What was read in pictures, and which codes are our own."""

from typing import Any

from django.conf import settings

from qunce.base.accounts.access import Actor, access_one
from qunce.community.models import Group, Message
from qunce.community.services.recording import KINDS
from qunce.practice.moderation.pictures.models import OwnCode, Seen
from qunce.practice.moderation.policy.codes import Code


def access_message(actor: Actor, pk: int) -> Message:
    return access_one(Message.objects.select_related("identity__person", "group__workspace"), actor, pk)


def is_picture(message: Message) -> bool:
    return KINDS[message.kind] == "image"


def codes_in(group: Group) -> dict[int, tuple[Code, ...]]:
    """Message id → the codes that were read in its picture, where there were any."""
    rows = Seen.objects.filter(group=group).exclude(codes=[]).values_list("message_id", "codes", "digest")
    return {pk: codes_of(codes, digest) for pk, codes, digest in rows}


def codes_of(codes: list[dict[str, Any]], digest: str) -> tuple[Code, ...]:
    return tuple(Code(str(one["text"]), int(one["x"]), int(one["y"]), digest) for one in codes)


def seen_of(message: Message) -> Seen | None:
    return Seen.objects.filter(message=message).first()


def own_codes(workspace_id: int) -> frozenset[str]:
    """Texts of codes that no rule is broken by: those named so, and "https://here/" for all of this installation's."""
    here = (f"{settings.PUBLIC_URL}/",) if settings.PUBLIC_URL else ()
    return frozenset((*here, *OwnCode.objects.filter(workspace_id=workspace_id).values_list("text", flat=True)))
