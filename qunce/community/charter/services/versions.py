"""Keeping the versions of charters (D2-D5, ADR 10).

Every verb that changes what groups are judged by ends with ``keep``: it lays the charters together again and starts a
new version where that gives something else than the newest one. Contents are kept once per workspace, so that a
template over a thousand groups writes its words once.
"""

import hashlib
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

import msgspec
from django.db.models import F

from qunce.base.journal import services as journal
from qunce.base.tenancy.models import Workspace
from qunce.community.charter.models import Charter, CharterContent, CharterTemplate, CharterVersion
from qunce.community.charter.queries import Charters, terms_of
from qunce.community.charter.types import EffectiveCharter, LadderTerms
from qunce.community.models import Group
from qunce.kernel import clock

_PART = 1_000  # groups laid together, compared and written at once


def content_of(charter: EffectiveCharter) -> dict[str, Any]:
    """A charter as it is kept: everything but its number."""
    said: dict[str, Any] = msgspec.to_builtins(charter)
    del said["version"]
    if charter.ladder == LadderTerms():  # as charters were kept before they had a ladder of their own
        del said["ladder"]
    return said


def digest_of(content: dict[str, Any]) -> str:
    """Equal for equal contents, whatever the order of keys: 32 hexadecimal digits."""
    return hashlib.blake2b(msgspec.json.encode(content, order="deterministic"), digest_size=16).hexdigest()


def keep(workspace: Workspace, group_ids: Collection[int], since: Mapping[int, int] | None = None) -> list[int]:
    """Start a new version for those of these groups whose effective charter differs from their newest version.

    ``since``: group id → epoch seconds from which it holds, where that is not now. Groups of which nobody said
    anything (no charter row) have none. Call it in the transaction of the change.
    Returns the ids of the groups that got one; a constant number of queries per thousand groups.
    """
    book, ids = Charters(workspace), sorted(set(group_ids))
    digests: dict[tuple[int | None, bytes], tuple[str, dict[str, Any]]] = {}
    changed: list[int] = []
    for part in _parts(ids):
        wanted = {row.group_id: _laid(book, row, digests) for row in Charter.objects.filter(group_id__in=part)}
        newest = dict(
            CharterVersion.objects.filter(group_id__in=part, number=F("group__charter__version")).values_list(
                "group_id", "content__digest"
            )
        )
        fresh = {group_id: laid for group_id, laid in wanted.items() if newest.get(group_id) != laid[0]}
        if fresh:
            _write(workspace, fresh, since or {})
            changed += fresh
    return changed


def _laid(
    book: Charters, row: Charter, known: dict[tuple[int | None, bytes], tuple[str, dict[str, Any]]]
) -> tuple[str, dict[str, Any]]:
    """(digest, content) of a group's charter; groups that say the same under the same template are laid once."""
    key = (row.template_id, msgspec.json.encode(terms_of(row)))
    if key not in known:
        content = content_of(book.merged(row).charter)
        known[key] = digest_of(content), content
    return known[key]


def _write(workspace: Workspace, fresh: dict[int, tuple[str, dict[str, Any]]], since: Mapping[int, int]) -> None:
    now, by = clock.timestamp(), journal.current().actor
    contents = _contents(workspace, dict(fresh.values()))
    Charter.objects.filter(group_id__in=fresh).update(version=F("version") + 1)
    numbers = dict(Charter.objects.filter(group_id__in=fresh).values_list("group_id", "version"))
    CharterVersion.objects.bulk_create(
        [
            CharterVersion(
                workspace=workspace, group_id=group_id, number=numbers[group_id], content_id=contents[digest],
                since=since.get(group_id, now), by=by,
            )
            for group_id, (digest, _content) in fresh.items()
        ],
        batch_size=500,
    )  # fmt: skip


def _contents(workspace: Workspace, wanted: dict[str, dict[str, Any]]) -> dict[str, int]:
    """Digest → id of the row, made where it is new."""
    rows = CharterContent.objects.filter(workspace=workspace, digest__in=wanted)
    known = set(rows.values_list("digest", flat=True))
    CharterContent.objects.bulk_create(
        [
            CharterContent(workspace=workspace, digest=digest, terms=content)
            for digest, content in wanted.items()
            if digest not in known
        ],
        batch_size=200,
        ignore_conflicts=True,
    )
    return dict(rows.all().values_list("digest", "id"))


def begin(workspace: Workspace, group_ids: Collection[int]) -> None:
    """Give groups of which nobody said anything their first version, as old as the group: something beyond their own
    charter is about to change what holds for them, and what held before must stay known.
    """
    ids = sorted(set(group_ids))
    for part in _parts(ids):
        said = set(Charter.objects.filter(group_id__in=part).values_list("group_id", flat=True))
        silent = Group.objects.filter(workspace=workspace, pk__in=[pk for pk in part if pk not in said])
        made = dict(silent.values_list("pk", "created_at"))
        Charter.objects.bulk_create(
            [Charter(workspace=workspace, group_id=pk, version=0, updated_at=at) for pk, at in made.items()],
            batch_size=500,
        )
        with journal.doing("system"):
            keep(workspace, made, since=made)


def under(workspace: Workspace, template_id: int) -> list[int]:
    """The ids of the groups under a template or one that inherits from it."""
    parents = dict(CharterTemplate.objects.filter(workspace=workspace).values_list("pk", "parent_id"))
    wanted = {template_id}
    while more := {pk for pk, parent in parents.items() if parent in wanted} - wanted:
        wanted |= more
    rows = Charter.objects.filter(workspace=workspace, template_id__in=wanted)
    return list(rows.values_list("group_id", flat=True))


def _parts(ids: Iterable[int]) -> Iterator[list[int]]:
    listed = list(ids)
    for start in range(0, len(listed), _PART):
        yield listed[start : start + _PART]
