"""What a lens is, and the registry of them."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from re import Pattern
from typing import Protocol

from qunce.kernel.registry import Registry
from qunce.kernel.text.multi import Matcher
from qunce.kernel.text.views.base import View

SHORTEST = 3  # characters: two that look or sound like two others are nearly always two others

Place = tuple[int, int, int]  # start, end (original span), index of the phrase


class Search(Protocol):
    """What a reading of many texts, joined, is searched with."""

    def places(self, text: str) -> Iterable[int]:
        """Where something begins."""


@dataclass(frozen=True, slots=True)
class Screen:
    """How many texts at once are asked whether a lens has anything to say to them.

    tables  what to search in which reading: a hit means yes
    gates   what to search in the original: a hit means that the lens is asked itself (``touches``)
    """

    tables: tuple[tuple[View, Search], ...] = ()
    gates: tuple[Matcher | Pattern[str], ...] = field(default=())


class Lens(Protocol):
    """Looks for its phrases in one way; those that are "" it leaves out."""

    @property
    def screen(self) -> Screen: ...

    def touches(self, text: str) -> bool:
        """A cheap screen: False only when ``find`` would find nothing."""

    def find(self, text: str) -> Iterator[Place]:
        """Every phrase that this lens shows; never one that stands there as it is written."""


LENSES: Registry[Callable[[Sequence[str]], Lens]] = Registry("text lenses")


def is_han(char: str) -> bool:
    return "\u4e00" <= char <= "\u9fff"


def all_han(text: str) -> bool:
    return bool(text) and all(map(is_han, text))
