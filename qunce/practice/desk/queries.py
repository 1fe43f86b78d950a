"""Reading what the desk judged."""

from collections.abc import Callable, Collection, Iterator, Sequence
from itertools import islice
from typing import Any

from django.db.models import QuerySet

from qunce.base.verdicts.models import StoredVerdict
from qunce.community import queries as community
from qunce.community.registry import Answer
from qunce.kernel.clock import DAY
from qunce.practice.desk.policy.outcome import ANSWER, CALLS, KIND, QUESTION, THANKS
from qunce.practice.desk.repeats import KIND as REPEATED
from qunce.practice.desk.repeats import Asked, Given
from qunce.practice.desk.repeats.find import ACCEPTED, TIED

_ANSWERED = ("answered", "answered_late")


def answers(group_id: int, since: int, until: int) -> Iterator[Answer]:
    """The desk's answer book: every standing judgement on a question asked in the span, oldest first."""
    rows = (
        StoredVerdict.objects.filter(
            group_id=group_id, kind=KIND, state=StoredVerdict.State.STANDING, at__gte=since, at__lte=until
        )
        .order_by("at", "id")
        .values_list("at", "person_id", "subject_ref", "decision", "evidence", "reasons")
    )
    told = rows.iterator(chunk_size=_CHUNK)  # reasons and evidence of two periods at once would be 100 MB
    while chunk := list(islice(told, _CHUNK)):
        yield from _answers(chunk)


def _answers(rows: Sequence[tuple[Any, ...]]) -> Iterator[Answer]:
    cited = [_cited(evidence, ANSWER) for *_, evidence, _ in rows]
    sent = community.sent_by({ref for ref, _ in cited if ref})
    for (at, asker, question, decision, evidence, reasons), (answer_id, approximate) in zip(rows, cited, strict=True):
        answerer, answered_at = sent.get(answer_id or 0, (None, None))
        answered = decision in _ANSWERED
        yield Answer(
            asked_at=at,
            asker=asker or 0,
            question_id=int(question),
            answer_id=answer_id if answered else None,
            answerer=answerer if answered else None,
            answered_at=answered_at if answered else None,
            seconds=_elapsed(evidence),
            in_time=decision == "answered",
            exact=not approximate,
            accepted=_cited(evidence, THANKS)[0] is not None,
            waiting=decision == "waiting",
            timed=_exact_to(reasons) < DAY,
        )


def asked(
    group_ids: Collection[int], since: int, until: int, most: int, check: Callable[[], None] = lambda: None
) -> list[Asked]:
    """The newest ``most`` standing questions of these groups asked after ``since``, with their best answer each.

    Bare calls (在吗) ask nothing that could be answered once and for all, and are left out. ``check`` is called
    between chunks.
    """
    rows = (
        StoredVerdict.objects.filter(
            group_id__in=group_ids, kind=KIND, state=StoredVerdict.State.STANDING, at__gt=since, at__lte=until
        )
        .order_by("-at", "-id")
        .values_list("group_id", "at", "person_id", "decision", "confidence", "reasons", "evidence")
    )
    found: list[Asked] = []
    chunk: list[tuple[Any, ...]] = []
    for row in rows[:most].iterator(chunk_size=_CHUNK):
        chunk.append(row)
        if len(chunk) == _CHUNK:
            found += _asked(chunk)
            chunk = []
            check()
    return found + _asked(chunk)


_CHUNK = 2_000


def _asked(rows: list[tuple[Any, ...]]) -> list[Asked]:
    """Stored judgements as questions; messages that have no words any more are none."""
    cited = [
        (row, question, _cited(row[-1], ANSWER)[0] if row[3] in _ANSWERED else None)
        for row in rows
        if (question := _cited(row[-1], QUESTION)[0]) is not None and row[-2][0]["msgid"] != CALLS
    ]
    said = community.words_of({pk for _, question, answer in cited for pk in (question, answer) if pk})
    found = []
    for (group, at, person, _, confidence, _, evidence), question, answer in cited:
        if question not in said:
            continue
        given = None
        if answer is not None and answer in said:
            given = Given(answer, said[answer][0], _strength(evidence, confidence))
        found.append(Asked(question, at, person or 0, group, said[question][1], given))
    return found


def _strength(evidence: list[dict[str, object]], confidence: float) -> float:
    if _cited(evidence, THANKS)[0] is not None:
        return ACCEPTED
    return min(0.8, confidence) if _cited(evidence, ANSWER)[1] else TIED


def repeated(group_ids: Collection[int]) -> "QuerySet[StoredVerdict]":
    """What comes up again and again in these groups, the most asked first within each."""
    return StoredVerdict.objects.filter(
        group_id__in=group_ids, kind=REPEATED, state=StoredVerdict.State.STANDING
    ).order_by("rank", "id")


def known_repeats(group_ids: Collection[int]) -> dict[str, list[int]]:
    """Key of each repeated question that was ever stored for these groups → the messages it rested on then."""
    found: dict[str, list[int]] = {}
    for data in StoredVerdict.objects.filter(group_id__in=group_ids, kind=REPEATED).values_list("data", flat=True):
        if data:  # an erased one has none
            found.setdefault(data["question"], []).extend(data["messages"])
    return found


def _cited(evidence: list[dict[str, object]], label: str) -> tuple[int | None, bool]:
    for item in evidence:
        if item["kind"] == "message" and item.get("label") == label:
            return int(str(item["ref"])), bool(item.get("approximate"))
    return None, False


def _exact_to(reasons: list[dict[str, Any]]) -> int:
    """Seconds that the times behind the judgement are exact to, as it says itself."""
    return max((int(reason["params"].get("exact_seconds", 1)) for reason in reasons), default=1)


def _elapsed(evidence: list[dict[str, object]]) -> float:
    for item in evidence:
        if item["kind"] == "number" and item["ref"] == "elapsed_seconds":
            return float(str(item["value"]))
    return 0.0
