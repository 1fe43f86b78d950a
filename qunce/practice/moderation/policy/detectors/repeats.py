"""The same words again and again from one person (D7 灌水).

People do repeat themselves, and phones send twice: this asks a person to look. Chain orders
(接龙) are sent anew by everybody who joins and do not count.
"""

from collections import OrderedDict

from qunce.community.charter.types import Rule
from qunce.kernel.i18n import N_
from qunce.kernel.verdict import Evidence, Reason
from qunce.practice.moderation.policy.detectors.base import NOTHING, Finding, Watcher, register
from qunce.practice.moderation.policy.habits import Habits
from qunce.practice.moderation.policy.reading import Reading

_TIMES = 3
_WITHIN_SECONDS = 600
_SHORTEST = 8  # characters; 收到, 好的 and 哈哈哈 are nobody's flood
_REMEMBERED = 6  # different texts per person
_CHAIN = "#接龙"


def _watch(_rule: Rule, _habits: Habits) -> Watcher:
    people: dict[int, OrderedDict[str, list[tuple[int, int]]]] = {}

    def see(reading: Reading) -> tuple[Finding, ...]:
        message, text = reading.message, reading.plain
        if len(text) < _SHORTEST or message.kind != "text" or text.startswith(_CHAIN):
            return NOTHING
        if message.precision > _WITHIN_SECONDS:
            return NOTHING
        said = people.setdefault(message.sender_id, OrderedDict())
        times = [t for t in said.pop(text, ()) if message.latest - t[0] < _WITHIN_SECONDS]
        times.append((message.at, message.id))
        said[text] = times[-_TIMES:]
        if len(said) > _REMEMBERED:
            said.popitem(last=False)
        return (_finding(tuple(i for _, i in times)),) if len(times) == _TIMES else NOTHING

    return see


def _finding(messages: tuple[int, ...]) -> Finding:
    count = len(messages)
    return Finding(
        exact=False,
        reasons=(Reason(N_("The same text %(count)s times within ten minutes"), {"count": count}),),
        evidence=tuple(Evidence("message", message, N_("the same text")) for message in messages),
        confidence=0.7,
    )


REPEATS = register("repeats", "flood", _watch)
