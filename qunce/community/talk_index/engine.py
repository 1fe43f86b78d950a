"""The index itself. It holds no text, only which pairs of characters a message has, and where.

One writer at a time (queue "index"); any number of readers. A document is a message, or the cursor of a group: how
many messages the group had and until when it was heard when it was last indexed, committed with the messages.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import NamedTuple

import tantivy
from django.conf import settings

from qunce.kernel.text import fold, fold_text

VERSION = 1  # another schema is another folder: the old one is rebuilt, not read
LONGEST = 4_000
_HEAP = 64_000_000
_NO_GROUP = 0
MANY = 20_000  # so many messages hold all the pairs: the order of the pairs is not looked up for each of them


class Entry(NamedTuple):
    """A message to index. ``at``: epoch seconds UTC."""

    id: int
    identity_id: int
    at: int
    text: str


class Cursor(NamedTuple):
    """What the index knows of a group."""

    messages: int
    heard_until: int


class Found(NamedTuple):
    """``total`` is None where nobody counted: there are more than MANY. Then some of ``ids`` may hold the pairs of
    what was asked for and not the words (see ``holds``)."""

    ids: list[int]
    total: int | None
    more: bool


def folder() -> Path:
    return Path(settings.SEARCH_ROOT) / f"messages-{VERSION}"


@cache
def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_integer_field("id", stored=True)
    builder.add_integer_field("workspace", indexed=True)
    builder.add_integer_field("group", indexed=True)
    builder.add_integer_field("identity", indexed=True)
    builder.add_integer_field("at", stored=True, indexed=True, fast=True)
    builder.add_text_field("text", tokenizer_name="whitespace", index_option="position")
    builder.add_integer_field("cursor_of", stored=True, indexed=True)
    return builder.build()


def exists() -> bool:
    return folder().is_dir() and tantivy.Index.exists(str(folder()))


def pairs(text: str) -> list[str]:
    """The folded text as overlapping pairs of characters; a sign that stands alone is kept alone."""
    words: list[str] = []
    for piece in fold_text(text[:LONGEST]).split():
        words += [piece[i : i + 2] for i in range(len(piece) - 1)] or [piece]
    return words


def asked_pieces(text: str) -> list[str]:
    """What is looked for: the folded pieces of at least two signs."""
    return [piece for piece in fold_text(text).split() if len(piece) > 1]


def span_of(text: str, asked: str) -> tuple[int, int] | None:
    """Where the first piece asked for stands in the original text."""
    folded = fold(text)
    for piece in asked_pieces(asked):
        start = folded.text.find(piece)
        if start >= 0:
            return folded.span(start, start + len(piece))
    return None


def holds(text: str, asked: str) -> bool:
    """Whether every piece asked for stands in the text."""
    folded = fold_text(text)
    return all(piece in folded for piece in asked_pieces(asked))


def _term(field: str, value: int) -> tantivy.Query:
    return tantivy.Query.term_query(_schema(), field, value)


def _between(first: int | None, last: int | None) -> tantivy.Query:
    return tantivy.Query.range_query(_schema(), "at", tantivy.FieldType.Integer, first, last)


def _all_of(*queries: tantivy.Query) -> tantivy.Query:
    return tantivy.Query.boolean_query([(tantivy.Occur.Must, query) for query in queries])


class Writer:
    """Changes that become visible together when the ``writing`` block ends."""

    def __init__(self, inner: tantivy.IndexWriter) -> None:
        self._inner = inner

    def forget(self, group_id: int, since: int = 0) -> None:
        """Take a group's messages out, from a moment on."""
        of_group = _term("group", group_id)
        self._inner.delete_documents_by_query(_all_of(of_group, _between(since, None)) if since > 0 else of_group)
        self._inner.delete_documents_by_query(_term("cursor_of", group_id))

    def add(self, workspace_id: int, group_id: int, entries: Iterable[Entry]) -> int:
        count = 0
        for entry in entries:
            self._inner.add_document(
                tantivy.Document(
                    id=entry.id,
                    workspace=workspace_id,
                    group=group_id,
                    identity=entry.identity_id,
                    at=entry.at,
                    text=" ".join(pairs(entry.text)),
                )
            )
            count += 1
        return count

    def mark(self, workspace_id: int, group_id: int, cursor: Cursor) -> None:
        self._inner.add_document(
            tantivy.Document(workspace=workspace_id, cursor_of=group_id, id=cursor.messages, at=cursor.heard_until)
        )


@contextmanager
def writing() -> Iterator[Writer]:
    """Write, all or nothing: an error leaves the index as it was."""
    folder().mkdir(parents=True, exist_ok=True, mode=0o700)
    index = tantivy.Index(_schema(), path=str(folder()))
    inner = index.writer(heap_size=_HEAP, num_threads=1)
    try:
        yield Writer(inner)
        inner.commit()
    except BaseException:
        inner.rollback()
        raise
    finally:
        inner.wait_merging_threads()  # gives the lock back, whatever still points at the writer


def _searcher() -> tantivy.Searcher:
    index = tantivy.Index.open(str(folder()))
    return index.searcher()


def cursors() -> dict[int, Cursor]:
    """Group id → where the index is with it."""
    if not exists():
        return {}
    searcher = _searcher()
    found = searcher.search(_any_cursor(), limit=max(1, searcher.num_docs), count=False)
    rows = (searcher.doc(address) for _score, address in found.hits)
    return {row["cursor_of"][0]: Cursor(row["id"][0], row["at"][0]) for row in rows}


def _any_cursor() -> tantivy.Query:
    return tantivy.Query.range_query(
        _schema(), "cursor_of", tantivy.FieldType.Integer, 1, None, use_inverted_index=True
    )


def search(
    workspace_id: int,
    text: str,
    *,
    group_ids: Collection[int] | None = None,
    identity_ids: Collection[int] | None = None,
    since: int | None = None,
    until: int | None = None,
    size: int = 50,
    offset: int = 0,
) -> Found:
    """Messages that hold every piece of the text, newest first. None: no such limit; ``until`` is included."""
    pieces = asked_pieces(text)
    if not pieces or not exists():
        return Found([], 0, False)
    parts = [_term("workspace", workspace_id)]
    for field, ids in (("group", group_ids), ("identity", identity_ids)):
        if ids is not None:
            parts.append(tantivy.Query.term_set_query(_schema(), field, list(ids) or [_NO_GROUP]))
    if since is not None or until is not None:
        parts.append(_between(since, until))
    searcher = _searcher()

    def newest(words: Iterable[tantivy.Query]) -> tuple[list[int], int]:
        query = _all_of(*parts, *words)
        found = searcher.search(query, limit=size, offset=offset, order_by_field="at", order=tantivy.Order.Desc)
        return [searcher.doc(address)["id"][0] for _at, address in found.hits], found.count or 0  # type: ignore[attr-defined] # the stub lacks it

    ids, count = newest(_word(word) for piece in pieces for word in pairs(piece))
    if all(len(pairs(piece)) == 1 for piece in pieces):
        return Found(ids, count, offset + size < count)
    if count > MANY:
        return Found(ids, None, offset + size < count)
    ids, count = newest(_phrase(pairs(piece)) for piece in pieces)
    return Found(ids, count, offset + size < count)


def _word(word: str) -> tantivy.Query:
    return tantivy.Query.term_query(_schema(), "text", word)


def _phrase(words: Sequence[str]) -> tantivy.Query:
    return tantivy.Query.phrase_query(_schema(), "text", [*words]) if len(words) > 1 else _word(words[0])
