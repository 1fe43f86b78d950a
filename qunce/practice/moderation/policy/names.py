"""Adverts in a nickname: read once, and again when it changes (D3). A person always looks: a name is no message."""

from dataclasses import replace

from qunce.kernel.i18n import N_
from qunce.kernel.verdict import Evidence, Reason
from qunce.practice.moderation.policy.detectors.base import Finding
from qunce.practice.moderation.policy.reading import Message

_LONGEST = 100
_IN_A_NAME = N_("It stands in the nickname: “%(nickname)s”")


class Names:
    """The nicknames that were read already, by person."""

    def __init__(self) -> None:
        self._known: dict[int, str] = {}

    def fresh(self, message: Message) -> Message | None:
        """The nickname as a message of its own, when it was not read before."""
        name = message.nickname[:_LONGEST]
        if not name or self._known.get(message.sender_id) == name:
            return None
        self._known[message.sender_id] = name
        return replace(message, text=name, nickname="", kind="text")


def in_a_name(finding: Finding, name: Message) -> Finding:
    reasons = (Reason(_IN_A_NAME, {"nickname": name.text}), *finding.reasons)
    return Finding(False, reasons, (Evidence("person", name.sender_id, N_("the nickname")),), 0.7)
