"""How a charter comes about, what is wrong with it, how one differs from the next. Pure: no Django, no database.

merging   purpose, templates and own terms laid over each other
lint      what is wrong with a charter; other rooms register checks
changes   what one version says that another does not, in plain words
milder    by which version something said then is judged now
"""

from qunce.community.charter.policy.lint import (
    CALIBRATION_DAYS,
    CHECKS,
    MAX_RULES,
    MOST_POINTS,
    SOURCES,
    Check,
    Finding,
    lint,
    lint_weights,
    worst_first,
)
from qunce.community.charter.policy.merging import Layer, Merged, merge, purpose_layer, purpose_named

__all__ = [
    "CALIBRATION_DAYS",
    "CHECKS",
    "MAX_RULES",
    "MOST_POINTS",
    "SOURCES",
    "Check",
    "Finding",
    "Layer",
    "Merged",
    "lint",
    "lint_weights",
    "merge",
    "purpose_layer",
    "purpose_named",
    "worst_first",
]
