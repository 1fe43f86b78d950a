"""What staff did with jobs, for the audit page."""

from collections.abc import Mapping
from typing import Any

from qunce.base.jobs.titles import title_text
from qunce.base.journal.registry import FactType, register
from qunce.kernel.i18n import N_


def _shown(title: Mapping[str, Any]) -> str:
    return title_text(title)


SHOWN = {"job": _shown}

PAUSED = FactType("jobs.paused", N_("%(actor)s paused: %(job)s"), "player-pause", audit=True, shown=SHOWN)
RESUMED = FactType("jobs.resumed", N_("%(actor)s let go on: %(job)s"), "player-play", audit=True, shown=SHOWN)
CANCELLED = FactType("jobs.cancelled", N_("%(actor)s cancelled: %(job)s"), "x", audit=True, shown=SHOWN)
REQUEUED = FactType("jobs.requeued", N_("%(actor)s started again: %(job)s"), "refresh", audit=True, shown=SHOWN)


def install() -> None:
    register(PAUSED, RESUMED, CANCELLED, REQUEUED)
