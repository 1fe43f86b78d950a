"""A registry that lets a lower floor speak of a higher one without importing it.

A room registers its kinds when Django starts (``apps.py``); the lower floor only iterates.
Loud on duplicates, replaceable in a test, iterated in a stable order.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Generic, TypeVar

T = TypeVar("T")


class DuplicateKeyError(ValueError):
    """Two rooms registered the same key."""


class UnknownKeyError(LookupError):
    """Nobody registered this key; the message lists what is there."""


class Registry(Generic[T]):
    """Keyed entries of one kind of thing, e.g. dialects or task kinds."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._entries: dict[str, T] = {}

    def register(self, key: str, entry: T) -> T:
        """Add an entry; raises DuplicateKeyError when the key is taken by a different one."""
        if key in self._entries and self._entries[key] is not entry:
            raise DuplicateKeyError(f"{self.name}: {key!r} is registered twice")
        self._entries[key] = entry
        return entry

    def get(self, key: str) -> T:
        """The entry under key; raises UnknownKeyError naming the known ones."""
        try:
            return self._entries[key]
        except KeyError:
            known = ", ".join(sorted(self._entries)) or "nothing"
            raise UnknownKeyError(f"{self.name}: no {key!r}; registered: {known}") from None

    def find(self, key: str) -> T | None:
        return self._entries.get(key)

    def keys(self) -> list[str]:
        return list(self._entries)

    def items(self) -> list[tuple[str, T]]:
        return list(self._entries.items())

    def __iter__(self) -> Iterator[T]:
        return iter(list(self._entries.values()))

    def __contains__(self, key: object) -> bool:
        return key in self._entries

    def __len__(self) -> int:
        return len(self._entries)

    @contextmanager
    def temporarily(self, key: str, entry: T) -> Iterator[T]:
        """Put an entry in place for the length of a test, replacing whatever was there."""
        missing = object()
        before = self._entries.get(key, missing)
        self._entries[key] = entry
        try:
            yield entry
        finally:
            if before is missing:
                del self._entries[key]
            else:
                self._entries[key] = before  # type: ignore[assignment]
