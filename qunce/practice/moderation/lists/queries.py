"""Reading the workspace's own words, and what they were made into."""

from functools import lru_cache

from qunce.kernel.text import fold_text
from qunce.practice.moderation.lists.models import LinkList, WordList
from qunce.practice.moderation.policy import Lexicon, own_lexicon

_KEPT = 4  # lists of so many workspaces stay made in a process


def words_of(workspace_id: int) -> WordList | None:
    return WordList.objects.filter(workspace_id=workspace_id).first()


def lexicon_of(workspace_id: int) -> Lexicon | None:
    """Our phrases and the workspace's own; None where it has none. Made once for each state of the list."""
    digest = WordList.objects.filter(workspace_id=workspace_id, count__gt=0).values_list("digest", flat=True).first()
    return _made(workspace_id, digest) if digest else None


@lru_cache(maxsize=_KEPT)
def _made(workspace_id: int, digest: str) -> Lexicon | None:
    row = words_of(workspace_id)
    return own_lexicon(row.words.splitlines(), row.ordinary.splitlines()) if row else None


def search(row: WordList | None, asked: str) -> list[str]:
    """The words that hold what was asked for, by their folded form; all for ""."""
    words = row.words.splitlines() if row else []
    wanted = fold_text(asked.strip())
    return [word for word in words if wanted in fold_text(word)] if wanted else words


def link_list(workspace_id: int) -> LinkList | None:
    return LinkList.objects.filter(workspace_id=workspace_id).first()


def links_of(workspace_id: int) -> tuple[tuple[str, ...], bool]:
    """The domains that pass in every group, and whether official ones do."""
    row = link_list(workspace_id)
    return (tuple(row.domains.splitlines()), row.official) if row else ((), True)
