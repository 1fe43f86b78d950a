"""How sure we can be about a member: what of their time here we heard, and what is not known of them."""

from qunce.kernel.clock import DAY
from qunce.kernel.i18n import N_
from qunce.kernel.verdict import Reason
from qunce.practice.lifecycle.policy.worth import Member, Setting

NO_ROSTER = Reason(N_("No roster names them: they may have left long ago."))


def certainty(member: Member, setting: Setting, as_of: int) -> tuple[float, tuple[Reason, ...]]:
    """Start near certain; everything not known takes its part and says so. Confidence 0..1, doubts."""
    heard, doubts = _heard(member, setting)
    sure = 0.95 * heard
    if member.orders is None:
        weighed = bool(setting.charter.weights.get("bought"))
        sure *= 0.8 if weighed else 0.95
        if not weighed:
            doubts.append(Reason(N_("Whether they buy is unknown; in this group it does not count.")))
    if not member.in_roster:
        sure *= 0.7
        doubts.append(NO_ROSTER)
    if as_of - setting.heard_until > 7 * DAY:
        sure *= 0.8
        said = N_("Heard until %(until_at)s only: they may have spoken since.")
        doubts.append(Reason(said, {"until_at": setting.heard_until}))
    return round(min(1.0, max(0.0, sure)), 3), tuple(doubts)


def _heard(member: Member, setting: Setting) -> tuple[float, list[Reason]]:
    """How much of the member's time here we can speak of: 1 for all of it."""
    heard, doubts = setting.heard_share, []
    if setting.heard_share < 1:
        said = N_("Only %(heard_share)s of the days in between were heard.")
        doubts.append(Reason(said, {"heard_share": round(setting.heard_share, 2)}))
    if member.joined_at is None:
        heard *= 0.8 if setting.joins_heard else 0.6
        said = N_("When they joined is unknown; probably before %(from_at)s, where the talk we hold begins.")
        doubts.append(Reason(said, {"from_at": setting.heard_from}))
    elif member.joined_at < setting.heard_from:
        here = max(1, setting.heard_until - member.joined_at)
        heard *= max(0.4, (setting.heard_until - setting.heard_from) / here)
        said = N_("Joined on %(joined_at)s, heard only from %(from_at)s on.")
        doubts.append(Reason(said, {"joined_at": member.joined_at, "from_at": setting.heard_from}))
    return heard, doubts
