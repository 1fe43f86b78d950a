"""Taking a name out of text and stored data without spoiling longer names that hold it. No database."""

import json
import re
from collections.abc import Collection
from typing import Any

from qunce.kernel.names import fold_name

BLANK = "▇"
# Keys whose values are ours, never somebody's words.
SHAPE = frozenset(
    {"msgid", "kind", "type", "ref", "key", "decision", "event", "dialect", "encoding", "scene", "role", "policy",
     "state", "measure", "trend", "target", "tz", "suggestion", "reason_msgid"}
)  # fmt: skip


class Blanker:
    """Replaces the names of an erased person by ``BLANK``.

    names   everything they were called
    others  names of people who stay: "安" goes from "@安 在吗", "安娜" keeps hers
    """

    def __init__(self, names: Collection[str], others: Collection[str] = ()) -> None:
        self.names = sorted({name for name in names if name.strip()}, key=len, reverse=True)
        self.folded = {fold_name(name) for name in self.names}
        longer = {other for other in others if other not in names and any(name in other for name in self.names)}
        listed = sorted([*self.names, *longer], key=len, reverse=True)
        pattern = "|".join(re.escape(name) for name in listed)
        self._gone = set(self.names)
        self._anywhere = re.compile(pattern) if self.names else None
        self._mention = re.compile(f"([@＠])({pattern})") if self.names else None

    def everywhere(self, text: str) -> str:
        """Without the names, wherever they stand: for what the system or this product wrote."""
        if self._anywhere is None:
            return text
        return self._anywhere.sub(lambda m: BLANK if m.group() in self._gone else m.group(), text)

    def mentions(self, text: str) -> str:
        """Without the names behind an @: for what people wrote, where "小雨" may just be light rain."""
        if self._mention is None:
            return text
        return self._mention.sub(lambda m: m[1] + (BLANK if m[2] in self._gone else m[2]), text)

    def quote(self, quote: str) -> str:
        """A quote ("name\\ntext") of theirs is blanked whole; in one of somebody else's, the mentions."""
        name, _, _text = quote.partition("\n")
        return "" if fold_name(name) in self.folded else self.mentions(quote)

    def data(self, value: Any, key: str = "") -> Any:
        """A JSON value without the names. What gives the data its shape stays: somebody may be called "kind"."""
        if isinstance(value, str):
            return value if key in SHAPE else self.everywhere(value)
        if isinstance(value, dict):
            return {self._key(str(name)): self.data(item, str(name)) for name, item in value.items()}
        return [self.data(item, key) for item in value] if isinstance(value, list | tuple) else value

    def _key(self, key: str) -> str:
        return key if key.isascii() and key.isidentifier() else self.everywhere(key)

    def spellings(self) -> list[str]:
        """How the names stand in stored JSON: as they are (PostgreSQL), or with escapes (SQLite)."""
        found: list[str] = []
        for name in self.names:
            escaped = json.dumps(name)[1:-1]
            found += [name] if escaped == name else [name, escaped]
        return found
