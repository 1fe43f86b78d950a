"""Labels from what people decided, and a workspace's model made or taught from them."""

import csv
import random
from collections.abc import Iterator
from pathlib import Path

from qunce.base.tenancy.models import Workspace
from qunce.base.verdicts.models import StoredVerdict
from qunce.base.worklist.models import Task
from qunce.community.models import Message
from qunce.practice.moderation.policy import KIND
from qunce.practice.moderation.score import model, store
from qunce.practice.moderation.score.model import Model

MOST = 20_000  # of each label
ORDINARY = 2_000  # messages nobody raised, taken for ordinary

Labelled = list[tuple[str, bool]]


def decisions(workspace: Workspace) -> Labelled:
    """What was confirmed as a breach (exact and standing, its step ticked off) and what was overturned."""
    rows = StoredVerdict.objects.filter(workspace=workspace, kind=KIND, subject_type="message").order_by("-at", "-id")
    done = set(
        Task.objects.filter(workspace=workspace, kind="moderation.warn", state=Task.State.DONE).values_list(
            "group_id", "person_id"
        )
    )
    labels = {
        int(ref): state == StoredVerdict.State.STANDING
        for ref, state, decision, group, person in rows.values_list(
            "subject_ref", "state", "decision", "group_id", "person_id"
        )[: 2 * MOST]
        if state == StoredVerdict.State.OVERTURNED
        or (state == StoredVerdict.State.STANDING and decision == "breach" and (group, person) in done)
    }
    return [(text, labels[pk]) for pk, text in _texts(list(labels))]


def ordinary(workspace: Workspace, most: int = ORDINARY) -> list[str]:
    """Messages that nothing was ever said of, the newest: what the score must go on taking for ordinary."""
    raised = set(StoredVerdict.objects.filter(workspace=workspace, kind=KIND).values_list("subject_ref", flat=True))
    rows = Message.objects.filter(workspace=workspace, kind=0).order_by("-sent_at").values_list("pk", "text")
    return [text for pk, text in rows[: 2 * most] if str(pk) not in raised and text][:most]


def from_file(path: Path, text: str = "input", label: str = "target", spam: str = "1") -> Labelled:
    """Labelled messages of a .csv with a header."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = [(row[text], row[label] == spam) for row in csv.DictReader(file) if row.get(text)]
    random.Random(1).shuffle(rows)
    return [one for wanted in (True, False) for one in [row for row in rows if row[1] == wanted][:MOST]]


def learn(workspace: Workspace, labelled: Labelled) -> Model:
    """Train the workspace's model, or teach the one there is; kept for all processes at once.

    Raises ValueError where there is no model yet and the labels are all alike.
    """
    texts, labels = [text for text, _ in labelled], [label for _, label in labelled]
    known, remember = store.SCORE.current(workspace.pk), ordinary(workspace)
    if known is None:
        made = model.train([*texts, *remember], [*labels, *([False] * len(remember))])
    else:
        made = model.teach(known, texts, labels, remember)
    store.SCORE.keep(workspace.pk, made)
    return made


def _texts(ids: list[int]) -> Iterator[tuple[int, str]]:
    for start in range(0, len(ids), 500):
        yield from Message.objects.filter(pk__in=ids[start : start + 500]).values_list("pk", "text")
