"""Reading what the desk judged."""

from collections.abc import Iterator
from typing import Any

from qunce.base.verdicts.models import StoredVerdict
from qunce.community import queries as community
from qunce.community.registry import Answer
from qunce.kernel.clock import DAY
from qunce.practice.desk.policy.outcome import KIND
from qunce.practice.desk.services import ANSWER, THANKS

_ANSWERED = ("answered", "answered_late")


def answers(group_id: int, since: int, until: int) -> Iterator[Answer]:
    """The desk's answer book: every standing judgement on a question asked in the span, oldest first."""
    rows = list(
        StoredVerdict.objects.filter(
            group_id=group_id, kind=KIND, state=StoredVerdict.State.STANDING, at__gte=since, at__lte=until
        )
        .order_by("at", "id")
        .values_list("at", "person_id", "subject_ref", "decision", "evidence", "reasons")
    )
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
