"""What is wrong with a charter (lint). Pure.

    lint(charter)    findings, worst first

Other rooms add checks with ``CHECKS.register``; a check that must know what happened in the group registers
in ``charter/happened.py``. Sources: A4-A7, A11-A14, B12, D2-D5, D8, E3, E4, L1, L6.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal
from zoneinfo import ZoneInfo

from qunce.community.charter.policy.nicknames import MOST_PARTS, FormatError, parse
from qunce.community.charter.policy.vague import vague_words
from qunce.community.charter.purposes import (
    ADVERT,
    ADVICE,
    CONTACT,
    FLOOD,
    LINK,
    MEASURES,
    OFFTOPIC,
    REMIND_THEN_LEAVE,
)
from qunce.community.charter.types import STEPS, EffectiveCharter, ServiceHours
from qunce.kernel.i18n import N_
from qunce.kernel.registry import Registry
from qunce.kernel.verdict import Param, Reason

MAX_RULES = 3  # D2
WECHAT_MOST = 500  # people in one WeChat group
MATURE_CAP = 200  # L1: 100, then 200 when management is mature
CALIBRATION_DAYS = 7  # F1: nobody is judged in the first week
MOST_POINTS = 100  # of one measure, either way
RULE_LENGTH = 60  # characters; longer rules are not read (D2)
LONGEST_QUIET = 14 * 60  # minutes of quiet in a day
GENTLE = ("ask", "warn")
SHORTEST_MEMORY, LONGEST_MEMORY = 7, 365  # days
LONGEST_LABEL = 10  # characters of one part of a nickname format, as it is described

CONSEQUENCES = {rule.kind: rule.consequence for rule in (ADVERT, CONTACT, LINK, FLOOD, OFFTOPIC)}

Severity = Literal["error", "warning", "hint"]
_ORDER: Mapping[Severity, int] = {"error": 0, "warning": 1, "hint": 2}


@dataclass(frozen=True, slots=True)
class Finding:
    """Something wrong with a charter. field: the term to open; error: it cannot work like this.

    source      the mission row it rests on, a key of ``SOURCES``; "" where the sentence says it all
    suggestion  words that could stand there instead
    """

    field: str
    severity: Severity
    reason: Reason
    source: str = ""
    suggestion: Reason | None = None


# Why we say so, as operators know it: from the documents behind the mission.
SOURCES: Mapping[str, str] = {
    "D2": N_("From over a thousand groups: long rules are not read."),
    "D3": N_("A rule says what is punished, and how."),
    "D4": N_("A penalty must be so clear that nobody can argue."),
    "D5": N_("Rules must be reasonable, and colleagues obey them first."),
    "D4.advice": N_("Who follows bad advice from another member blames the group."),
    "D6": N_("A polite private word, a warning, a public notice with the count, removal: in this order."),
    "D8": N_("Against flooding: quiet hours, a topic, and a group where a chat is welcome."),
    "B12": N_("An odd nickname format annoys people."),
    "I": N_("WeChat closes groups and links that pay for a share."),
}

Check = Callable[[EffectiveCharter], Iterable[Finding]]
CHECKS: Registry[Check] = Registry("charter checks")


def lint(charter: EffectiveCharter) -> list[Finding]:
    """Everything the registered checks find, worst first, then in the order of registration."""
    return worst_first([finding for check in CHECKS for finding in check(charter)])


def worst_first(found: Iterable[Finding]) -> list[Finding]:
    return sorted(found, key=lambda finding: _ORDER[finding.severity])


def _check(key: str) -> Callable[[Check], Check]:
    return lambda check: CHECKS.register(key, check)


def _find(term: str, severity: Severity, msgid: str, source: str = "", **params: Param) -> Finding:
    return Finding(term, severity, Reason(msgid, params), source)


@_check("rules")
def _rules(charter: EffectiveCharter) -> Iterator[Finding]:
    found = len(charter.rules)
    if found > MAX_RULES:
        said = N_("%(count)s rules: nobody reads more than %(most)s.")
        yield _find("rules", "error", said, "D2", count=found, most=MAX_RULES)
    if not found:
        said = N_("No rules: there is no yardstick when somebody has to be stopped.")
        yield _find("rules", "warning", said)
    for number, rule in enumerate(charter.rules, 1):
        if not rule.text.strip():
            yield _find("rules", "error", N_("Rule %(number)s is empty."), number=number)
        if not rule.consequence.strip():
            lacking = Reason(N_("Rule %(number)s names no consequence."), {"number": number})
            yield Finding("rules", "error", lacking, "D3", Reason(CONSEQUENCES.get(rule.kind, REMIND_THEN_LEAVE)))
        if rule.limit is not None and rule.limit < 2:
            said = N_("Rule %(number)s would stop a member's first message.")
            yield _find("rules", "error", said, number=number)
    kinds = [rule.kind for rule in charter.rules if rule.kind != "other"]
    for kind in sorted({kind for kind in kinds if kinds.count(kind) > 1}):
        yield _find("rules", "warning", N_("Two rules of the same kind: %(kind)s."), kind=kind)


@_check("rules.length")
def _rule_length(charter: EffectiveCharter) -> Iterator[Finding]:
    for number, rule in enumerate(charter.rules, 1):
        # Chinese is what members read: an English default is twice as long as its translation.
        wide = sum(1 if ord(sign) > 0x2E7F else 0.45 for sign in rule.text)
        if wide > RULE_LENGTH:
            said = N_("Rule %(number)s is longer than %(most)s characters.")
            yield _find("rules", "hint", said, "D2", number=number, most=RULE_LENGTH)


@_check("reply_limit")
def _reply_limit(charter: EffectiveCharter) -> Iterator[Finding]:
    if charter.reply_limit_minutes <= 0:
        said = N_("No reply limit: nobody knows when an answer is late.")
        yield _find("reply_limit_minutes", "error", said)
    elif charter.reply_limit_minutes > 1440:
        said = N_("A reply limit of more than a day is none: who asked has gone elsewhere by then.")
        yield _find("reply_limit_minutes", "warning", said)


@_check("service_hours")
def _service_hours(charter: EffectiveCharter) -> Iterator[Finding]:
    hours = charter.service_hours
    for reason in _malformed(hours):
        yield Finding("service_hours", "error", reason)
    if not any(hours.shifts):
        yield _find("service_hours", "error", N_("Not a single service hour in the week."))
    if hours.next_day is not None and hours.next_day < 0:
        yield _find("service_hours", "error", N_("The next-day limit is negative."))


def _malformed(hours: ServiceHours) -> Iterator[Reason]:
    if len(hours.shifts) != 7:
        yield Reason(N_("Service hours name %(days)s days instead of seven."), {"days": len(hours.shifts)})
    for weekday, shifts in enumerate(hours.shifts, 1):
        params = {"weekday": weekday}
        if any(not 0 <= start < end <= 1440 for start, end in shifts):
            said = N_("A shift on weekday %(weekday)s ends before it starts or crosses midnight.")
            yield Reason(said, params)
        if any(later[0] < earlier[1] for earlier, later in pairwise(sorted(shifts))):
            yield Reason(N_("Two shifts on weekday %(weekday)s overlap."), params)
    try:
        ZoneInfo(hours.tz)
    except (KeyError, OSError, ValueError):  # not found, a folder, a path that leaves the data
        yield Reason(N_("Unknown time zone: %(zone)s."), {"zone": hours.tz})


@_check("positioning")
def _positioning(charter: EffectiveCharter) -> Iterator[Finding]:
    if not charter.purpose:
        said = N_("No purpose: without it nothing about a member can be decided.")
        yield _find("purpose", "error", said)
    if not charter.value_proposition.strip():
        said = N_("What members get here is not said: why should they stay?")
        yield _find("value_proposition", "warning", said)
    if not charter.theme.strip():
        yield _find("theme", "hint", N_("No theme: members cannot tell what to talk about."))
    if not charter.audience.strip():
        yield _find("audience", "hint", N_("Not said for whom this group is."))


@_check("size_cap")
def _size_cap(charter: EffectiveCharter) -> Iterator[Finding]:
    cap = charter.size_cap
    if cap > WECHAT_MOST:
        said = N_("WeChat takes %(most)s people in a group, not %(cap)s.")
        yield _find("size_cap", "error", said, most=WECHAT_MOST, cap=cap)
    elif cap < 2:
        yield _find("size_cap", "error", N_("A group of %(cap)s is none."), cap=cap)
    elif cap > MATURE_CAP:
        said = N_("More than %(mature)s people: run one well first, then open a second group.")
        yield _find("size_cap", "hint", said, mature=MATURE_CAP)


@_check("floor")
def _floor(charter: EffectiveCharter) -> Iterator[Finding]:
    speaking, talk = charter.floor.speaking_share, charter.floor.messages_per_day
    if speaking is None and talk is None:
        said = N_("No activity floor: nothing tells when the group needs a renewal.")
        yield _find("floor", "warning", said)
    if speaking is not None and not 0 < speaking < 1:
        yield _find("floor", "error", N_("The floor for speakers is a share between 0 and 1."))
    if talk is not None and talk <= 0:
        yield _find("floor", "error", N_("The floor for messages a day is above zero."))


@_check("silent_days")
def _silent_days(charter: EffectiveCharter) -> Iterator[Finding]:
    if charter.silent_days < CALIBRATION_DAYS:
        said = N_("%(days)s silent days are too few: everybody has %(least)s days to find their feet.")
        yield _find("silent_days", "error", said, days=charter.silent_days, least=CALIBRATION_DAYS)


@_check("rules.vague")
def _vague(charter: EffectiveCharter) -> Iterator[Finding]:
    for number, rule in enumerate(charter.rules, 1):
        for word, advice in vague_words(f"{rule.text}\n{rule.consequence}"):
            said = N_("Rule %(number)s is vague: who decides what “%(word)s” means?")
            yield Finding("rules", "warning", Reason(said, {"number": number, "word": word}), "D4", Reason(advice))


_CAREFUL = re.compile(
    r"advice|听信|轻信|甄别|自行判断|自行核实"
    r"|(?:建议|意见|推荐|经验|说法).{0,12}(?:谨慎|核实|查证|确认|判断|参考|问过|当真)"
    r"|(?:谨慎|核实|查证|小心|慎重).{0,12}(?:建议|意见|推荐|经验|说法)"
)


@_check("rules.advice")
def _advice(charter: EffectiveCharter) -> Iterator[Finding]:
    said = [f"{rule.text} {rule.consequence}" for rule in charter.rules]
    if not any(_CAREFUL.search(text) for text in (*said, charter.topic_scope, charter.value_proposition)):
        reason = Reason(N_("Not a word on being careful with other members' advice."))
        yield Finding("rules", "hint", reason, "D4.advice", Reason(ADVICE.text))


@_check("ladder")
def _ladder(charter: EffectiveCharter) -> Iterator[Finding]:
    steps, kinds = charter.ladder.steps, {rule.kind for rule in charter.rules}
    if not steps or [step for step in STEPS if step in steps] != list(steps):
        yield _find("ladder", "error", N_("The steps of a ladder come in their order, each once, and there is one."))
    elif steps[0] not in GENTLE:
        said = N_("The first answer to an offence is public: a polite private word first costs nothing.")
        yield _find("ladder", "warning", said, "D6")
    elif "remove" in steps and "notice" not in steps:
        said = N_("Removal without a public notice before it: the others do not learn why, and neither could argue.")
        yield _find("ladder", "hint", said, "D6")
    if "remove" not in steps and any("移出" in rule.consequence or "踢" in rule.consequence for rule in charter.rules):
        said = N_("A rule says that breaking it leads out of the group, but the ladder has no removal.")
        yield _find("ladder", "warning", said, "D3")
    if not SHORTEST_MEMORY <= charter.ladder.expires_days <= LONGEST_MEMORY:
        said = N_("An offence that counts for %(days)s days: between %(least)s and %(most)s days seem fair.")
        params: dict[str, Param] = {
            "days": charter.ladder.expires_days, "least": SHORTEST_MEMORY, "most": LONGEST_MEMORY,
        }  # fmt: skip
        yield Finding("ladder", "warning", Reason(said, params), "D5")
    if kinds and charter.ladder.severe and kinds <= set(charter.ladder.severe):
        yield _find("ladder", "warning", N_("Every rule is severe: then the ladder is none."), "D5")


@_check("nickname_format")
def _nickname_format(charter: EffectiveCharter) -> Iterator[Finding]:
    if not charter.nickname_format.strip():
        return
    try:
        wanted = parse(charter.nickname_format)
    except FormatError as error:
        example = Reason(N_("City - Trade - Name"))
        yield Finding("nickname_format", "warning", error.reason, "B12", example)
        return
    if len(wanted.parts) > MOST_PARTS:
        said = N_("%(parts)s parts in a nickname annoy people; two or three do.")
        yield _find("nickname_format", "hint", said, "B12", parts=len(wanted.parts))
    longest = max(len(part.label) for part in wanted.parts)
    if longest > LONGEST_LABEL and not charter.nickname_format.isascii():
        said = N_("A part of the nickname needs %(count)s characters to explain: people will not read it.")
        yield _find("nickname_format", "hint", said, "B12", count=longest)


@_check("mute_hours")
def _mute_hours(charter: EffectiveCharter) -> Iterator[Finding]:
    quiet = sum(end - start if start < end else 1440 - start + end for start, end in charter.mute_hours)
    if any(not (0 <= start < 1440 and 0 <= end <= 1440) or start == end for start, end in charter.mute_hours):
        yield _find("mute_hours", "error", N_("Quiet hours lie between 0:00 and 24:00."))
    elif quiet > LONGEST_QUIET:
        said = N_("Quiet for %(hours)s hours of the day: the group is closed more than it is open.")
        yield _find("mute_hours", "warning", said, "D8", hours=round(quiet / 60))
    elif charter.mute_hours and not charter.side_group and any(r.kind in ("flood", "offtopic") for r in charter.rules):
        said = N_("Quiet hours and a rule against chatter, but no group where a chat is welcome.")
        yield _find("side_group", "hint", said, "D8")


@_check("weights")
def _weights(charter: EffectiveCharter) -> Iterator[Finding]:
    yield from lint_weights(charter.weights)


def lint_weights(weights: Mapping[str, float]) -> Iterator[Finding]:
    """What is wrong with a purpose's table: measures nobody takes, nothing that counts, points out of range."""
    for measure in sorted(set(weights) - set(MEASURES.keys())):
        yield _find("weights", "error", N_("Nobody measures %(measure)s."), measure=measure)
    if not any(points > 0 for points in weights.values()):
        yield _find("weights", "error", N_("No measure counts: every member would be worth nothing."))
    for measure, points in sorted(weights.items()):
        if not -MOST_POINTS <= points <= MOST_POINTS:
            said = N_("%(measure)s counts %(points)s points; -100 to 100 are possible.")
            yield _find("weights", "error", said, measure=measure, points=points)


# 诱导分享: WeChat closes links and accounts that pay for a share. "转发领券", "邀请好友再抽一次".
# Sharing what one knows ("成员分享有奖") is no paid share.
_PAID_SHARE = re.compile(
    r"(转发|集赞|分享(到|至|给)?(朋友圈|好友|微信群|群)|邀请?好友|拉人).{0,10}"
    r"(才能|才可|即可|可领|可得|就送|送|领|奖|返|免单|再抽|多抽)"
)


@_check("paid_share")
def _paid_share(charter: EffectiveCharter) -> Iterator[Finding]:
    rules = " ".join(f"{rule.text} {rule.consequence}" for rule in charter.rules)
    for term, text in (("value_proposition", charter.value_proposition), ("rules", rules)):
        if _PAID_SHARE.search(text):
            said = N_("WeChat forbids paying for a share. Thank for what the friend does: stays, or buys.")
            yield _find(term, "error", said, "I")
