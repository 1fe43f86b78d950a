"""Looking for QR codes in a message's picture. A connector with media needs one call: ``look``."""

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from qunce.base.jobs import services as jobs
from qunce.base.journal import services as journal
from qunce.base.journal.services import NewFact
from qunce.community.charter.queries import effective, law_of
from qunce.community.models import Group, Message
from qunce.community.queries import talk
from qunce.community.services import history
from qunce.gateway.connectors.runner import codes_in_subprocess
from qunce.kernel import clock
from qunce.kernel.i18n import N_
from qunce.kernel.verdict import Verdict
from qunce.practice.moderation.lists.queries import lexicon_of, links_of
from qunce.practice.moderation.pictures import queries
from qunce.practice.moderation.pictures.models import OwnCode, Seen
from qunce.practice.moderation.policy import Habits, Watch
from qunce.practice.moderation.policy import Message as Said
from qunce.practice.moderation.policy.codes import Code

OURS = "moderation.code_ours"
NOT_OURS = "moderation.code_not_ours"


class NoPictureError(ValueError):
    """The message is no picture; the message of the error is a msgid."""


@dataclass(frozen=True, slots=True)
class Look:
    """What came of it. verdict: the message alone, by the charter in force when it was sent; None: all in order."""

    codes: tuple[Code, ...]
    digest: str
    verdict: Verdict | None
    has_rules: bool


def look(message: Message, data: bytes, by: int | None = None) -> Look:
    """Read the codes in a message's picture, keep what they say and judge the message by it; staff like everybody.

    The picture is not kept. Its group is judged anew in a job, which keeps the verdict and opens the task or the case;
    looking again replaces what was read. Raises NoPictureError, and ParseError for a picture that cannot be read.
    """
    if not queries.is_picture(message):
        raise NoPictureError(N_("This message is no picture."))
    found = codes_in_subprocess(data)
    digest = hashlib.sha256(data).hexdigest()
    kept = [{"text": code.text, "x": code.x, "y": code.y} for code in found.codes]
    with transaction.atomic():
        before = queries.seen_of(message)
        Seen.objects.update_or_create(
            message=message,
            defaults={
                "workspace_id": message.workspace_id, "group_id": message.group_id, "codes": kept, "digest": digest,
                "by": by, "at": clock.timestamp(),
            },
        )  # fmt: skip
        if kept or (before is not None and before.codes):
            _judge_anew(message)
    return judged(message, queries.codes_of(kept, digest), digest)


def judged(message: Message, codes: Sequence[Code], digest: str) -> Look:
    """What the message's codes mean in its group; nothing is written."""
    group = Group.objects.select_related("workspace").get(pk=message.group_id)
    charter = effective(group.workspace, group.pk).charter
    terms = [t for t in law_of(group, charter, message.sent_at, message.sent_at + 1) if t.charter.rules]
    said = next((one for one in talk(group, message.sent_at, message.sent_at) if one.id == message.pk), None)
    verdict = None
    if codes and terms and said is not None:
        judged_as = Said(
            said.id, said.person_id, said.at, said.text, said.kind, said.is_staff, said.precision, codes=tuple(codes)
        )
        watch = Watch(terms[0].charter, habits_of_codes(group.workspace_id), group.pk, lexicon_of(group.workspace_id))
        verdict = watch.see(judged_as)
    return Look(tuple(codes), digest, verdict, bool(terms))


def habits_of_codes(workspace_id: int) -> Habits:
    """What passes in every group: the workspace's addresses and its own codes."""
    domains, official = links_of(workspace_id)
    return Habits(domains=domains, official=official, own_codes=queries.own_codes(workspace_id))


@transaction.atomic
def name_ours(message: Message, text: str, by: int) -> bool:
    """A code that was read in this message is our own from now on, in every group; False: it was not read there."""
    seen = queries.seen_of(message)
    if seen is None or text not in {str(one["text"]) for one in seen.codes}:
        return False
    _row, made = OwnCode.objects.get_or_create(
        workspace_id=message.workspace_id,
        digest=_digest(text),
        defaults={"text": text, "by": by, "at": clock.timestamp()},
    )
    if made:
        journal.record(message.workspace_id, NewFact(OURS, group_id=message.group_id, subject=f"message:{message.pk}"))
        _judge_all(message)
    return True


@transaction.atomic
def not_ours(message: Message, text: str) -> bool:
    """A code is our own no longer; whether it was."""
    gone, _rows = OwnCode.objects.filter(workspace_id=message.workspace_id, digest=_digest(text)).delete()
    if gone:
        fact = NewFact(NOT_OURS, group_id=message.group_id, subject=f"message:{message.pk}")
        journal.record(message.workspace_id, fact)
        _judge_all(message)
    return bool(gone)


def erase(workspace_id: int, names: Collection[str], message_ids: Collection[int]) -> None:
    """An eraser of the community: what was read in these messages' pictures goes."""
    Seen.objects.filter(workspace_id=workspace_id, message_id__in=list(message_ids)).delete()


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _judge_all(message: Message) -> None:
    """The last week of every group by the changed codes, and the day of this message however old it is."""
    workspace_id = message.workspace_id
    jobs.enqueue_once(workspace_id, "moderation.words_changed", {}, key=f"moderation.words_changed:{workspace_id}")
    _judge_anew(message)


def _judge_anew(message: Message) -> None:
    """Like after an import that brought this message, by moderation alone."""
    group = Group.objects.get(pk=message.group_id)
    edge = history.edge(group)
    if message.sent_at - history.SETTLES < edge:
        _enqueue(group, "moderation.judge_history", message.sent_at)
    _enqueue(group, "moderation.judge_group", max(message.sent_at, edge))


def _enqueue(group: Group, task: str, since: int) -> None:
    args, words = {"group_id": group.pk, "since": since}, {"group": group.name}
    jobs.enqueue_once(group.workspace_id, task, args, key=f"{task}:{group.pk}", merge=_earliest, words=words)


def _earliest(waiting: Mapping[str, Any], asked: Mapping[str, Any]) -> Mapping[str, Any]:
    return {**asked, "since": min(waiting["since"], asked["since"])}
