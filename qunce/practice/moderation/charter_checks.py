"""What moderation knows of a charter being written: rules that colleagues themselves broke lately (D5)."""

from collections import Counter
from collections.abc import Iterator

from qunce.base.verdicts.models import StoredVerdict
from qunce.community import queries as community
from qunce.community.charter.policy import Finding
from qunce.community.charter.types import EffectiveCharter
from qunce.community.models import Group
from qunce.kernel import clock
from qunce.kernel.clock import DAY
from qunce.kernel.i18n import N_
from qunce.kernel.verdict import Reason
from qunce.practice.moderation.policy import KIND

LATELY = 28 * DAY


def staff_broke(group: Group, charter: EffectiveCharter) -> Iterator[Finding]:
    """A rule of this charter that colleagues broke, on exact evidence, in the last 28 days of what was heard."""
    staff = community.staff_of(group)
    until = min(group.heard_until or 0, clock.timestamp())
    if not staff or not charter.rules:
        return
    rows = StoredVerdict.objects.filter(
        group_id=group.pk, kind=KIND, decision="breach", state=StoredVerdict.State.STANDING,
        person_id__in=staff, at__gte=until - LATELY,
    )  # fmt: skip
    broken: Counter[str] = Counter()
    for reasons in rows.values_list("reasons", flat=True):
        broken.update({r["params"]["rule_kind"] for r in reasons if r["params"].get("rule_kind")})
    for number, rule in enumerate(charter.rules, 1):
        if broken[rule.kind]:
            said = N_("Colleagues broke rule %(number)s %(count)s times in 28 days: keep it yourselves, or drop it.")
            reason = Reason(said, {"number": number, "count": broken[rule.kind]})
            yield Finding("rules", "warning", reason, "D5")
