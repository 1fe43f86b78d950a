"""Changing the workspace's own words. Each change is on the audit page, and last week's talk is judged anew."""

import hashlib
from collections.abc import Iterable, Sequence

from django.db import transaction

from qunce.base.jobs import services as jobs
from qunce.base.journal import services as journal
from qunce.base.journal.services import NewFact
from qunce.base.tenancy.models import Workspace
from qunce.kernel import clock
from qunce.kernel.text import skeleton
from qunce.practice.moderation.lists import facts, queries, reading
from qunce.practice.moderation.lists.models import LinkList, WordList
from qunce.practice.moderation.lists.reading import Given


@transaction.atomic
def add(workspace: Workspace, lines: Iterable[str]) -> Given:
    """Add words, one a line; gives back what was new and how much was left out. Raises UnreadableError."""
    row = queries.words_of(workspace.pk)
    old = row.words.splitlines() if row else []
    together = reading.words_in([*old, *lines])
    fresh = together.words[len(old) :]
    if fresh:
        _keep(workspace, together.words, row.ordinary.splitlines() if row else (), len(fresh))
    return Given(fresh, together.dropped)


@transaction.atomic
def remove(workspace: Workspace, word: str) -> bool:
    """Take one word away; whether it was there."""
    row = queries.words_of(workspace.pk)
    words = row.words.splitlines() if row else []
    left = [one for one in words if skeleton(one) != skeleton(word)]
    if row is None or len(left) == len(words):
        return False
    _keep(workspace, left, row.ordinary.splitlines(), len(left) - len(words))
    return True


@transaction.atomic
def clear(workspace: Workspace) -> None:
    """Take all words away; the ordinary phrases stay."""
    row = queries.words_of(workspace.pk)
    if row is not None and row.count:
        _keep(workspace, (), row.ordinary.splitlines(), -row.count)


@transaction.atomic
def set_ordinary(workspace: Workspace, lines: Iterable[str]) -> None:
    """The phrases that hold a word of the list and mean something else, all of them anew."""
    row = queries.words_of(workspace.pk)
    ordinary = reading.words_in(lines).words
    if list(ordinary) != (row.ordinary.splitlines() if row else []):
        _keep(workspace, row.words.splitlines() if row else (), ordinary, 0)


@transaction.atomic
def set_links(workspace: Workspace, lines: Iterable[str], *, official: bool) -> list[str]:
    """The addresses that pass in every group, all of them anew; gives back the lines that are none.

    Raises UnreadableError when there are too many.
    """
    wanted = reading.domains_in(lines)
    row = queries.link_list(workspace.pk)
    old, was = (row.domains.splitlines(), row.official) if row else ([], True)
    if (old, was) != (wanted.domains, official):
        defaults = {"domains": "\n".join(wanted.domains), "official": official, "changed_at": clock.timestamp()}
        LinkList.objects.update_or_create(workspace=workspace, defaults=defaults)
        more, less = set(wanted.domains) - set(old), set(old) - set(wanted.domains)
        data = {"count": len(wanted.domains), "added": len(more), "removed": len(less)}
        journal.record(workspace.pk, NewFact(facts.LINKS, data=data))
        _judge_anew(workspace)
    return wanted.refused


def _keep(workspace: Workspace, words: Sequence[str], ordinary: Sequence[str], change: int) -> None:
    both = "\n".join(words), "\n".join(ordinary)
    digest = hashlib.sha256("\0".join(both).encode("utf-8", "surrogatepass")).hexdigest()
    WordList.objects.update_or_create(
        workspace=workspace,
        defaults={
            "words": both[0], "ordinary": both[1], "count": len(words), "digest": digest,
            "changed_at": clock.timestamp(),
        },
    )  # fmt: skip
    data = {"count": len(words), "added": max(change, 0), "removed": max(-change, 0)}
    journal.record(workspace.pk, NewFact(facts.CHANGED, data=data))
    _judge_anew(workspace)


def _judge_anew(workspace: Workspace) -> None:
    jobs.enqueue_once(workspace.pk, "moderation.words_changed", {}, key=f"moderation.words_changed:{workspace.pk}")
