"""Adverts broken over several messages of one person (刷单 / 兼职 / 加我 / 微信): read together (D3, D7).

The last short messages of each person are laid end to end. Only what stands across a seam counts, for the rest
was seen where it was sent. Exact only with an account in it: whoever writes in short lines is no advertiser.
"""

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from qunce.kernel.i18n import N_
from qunce.kernel.text import PhraseFinder, fold_text
from qunce.kernel.verdict import Evidence, Reason
from qunce.practice.moderation.policy.detectors.adverts import may_solicit
from qunce.practice.moderation.policy.detectors.base import Finding
from qunce.practice.moderation.policy.handles import may_hold_handles
from qunce.practice.moderation.policy.reading import Message, Reading

_WITHIN_SECONDS = 300
_LONGEST_PIECE = 24  # characters: what is longer is a message, not a piece of one
_MOST_PIECES = 40
_MOST_TOGETHER = 160
_OVERLAP = 12  # characters before the newest piece that it may complete
_CONFIDENCE = 0.5
_BROKEN = N_("Broken over %(count)s messages")
_ACCOUNTS = frozenset({N_("a way to get in touch"), N_("the handle")})


@dataclass(slots=True)
class _Person:
    pieces: deque[Message] = field(default_factory=lambda: deque(maxlen=_MOST_PIECES))
    size: int = 0  # characters
    told: set[tuple[int, int]] = field(default_factory=set)  # (message, offset) that was cited already

    def add(self, message: Message) -> None:
        if len(self.pieces) == _MOST_PIECES:
            self._drop()
        self.pieces.append(message)
        self.size += len(message.text)
        while self.size > _MOST_TOGETHER or message.at - self.pieces[0].at > _WITHIN_SECONDS:
            self._drop()

    def _drop(self) -> None:
        gone = self.pieces.popleft()
        self.size -= len(gone.text)
        self.told = {told for told in self.told if told[0] != gone.id}


@dataclass(frozen=True, slots=True)
class Tail:
    """A person's last messages as one. index: of the reading that came last; owners: (message, offset) by character."""

    index: int
    joined: Message
    owners: tuple[tuple[int, int], ...]


class Tails:
    """The last short messages of everybody; constant memory per person."""

    def __init__(self) -> None:
        self._people: dict[int, _Person] = {}

    def follow(self, readings: Sequence[Reading], finder: PhraseFinder | None) -> list[Tail]:
        """The tails that the readings complete, as far as the seam they end at may hold anything."""
        tails = [(index, tail) for index, one in enumerate(readings) if (tail := self._next(one.message))]
        ends = ["".join(piece.text for piece in tail)[-(len(tail[-1].text) + _OVERLAP) :] for _, tail in tails]
        touched = finder.screen(ends) if finder else [False] * len(ends)
        return [
            _joined(index, tail) for (index, tail), end, worth in zip(tails, ends, touched, strict=True)
            if worth or may_hold_handles(plain := fold_text(end)) or (finder is not None and may_solicit(plain))
        ]  # fmt: skip

    def _next(self, message: Message) -> tuple[Message, ...] | None:
        """The sender's last pieces, this one included, when there are several."""
        if message.kind != "text" or message.precision > _WITHIN_SECONDS or len(message.text) > _LONGEST_PIECE:
            self._people.pop(message.sender_id, None)
            return None
        if not message.text:
            return None
        person = self._people.setdefault(message.sender_id, _Person())
        person.add(message)
        return tuple(person.pieces) if len(person.pieces) > 1 else None

    def laid_back(self, finding: Finding, tail: Tail) -> Finding | None:
        """The finding with its spans on the messages they came from; None unless it needs two and is new."""
        evidence: list[Evidence] = []
        crossed, account = False, False
        for item in finding.evidence:
            if not item.span:
                continue
            spans: dict[int, list[int]] = {}
            for ref, offset in tail.owners[slice(*item.span)]:
                spans.setdefault(ref, []).append(offset)
            account = account or item.label in _ACCOUNTS
            crossed = crossed or len(spans) > 1
            evidence += [replace(item, ref=ref, span=(at[0], at[-1] + 1)) for ref, at in spans.items()]
        told = self._people[tail.joined.sender_id].told if tail.joined.sender_id in self._people else set()
        places = {(int(item.ref), item.span[0]) for item in evidence if item.span}
        if not crossed or places <= told:
            return None
        told |= places
        exact = finding.exact and account
        reasons = (*finding.reasons, Reason(_BROKEN, {"count": len({item.ref for item in evidence})}))
        return Finding(exact, reasons, tuple(evidence), 1.0 if exact else _CONFIDENCE)


def _joined(index: int, pieces: Sequence[Message]) -> Tail:
    owners = tuple((piece.id, offset) for piece in pieces for offset in range(len(piece.text)))
    return Tail(index, replace(pieces[-1], text="".join(piece.text for piece in pieces), codes=()), owners)
