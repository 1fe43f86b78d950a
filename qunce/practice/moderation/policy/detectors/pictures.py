"""Picture spam 刷图: more pictures or stickers in a minute than one sends at once (D7).

The charter counts messages, not pictures, so this only asks a person to look.
"""

from qunce.community.charter.types import Rule
from qunce.kernel.i18n import N_
from qunce.kernel.verdict import Evidence, Reason
from qunce.practice.moderation.policy.detectors.base import NOTHING, Finding, Watcher, register
from qunce.practice.moderation.policy.detectors.bursts import Bursts
from qunce.practice.moderation.policy.habits import Habits
from qunce.practice.moderation.policy.reading import Reading

_PICTURES = frozenset({"image", "sticker", "video"})
_AT_ONCE = 9  # what WeChat lets one choose and send in one go
_MINUTE = 60


def _watch(_rule: Rule, _habits: Habits) -> Watcher:
    bursts = Bursts(lambda _person: _AT_ONCE)

    def see(reading: Reading) -> tuple[Finding, ...]:
        message = reading.message
        if message.kind not in _PICTURES or message.precision > _MINUTE:
            return NOTHING
        messages = bursts.see(message.sender_id, message.at, message.id, message.latest)
        return (_finding(messages),) if messages else NOTHING

    return see


def _finding(messages: tuple[int, ...]) -> Finding:
    count = len(messages)
    return Finding(
        exact=False,
        reasons=(Reason(N_("%(count)s pictures or stickers within 60 seconds"), {"count": count}),),
        evidence=(
            Evidence("number", "pictures_in_a_minute", N_("pictures within 60 seconds"), value=count, of=_AT_ONCE),
            *(Evidence("message", message, N_("one of the pictures")) for message in messages),
        ),
        confidence=0.7,
    )


PICTURES = register("pictures", "flood", _watch)
