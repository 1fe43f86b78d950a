"""How a charter comes about: layers laid over each other. Pure.

    merged = merge([purpose_layer(SALES), Layer("template:7", ...), Layer("own", ...)])
    merged.charter          the EffectiveCharter that policies judge by
    merged.origins["rules"] who said so: "default", "purpose:sales", "template:7" or "own"

Sources: A4-A7, A11-A14, B12, D2, D3, D8, E3, E4, L1, L6.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

from qunce.community.charter.purposes import BASE, CharterTerms, Purpose
from qunce.community.charter.types import EffectiveCharter


@dataclass(frozen=True, slots=True)
class Layer:
    """What one place says. source: "purpose:KEY", "template:ID", "own" ... shown as where a term comes from.

    weights are laid over the layers before, measure by measure; None says nothing about them.
    """

    source: str
    terms: CharterTerms
    weights: Mapping[str, float] | None = None


@dataclass(frozen=True, slots=True)
class Merged:
    """origins: term -> source; weights appear as "weights.MEASURE". A term that nobody set is absent."""

    charter: EffectiveCharter
    origins: Mapping[str, str]


DEFAULTS = Layer("default", BASE)
_TERMS = tuple(f.name for f in fields(CharterTerms))


def purpose_layer(purpose: Purpose) -> Layer:
    """The layer every charter of this purpose starts from."""
    terms = purpose.terms
    said = {name: getattr(terms, name) for name in _TERMS} | {"purpose": purpose.key}
    return Layer(f"purpose:{purpose.key}", CharterTerms(**said), purpose.weights)


def merge(layers: Sequence[Layer], *, version: int = 1) -> Merged:
    """Lay the layers over each other, general to specific; a later one wins where it says something.

    The caller picks the purpose first (``purpose_named``) and puts its layer in front of the
    template chain (root first) and the group's own terms.
    """
    values: dict[str, Any] = {}
    weights: dict[str, float] = {}
    origins: dict[str, str] = {}
    for layer in (DEFAULTS, *layers):
        for name in _TERMS:
            value = getattr(layer.terms, name)
            if value is not None:
                values[name] = value
                origins[name] = layer.source
        for measure, points in (layer.weights or {}).items():
            weights[measure] = points
            origins[f"weights.{measure}"] = layer.source
    values.setdefault("purpose", "")
    return Merged(EffectiveCharter(weights=weights, version=version, **values), origins)


def purpose_named(layers: Sequence[Layer], otherwise: str) -> str:
    """The purpose that the most specific of these layers names, else ``otherwise``."""
    return next((layer.terms.purpose for layer in reversed(layers) if layer.terms.purpose), otherwise)
