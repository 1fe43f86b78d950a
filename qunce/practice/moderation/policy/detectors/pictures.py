"""Picture spam 刷图: more pictures or stickers in a minute than one sends at once, or a long run of them (D7).

Held against what is usual in the group and for the person. The charter counts messages, not pictures, so this only
asks a person to look.
"""

from qunce.community.charter.types import Rule
from qunce.kernel.i18n import N_
from qunce.kernel.verdict import Evidence, Reason
from qunce.practice.moderation.policy.detectors.base import NOTHING, Finding, Watcher, register
from qunce.practice.moderation.policy.detectors.bursts import Bursts
from qunce.practice.moderation.policy.detectors.floods import Norm, usual
from qunce.practice.moderation.policy.habits import PICTURES as PICTURES_OF
from qunce.practice.moderation.policy.habits import Habits
from qunce.practice.moderation.policy.reading import Reading

_AT_ONCE = 9  # what WeChat lets one choose and send in one go
_UNUSUAL = 1.5  # times the usual peak
_RUN = 2  # times as many as may come within a minute, within ten
_RUN_SECONDS = 600
_MINUTE = 60
_BURST = N_("%(count)s pictures or stickers within 60 seconds")
_LONG = N_("%(count)s pictures or stickers within ten minutes")


def _watch(_rule: Rule, habits: Habits) -> Watcher:
    def limit(person_id: int) -> int:
        paces = (pace for pace in habits.norms(person_id, pictures=True) if pace)
        return max(_AT_ONCE, *(int(pace.peak * _UNUSUAL) for pace in paces), 0)

    bursts = Bursts(limit)
    runs = Bursts(lambda person_id: _RUN * limit(person_id), _RUN_SECONDS)

    def see(reading: Reading) -> tuple[Finding, ...]:
        message = reading.message
        if message.kind not in PICTURES_OF or message.precision > _MINUTE:
            return NOTHING
        person, at, ref = message.sender_id, message.at, message.id
        burst = bursts.see(person, at, ref, message.latest)
        run = runs.see(person, at, ref, message.latest)
        if not burst and not run:
            return NOTHING
        norm = usual(habits.norms(person, pictures=True))
        return (
            _finding(burst, _BURST, limit(person), norm) if burst else _finding(run, _LONG, _RUN * limit(person), norm),
        )

    return see


def _finding(messages: tuple[int, ...], sentence: str, limit: int, norm: Norm) -> Finding:
    count = len(messages)
    return Finding(
        exact=False,
        reasons=(Reason(sentence, {"count": count}), *norm[0]),
        evidence=(
            Evidence("number", "pictures_in_a_row", N_("pictures in a row"), value=count, of=limit),
            *norm[1],
            *(Evidence("message", message, N_("one of the pictures")) for message in messages),
        ),
        confidence=0.7,
    )


PICTURES = register("pictures", "flood", _watch)
