"""The words of each step (D6): named, polite, the rule cited, what happens next."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from qunce.kernel.i18n import N_
from qunce.practice.moderation.incidents.policy import Step
from qunce.practice.moderation.words import CHATTER, SIDE

Words = list[dict[str, Any]]
RULE = N_("The rule: %(rule)s")

PUBLIC: tuple[Step, ...] = ("notice", "remove")  # said in the group, for all to read

STEP_NAMES: Mapping[str, str] = {
    "ask": N_("a polite word in private"),
    "warn": N_("a warning"),
    "notice": N_("a public notice"),
    "remove": N_("removal"),
}

TITLES: Mapping[str, str] = {
    "ask": N_("%(name)s broke a rule (%(count)s times in seven days)"),
    "warn": N_("Warn %(name)s: offence number %(offences)s"),
    "notice": N_("Tell the group: offence number %(offences)s of %(name)s"),
    "remove": N_("Remove %(name)s from the group: offence number %(offences)s"),
}

WIDE = N_("%(name)s broke a rule with the same words in %(groups)s groups")


def words_of(
    step: Step, name: str, rule: Mapping[str, Any], count: int, dates: tuple[str, ...], side_group: str = ""
) -> Words:
    """What to say at a step. ``count``: offences that count; ``dates``: their local days, the oldest first.

    Where it is chatter and the charter has a group for it, the first word offers that (D8).
    """
    said = _WORDS[step](name, rule, count, "、".join(dates))
    if side_group and step == "ask" and rule.get("kind") in CHATTER:
        said.insert(1, _line(SIDE, group=side_group))
    return said


_NAMED = 5  # groups


def elsewhere(groups: Sequence[str]) -> Words:
    """One advert in several groups is one case; nothing where it stands in one group only."""
    if len(groups) < 2:
        return []
    named = "、".join(f"“{group}”" for group in groups[:_NAMED])
    return [_line(N_("The same words stand in %(count)s groups: %(groups)s."), count=len(groups), groups=named)]


def _line(msgid: str, **params: Any) -> dict[str, Any]:
    return {"msgid": msgid, "params": params}


def _rule(rule: Mapping[str, Any]) -> Words:
    return [_line(RULE, rule=rule["text"])] if rule.get("text") else []


def _ask(name: str, rule: Mapping[str, Any], count: int, days: str) -> Words:
    return [
        _line(N_("@%(name)s Hello, sorry to trouble you: this message does not fit our group's rules."), name=name),
        *_rule(rule),
        _line(N_("Could you take it back? Thank you for understanding.")),
    ]


def _warn(name: str, rule: Mapping[str, Any], count: int, days: str) -> Words:
    return [
        _line(
            N_("@%(name)s Hello, we wrote to you about this before; it has now happened %(count)s times (%(days)s)."),
            name=name, count=count, days=days,
        ),
        *_rule(rule),
        _line(N_("Please do not post this again. If it happens once more we shall have to say so in the group.")),
    ]  # fmt: skip


def _notice(name: str, rule: Mapping[str, Any], count: int, days: str) -> Words:
    return [
        _line(
            N_("To everybody: %(name)s has broken a rule of our group %(count)s times (%(days)s)."),
            name=name, count=count, days=days,
        ),
        *_rule(rule),
        _line(N_("Each time we spoke to them in private. If it happens again they will be removed from the group.")),
        _line(N_("@%(name)s If you see it differently, answer us and we will look at it together."), name=name),
    ]  # fmt: skip


def _remove(name: str, rule: Mapping[str, Any], count: int, days: str) -> Words:
    return [
        _line(
            N_("To everybody: %(name)s has been removed from the group after %(count)s offences (%(days)s)."),
            name=name, count=count, days=days,
        ),
        *_rule(rule),
        _line(N_("The earlier steps, with time and evidence, are on file, and an appeal is open to them.")),
        _line(N_("Thank you all for keeping the group useful.")),
    ]  # fmt: skip


_WORDS: Mapping[Step, Callable[[str, Mapping[str, Any], int, str], Words]] = {
    "ask": _ask,
    "warn": _warn,
    "notice": _notice,
    "remove": _remove,
}


def apology(step: str, name: str, group: str) -> Words:
    """What puts a step right that should not have been taken. To the group where the step was public."""
    if step not in PUBLIC:
        return [
            _line(
                N_("@%(name)s Hello, we looked again and were wrong about your message: it broke no rule."), name=name
            ),
            _line(
                N_("We are sorry for the trouble. It does not count, and nothing of it stays on record against you.")
            ),
        ]
    said = [
        _line(N_("To everybody: what we said here about %(name)s was wrong. They broke no rule."), name=name),
        _line(N_("We are sorry, and have taken back the count and the step.")),
    ]
    if step == "remove":
        said.append(_line(N_("%(name)s is invited back to %(group)s with our apology."), name=name, group=group))
    return said


def upheld(name: str, words: str) -> Words:
    """What a member is told whose appeal did not convince."""
    return [
        _line(N_("@%(name)s Hello, thank you for writing to us. We have looked at it again."), name=name),
        _line("%(words)s", words=words),
        _line(N_("So the step stands. It stops counting by itself after the time our rules name.")),
    ]


def to_appeal(address: str, code: str, case: int) -> Words:
    """How to see one's case and to appeal: by link and code, or by answering where there is no public address."""
    if address:
        said = _line(
            N_("Your case, and how to tell us if you see it differently: %(address)s (code %(code)s)"),
            address=address, code=code,
        )  # fmt: skip
    else:
        said = _line(N_("If you see it differently, answer us and name case %(case)s: we will look again."), case=case)
    return [said]


def to_report(address: str, code: str) -> Words:
    """What a group is told about reporting."""
    return [
        _line(N_("Does somebody add you in private, or advertise? Tell us here, nobody else learns it.")),
        _line(N_("%(address)s (code %(code)s)"), address=address, code=code),
    ]


def by_mistake(name: str, group: str) -> Words:
    """To somebody who was removed by mistake: in private, with the way back."""
    said = N_(
        "Hello %(name)s, you were removed from “%(group)s” by mistake, and we are sorry. Here is the invitation back;"
        " nothing of it stays on record."
    )
    return [_line(said, name=name, group=group)]
