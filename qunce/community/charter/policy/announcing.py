"""A charter put into words that can be posted in the group: what changed, from when, what follows (D3, D5). Pure.

announcement(before, after, since_day)   sentences (msgid and parameters), one to a line
is_announcement(text, number)        whether a message is the announcement of a version
binding_number(versions)             the version that members have to know
"""

import re
from collections.abc import Sequence

from qunce.community.charter.policy.changes import compare, shown_spans
from qunce.community.charter.types import EffectiveCharter
from qunce.kernel.i18n import N_
from qunce.kernel.text import fold_text
from qunce.kernel.verdict import Param, Reason


def announcement(before: EffectiveCharter | None, after: EffectiveCharter, since_day: str) -> list[Reason]:
    """The words for the group: what members must know of ``after`` that ``before`` did not say; all of it where
    there is nothing before. ``since_day``: the ISO date from which it holds. [] when members need not hear of it.
    """
    said = _all(after) if before is None else [c.reason for c in compare(before, after) if c.public]
    if not said:
        return []
    head = N_("[Group rules, version %(version)s, from %(since_day)s]")
    opening = (
        N_("Hello everybody, these are the rules of our group:")
        if before is None
        else N_("Hello everybody, this changes in our group:")
    )
    closing = N_("Please reply “received” when you have read it. If something seems wrong, tell us. Thank you!")
    lines = [Reason(head, {"version": str(after.version), "since_day": since_day}), Reason(opening)]
    return [*lines, *said, Reason(closing)]


def _all(charter: EffectiveCharter) -> list[Reason]:
    """The whole charter as members need it."""
    lines: list[tuple[str, dict[str, Param]]] = []
    if charter.theme:
        lines.append((N_("What we talk about: %(theme)s"), {"theme": charter.theme}))
    if charter.topic_scope:
        lines.append((N_("Please keep to: %(topic)s"), {"topic": charter.topic_scope}))
    for number, rule in enumerate(charter.rules, 1):
        told: dict[str, Param] = {"number": str(number), "rule": rule.text, "consequence": rule.consequence}
        with_it = N_("%(number)s. %(rule)s If it is broken: %(consequence)s")
        lines.append((with_it if rule.consequence else N_("%(number)s. %(rule)s"), told))
    if charter.mute_hours:
        lines.append(
            (N_("Quiet hours, please write nothing then: %(hours)s"), {"hours": shown_spans(charter.mute_hours)})
        )
    if charter.side_group:
        lines.append((N_("For a chat there is “%(group)s”."), {"group": charter.side_group}))
    if charter.nickname_format:
        lines.append((N_("Please set your nickname here to: %(format)s"), {"format": charter.nickname_format}))
    return [Reason(msgid, params) for msgid, params in lines]


_OURS = re.compile(r"(?:群规|章程|grouprules)\D{0,8}?(\d+)")


def is_announcement(text: str, number: int) -> bool:
    """Whether these words announce the version of this number, by the head that ``announcement`` gives them."""
    folded = re.sub(r"\s+", "", fold_text(text))
    return any(int(found[1]) == number for found in _OURS.finditer(folded) if len(found[1]) < 7)


def binding_number(versions: Sequence[EffectiveCharter]) -> int | None:
    """The newest version that told members something new: who acknowledged it or a later one knows what holds.

    ``versions``: the oldest first. None without any.
    """
    for before, after in zip(reversed(versions[:-1]), reversed(versions), strict=False):
        if any(change.public for change in compare(before, after)):
            return after.version
    return versions[0].version if versions else None
