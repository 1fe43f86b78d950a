"""The first step of the ladder in words: low, polite, with the rule (D6)."""

from collections.abc import Sequence

from qunce.community.charter.types import Rule
from qunce.kernel.i18n import N_

Words = list[dict[str, object]]


MOST_NAMED = 10
CHATTER = ("flood", "offtopic")  # kinds of rule that the group for chatter answers


def quiet(names: Sequence[str], hours: str, side_group: str) -> Words:
    """A gentle word after the quiet hours: names, the hours, and where a chat is welcome (D8)."""
    listed = " ".join(f"@{name}" for name in names[:MOST_NAMED])
    said: Words = [
        {
            "msgid": N_("%(names)s Hello! %(hours)s is the quiet time of our group, so that everybody can rest."),
            "params": {"names": listed, "hours": hours},
        }
    ]
    if side_group:
        said.append({"msgid": _SIDE, "params": {"group": side_group}})
    said.append({"msgid": N_("If it is urgent, please write to us in private. Thank you!"), "params": {}})
    return said


_SIDE = N_("If you feel like a chat, “%(group)s” is just the place.")


def warning(name: str, rule: Rule | None, side_group: str = "") -> Words:
    """A polite request to take the message back; the rule as members read it, its consequence at the end.

    Where it is chatter and there is a group for it, that is offered first.
    """
    said: Words = [
        {
            "msgid": N_("@%(name)s Hello, sorry to trouble you: this message does not fit our group's rules."),
            "params": {"name": name},
        }
    ]
    if rule is not None:
        said.append({"msgid": N_("The rule: %(rule)s"), "params": {"rule": rule.text}})
    if side_group and rule is not None and rule.kind in CHATTER:
        said.insert(1, {"msgid": _SIDE, "params": {"group": side_group}})
    said.append({"msgid": N_("Could you take it back? Thank you for understanding."), "params": {}})
    return said
