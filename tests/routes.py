"""Sample objects for every route: what the generated access test (tests/test_every_route.py) walks with.

Each room keeps ``<room>/tests/routes.py`` and registers there, for each of its routes that names an object:

    from tests.routes import sample

    sample(
        "community:group",
        own=lambda cast: {"pk": cast.lunch.pk},        # seen by everybody of the workspace, the scoped operator too
        hidden=lambda cast: {"pk": cast.office.pk},    # of a group the scoped operator has no part in
        foreign=lambda cast: {"pk": cast.foreign.pk},  # of the other workspace
    )

Rows that belong to no group (tags, staff, saved views) take no ``hidden``. A route that takes object ids in its form or
query gives them by ``body``/``query``, which receive the cast and "own", "hidden" or "foreign"; where the path names no
object too, ``hidden=no_kwargs, foreign=no_kwargs`` say that those variants exist. A route without parameters, form or
query needs nothing. Public routes give ``own`` only.
"""

import importlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from django.apps import apps
from django.urls import URLPattern, URLResolver, get_resolver

from tests.cast import Cast

Which = Literal["own", "hidden", "foreign"]
Kwargs = Callable[[Cast], Mapping[str, Any]]
Asked = Callable[[Cast, Which], Mapping[str, Any]]


def nothing(cast: Cast, which: Which) -> Mapping[str, Any]:
    return {}


def no_kwargs(cast: Cast) -> Mapping[str, Any]:
    return {}


@dataclass(frozen=True)
class Sample:
    """How to reach a route's objects. See the module.

    mine      the object belongs to one of the cast: to everybody else of the workspace it does not exist either
    no_object the parameters in the path name nothing that anybody owns (a kind, a format)
    marks     tables in which looking may leave a mark (how often a link was opened): the one write a GET may do
    """

    own: Kwargs = no_kwargs
    hidden: Kwargs | None = None
    foreign: Kwargs | None = None
    body: Asked = nothing
    query: Asked = nothing
    mine: str = ""
    no_object: bool = False
    marks: tuple[str, ...] = ()

    def kwargs(self, cast: Cast, which: Which) -> Mapping[str, Any]:
        give = {"own": self.own, "hidden": self.hidden, "foreign": self.foreign}[which]
        return give(cast) if give else {}

    def offers(self, which: Which) -> bool:
        return which == "own" or getattr(self, which) is not None


samples: dict[str, Sample] = {}

# Routes that take a POST without the CSRF token, each with what guards it instead.
csrf_exempt: dict[str, str] = {}


def sample(name: str, **how: Any) -> None:
    if name in samples:
        raise ValueError(f"{name} has two samples")
    samples[name] = Sample(**how)


@dataclass(frozen=True)
class Route:
    """One address of the product. ``name`` holds its namespaces."""

    name: str
    pattern: str
    view: Callable[..., Any]
    parameters: frozenset[str]


def every_route() -> list[Route]:
    """Walk the urlconf."""
    return list(_walk(get_resolver().url_patterns, "", "", frozenset()))


def _walk(patterns: list[URLPattern | URLResolver], space: str, prefix: str, above: frozenset[str]) -> Iterator[Route]:
    for entry in patterns:
        here = prefix + str(entry.pattern)
        parameters = above | frozenset(entry.pattern.converters)
        if isinstance(entry, URLResolver):
            inner = f"{space}{entry.namespace}:" if entry.namespace else space
            yield from _walk(entry.url_patterns, inner, here, parameters)
        else:
            yield Route(f"{space}{entry.name or ''}", here, entry.callback, parameters)


def load_samples() -> dict[str, Sample]:
    """Import ``tests/routes.py`` of each room, once."""
    for config in apps.get_app_configs():
        if config.name.startswith("qunce"):
            name = f"{config.name}.tests.routes"
            try:
                importlib.import_module(name)
            except ModuleNotFoundError as error:
                if error.name not in {name, f"{config.name}.tests"}:
                    raise
    return samples
