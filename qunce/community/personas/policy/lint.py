"""What makes an account look like a machine, or leaves members not knowing whom to ask (C3-C5)."""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from qunce.kernel.clock import DAY
from qunce.kernel.i18n import N_
from qunce.kernel.text import fold_text
from qunce.kernel.verdict import Reason

SILENT_DAYS: Final = 3
_HELPER: Final = re.compile(
    r"小助[手理]|助手|助理|小秘书?|机器人|客服|官方|管理员|小编|\bbot\b|robot|assistant|admin|service|official",
    re.IGNORECASE,
)

HELPER = N_("“%(word)s” in the name: give it a person's name, nobody makes friends with an assistant")
LOGO = N_("%(count)s accounts show the logo: one of them may, the others need a face of their own")
NO_PICTURE = N_("No picture: an account without a face looks like an advertiser")
TWO = N_("%(count)s colleagues speak through it in turn: members hear two voices from one mouth")
SILENT = N_("Silent for %(days)s days in groups that were heard meanwhile")
NEVER = N_("It has not said a word in the groups that were heard")
UNLINKED = N_("Say who it is in the groups, so that its silence can be noticed")
NO_DUTY = N_("It has no duty: members do not know what to ask it")
NOBODY = N_("A duty without a colleague behind it")
CLASH = N_("“%(topic)s” is answered by %(other)s too: one account for one duty")
NO_MOMENTS = N_("No Moments plan: it has work and no life")


@dataclass(frozen=True, slots=True)
class Portrait:
    """An account as its groups see it.

    speakers       for each duty the colleague who is first in turn (None: nobody)
    topics         all words that lead to it, with the groups ([] all) each holds for
    last_spoke_at  None: never heard; heard_until None: nothing of its groups was heard at all
    """

    id: int
    name: str
    picture: str
    speakers: tuple[int | None, ...] = ()
    topics: tuple[tuple[str, frozenset[int]], ...] = ()
    linked: bool = False
    last_spoke_at: int | None = None
    heard_until: int | None = None
    moments: int = 0


@dataclass(frozen=True, slots=True)
class Finding:
    """Something to look at. code names the check."""

    persona_id: int
    code: str
    severity: Literal["warning", "hint"]
    reason: Reason


def lint(portraits: Sequence[Portrait]) -> list[Finding]:
    """Everything that is odd about the accounts of a workspace, account by account."""
    logos = sum(one.picture == "logo" for one in portraits)
    claims = _claims(portraits)
    return [finding for one in portraits for finding in _of(one, logos, claims)]


def _of(one: Portrait, logos: int, claims: dict[str, list[tuple[Portrait, frozenset[int]]]]) -> Iterable[Finding]:
    def found(code: str, severity: Literal["warning", "hint"], msgid: str, **params: str | int) -> Finding:
        return Finding(one.id, code, severity, Reason(msgid, params))

    if word := _HELPER.search(one.name):
        yield found("helper", "warning", HELPER, word=word[0])
    if one.picture == "logo" and logos > 1:
        yield found("logo", "warning", LOGO, count=logos)
    if one.picture == "none":
        yield found("picture", "hint", NO_PICTURE)
    people = {speaker for speaker in one.speakers if speaker is not None}
    if len(people) > 1:
        yield found("two", "warning", TWO, count=len(people))
    if not one.speakers:
        yield found("duty", "hint", NO_DUTY)
    if None in one.speakers:
        yield found("nobody", "warning", NOBODY)
    for topic, other in _clashes(one, claims):
        yield found("clash", "warning", CLASH, topic=topic, other=other)
    if (silence := _silence(one)) is not None:
        yield silence
    if not one.moments:
        yield found("moments", "hint", NO_MOMENTS)


def _silence(one: Portrait) -> Finding | None:
    if not one.linked:
        return Finding(one.id, "unlinked", "hint", Reason(UNLINKED))
    if one.heard_until is None:
        return None
    if one.last_spoke_at is None:
        return Finding(one.id, "silent", "warning", Reason(NEVER))
    days = (one.heard_until - one.last_spoke_at) // DAY
    return Finding(one.id, "silent", "warning", Reason(SILENT, {"days": days})) if days >= SILENT_DAYS else None


def _claims(portraits: Sequence[Portrait]) -> dict[str, list[tuple[Portrait, frozenset[int]]]]:
    claims: dict[str, list[tuple[Portrait, frozenset[int]]]] = defaultdict(list)
    for one in portraits:
        for topic, groups in one.topics:
            claims[fold_text(topic)].append((one, groups))
    return claims


def _clashes(one: Portrait, claims: dict[str, list[tuple[Portrait, frozenset[int]]]]) -> Iterable[tuple[str, str]]:
    """Topics that another account answers in a group where this one does."""
    told = set()
    for topic, mine in one.topics:
        for other, theirs in claims[fold_text(topic)]:
            meet = not mine or not theirs or mine & theirs
            if other.id != one.id and meet and (topic, other.id) not in told:
                told.add((topic, other.id))
                yield topic, other.name
