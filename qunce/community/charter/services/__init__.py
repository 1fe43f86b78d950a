"""Writing charters.

terms     what a group or a template says; templates put over many groups
weights   a purpose's table
versions  what held from when on, kept whenever one of the above changes it
"""

from qunce.community.charter.services.terms import (
    CIRCLE,
    TOO_MANY_RULES,
    CharterError,
    apply_template,
    delete_template,
    save_template,
    set_terms,
    unapply_template,
)
from qunce.community.charter.services.weights import restore_weights, set_weights

__all__ = [
    "CIRCLE",
    "TOO_MANY_RULES",
    "CharterError",
    "apply_template",
    "delete_template",
    "restore_weights",
    "save_template",
    "set_terms",
    "set_weights",
    "unapply_template",
]
