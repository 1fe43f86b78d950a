"""The verbs of actions, and their only writer.

Practices call ``propose`` with a ``NewAction`` and ``cancel``; pages the verbs of ``person``, ``proposing`` and
``quarantine``; the jobs ``machine.perform``, ``machine.recover`` and ``expire``.
"""

from qunce.gateway.outbox.services.moving import ActionStateError
from qunce.gateway.outbox.services.person import (
    could_not,
    hand_over,
    it_did_not_happen,
    it_happened,
    prove,
    take_back,
    tick,
)
from qunce.gateway.outbox.services.proposing import (
    NewAction,
    again,
    approve,
    cancel,
    edit,
    expire,
    post,
    propose,
    refresh,
    rendered,
)

__all__ = [
    "ActionStateError",
    "NewAction",
    "again",
    "approve",
    "cancel",
    "could_not",
    "edit",
    "expire",
    "hand_over",
    "it_did_not_happen",
    "it_happened",
    "post",
    "propose",
    "prove",
    "refresh",
    "rendered",
    "take_back",
    "tick",
]
