"""Checks of a charter that must know what happened in the group; rooms above register theirs (D5).

findings(group, charter)   what lint finds in the words, and what these checks find in the group, worst first
"""

from collections.abc import Callable, Iterable

from qunce.community.charter.policy import Finding, lint, worst_first
from qunce.community.charter.types import EffectiveCharter
from qunce.community.models import Group
from qunce.kernel.registry import Registry

HappenedCheck = Callable[[Group, EffectiveCharter], Iterable[Finding]]
HAPPENED: Registry[HappenedCheck] = Registry("charter checks of what happened")


def findings(group: Group | None, charter: EffectiveCharter) -> list[Finding]:
    """Everything to look at in a charter, kept or just being written; without a group its words alone."""
    found = lint(charter)
    if group is not None:
        found += [finding for check in HAPPENED for finding in check(group, charter)]
    return worst_first(found)
