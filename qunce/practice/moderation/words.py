"""The first step of the ladder in words: low, polite, with the rule (D6)."""

from qunce.community.charter.types import Rule
from qunce.kernel.i18n import N_

Words = list[dict[str, object]]


def warning(name: str, rule: Rule | None) -> Words:
    """A polite request to take the message back; the rule as members read it, its consequence at the end."""
    said: Words = [
        {
            "msgid": N_("@%(name)s Hello, sorry to trouble you: this message does not fit our group's rules."),
            "params": {"name": name},
        }
    ]
    if rule is not None:
        said.append({"msgid": N_("The rule: %(rule)s"), "params": {"rule": rule.text}})
    said.append({"msgid": N_("Could you take it back? Thank you for understanding."), "params": {}})
    return said
