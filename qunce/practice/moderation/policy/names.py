"""Adverts in a nickname: read once, and again when it changes (D3). A person always looks: a name is no message."""

import re
from dataclasses import replace

from qunce.kernel.i18n import N_
from qunce.kernel.text import fold_text
from qunce.kernel.verdict import Evidence, Reason
from qunce.practice.moderation.policy.detectors.base import Finding
from qunce.practice.moderation.policy.reading import Message

_LONGEST = 100
_CALLS = re.compile(
    r"[^\W\d_]{3,}(?<!有事)(?<!问题)(?<!需要)(?<!随时)(?<!可以)(?:找我|加我|私我|私聊我?|私信我?|联系我|滴滴我?)\W{0,4}$"
)
_CALLING = N_("The nickname asks to be written to")
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
        return replace(message, text=name, nickname="", kind="text", codes=())


def calls(name: Message) -> Finding | None:
    """A nickname that is itself a call ("专办证件找我"); whoever may be turned to with any matter is no advertiser."""
    match = _CALLS.search(fold_text(name.text))
    if match is None:
        return None
    return Finding(False, (Reason(_CALLING),), (Evidence("message", name.id, _CALLING),), 0.6)


def in_a_name(finding: Finding, name: Message) -> Finding:
    reasons = (Reason(_IN_A_NAME, {"nickname": name.text}), *finding.reasons)
    return Finding(False, reasons, (Evidence("person", name.sender_id, N_("the nickname")),), 0.7)
