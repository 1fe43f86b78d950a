"""What may be wrong with an installation: checks that any room registers and ``qunce doctor`` runs.

    @check("jobs.dead", N_("Background jobs"))
    def dead_jobs() -> Iterator[Finding]:
        if count := queries.dead_count():
            yield warning(N_("%(n)s jobs gave up"), N_("Look at them on the jobs page"), n=count)

A check that finds nothing yields nothing. It never changes anything, and it ends within a second; one that reads
whole tables says ``deep=True``.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from qunce.kernel.registry import Registry

Level = Literal["note", "warning", "error"]


@dataclass(frozen=True, slots=True)
class Finding:
    """Something to know, and what to do next; both msgids, filled from ``params``.

    note     good to know, nothing is wrong
    warning  works, but will hurt one day
    error    something does not work, or data is in danger
    """

    level: Level
    what: str
    advice: str
    params: Mapping[str, str | int | float] = field(default_factory=dict)


def note(what: str, advice: str = "", **params: str | int | float) -> Finding:
    return Finding("note", what, advice, params)


def warning(what: str, advice: str, **params: str | int | float) -> Finding:
    return Finding("warning", what, advice, params)


def error(what: str, advice: str, **params: str | int | float) -> Finding:
    return Finding("error", what, advice, params)


@dataclass(frozen=True, slots=True)
class Check:
    """title is a msgid; deep ones run with ``--deep`` only."""

    key: str
    title: str
    run: Callable[[], Iterable[Finding]]
    deep: bool = False


checks: Registry[Check] = Registry("checks")

Run = Callable[[], Iterable[Finding]]


def check(key: str, title: str, *, deep: bool = False) -> Callable[[Run], Run]:
    """Register a check under a dotted key."""

    def register(run: Run) -> Run:
        checks.register(key, Check(key, title, run, deep))
        return run

    return register
