"""Complaints on record: heard in the talk of a group, one for each thing; copies are looked for (A18, E7, E8)."""

from collections import Counter
from collections.abc import Collection, Sequence

from django.db import transaction

from qunce.base.jobs import services as jobs
from qunce.base.verdicts import services as verdicts
from qunce.base.verdicts.models import StoredVerdict
from qunce.base.verdicts.queries import ids_of
from qunce.base.verdicts.services import Judged
from qunce.base.worklist import services as worklist
from qunce.base.worklist.services import NewTask
from qunce.community import queries as community
from qunce.community.models import Group, Message
from qunce.kernel import clock
from qunce.kernel.clock import DAY
from qunce.kernel.i18n import N_
from qunce.kernel.verdict import Evidence, Reason, Verdict
from qunce.practice.desk.complaints import store
from qunce.practice.desk.complaints.models import Complaint, TakenStep, Voice
from qunce.practice.desk.complaints.policy import copies
from qunce.practice.desk.complaints.policy.finding import COUNTS, POLICY, FoundComplaint
from qunce.practice.desk.complaints.policy.flow import Step
from qunce.practice.desk.complaints.policy.following import LASTS, ComplaintJudge, Thing
from qunce.practice.desk.complaints.services import looking, stepping
from qunce.practice.desk.policy.lines import Line

JOB = "desk.judge_complaints"
KIND = "desk.complaint"
REVIEW = "desk.review_line"
WINDOW = 56 * DAY
FRESH = stepping.FRESH
State = Complaint.State
COMPLAINS = N_("complains of it")

_COPY = N_("%(people)s members complain of the same: review the whole line")
_MAY_COPY = N_("%(people)s members may complain of the same: look at it")
GONE = N_("The messages it rested on are gone.")
NOT_COPIED = N_("It is not copied as much as it seemed.")


def judge_group(group: Group, since: int) -> dict[str, int]:
    """Bring the complaints of a group in step with its talk, as at the end of what was heard.

    Running it again ends in the same state; what a person decided and the steps that were taken stay.
    """
    if group.heard_until is None:
        _gone(list(Complaint.objects.filter(group=group)))
        return {}
    as_of = min(group.heard_until, clock.timestamp())
    first = _first(group, since, as_of)
    things = _hear(group, first, as_of)
    with transaction.atomic():
        found = _keep(group, things, first)
        ids = _verdicts(group, found, as_of)
        looking.ask(group, found, ids)
        _watch(group, found, as_of)
        stepping.advance_all([row for row, _ in found])
    return dict(Counter(row.state for row, _ in found))


def _first(group: Group, since: int, as_of: int) -> int:
    """From when things are looked at anew: those that still take voices begin earlier than the change."""
    since = max(since, as_of - WINDOW)
    rows = Complaint.objects.filter(group=group, last_at__gte=since - LASTS, at__gte=as_of - WINDOW)
    oldest = rows.order_by("at").values_list("at", flat=True).first()
    return since if oldest is None else min(since, oldest)


def _hear(group: Group, first: int, as_of: int) -> list[Thing]:
    by_hand = Complaint.objects.filter(group=group).exclude(seen_by="detector").exclude(state=State.NONE)
    known = by_hand.values_list("head_id", flat=True)
    judge = ComplaintJudge(as_of, first, known, store.SCORE.current(group.workspace_id))
    for said in community.talk(group, max(0, first - LASTS), as_of):
        judge.hear(
            Line(
                said.id, said.at, said.person_id, said.is_staff, said.kind, said.text, said.name, said.reply_to,
                said.quote_name, said.quote_text, precision=said.precision,
            )
        )  # fmt: skip
    return judge.close()


def _keep(group: Group, things: Sequence[Thing], first: int) -> list[tuple[Complaint, Thing]]:
    """Write what was found, take back what is not found any more."""
    standing = Complaint.objects.filter(group=group, at__gte=first).prefetch_related("voices")
    rows = {row.head_id: row for row in standing}
    known = community.people_by_id(group.workspace_id, {person for thing in things for person in thing.people}).keys()
    found = []
    for thing in things:
        row = rows.pop(thing.head.message_id, None)
        row = _row(group, row, thing)
        _voices(row, thing, known)
        _heard_steps(row, thing)
        found.append((row, thing))
    _gone(list(rows.values()))
    return found


def _row(group: Group, row: Complaint | None, thing: Thing) -> Complaint:
    was = (row.state, row.at, row.last_at, row.people) if row is not None else None
    if row is None:
        row = Complaint(
            workspace_id=group.workspace_id, group=group, head_id=thing.head.message_id, seen_by="detector",
            state=State.OPEN if thing.sure else State.PERHAPS, function=_function(thing),
        )  # fmt: skip
    elif row.state == State.GONE or (row.state in (State.OPEN, State.PERHAPS) and row.decided_by is None):
        row.state = State.OPEN if thing.sure or row.seen_by != "detector" else State.PERHAPS
    now = (row.state, thing.head.at, thing.last_at, len(thing.people))
    if row.pk is None or was != now:
        row.at, row.last_at, row.people = now[1:]
        row.save()
    return row


def _function(thing: Thing) -> str:
    told = Counter(voice.found.function for voice in thing.voices if voice.found and voice.found.function)
    return told.most_common(1)[0][0] if told else ""


def _voices(row: Complaint, thing: Thing, known: Collection[int]) -> None:
    rows = {voice.message_id: voice for voice in row.voices.all()}  # of one that stood: fetched with it
    fresh = []
    for voice in thing.voices:
        if rows.pop(voice.message_id, None) is not None:
            continue
        heard = voice.found
        fresh.append(
            Voice(
                complaint=row, message_id=voice.message_id, at=voice.at,
                person_id=voice.person_id if voice.person_id in known else None,
                strength=heard.strength if heard else 0.6,
                spans=[list(span) for span in heard.spans] if heard else [],
                reasons=[{"msgid": r.msgid, "params": dict(r.params)} for r in heard.reasons] if heard else [],
            )
        )  # fmt: skip
    Voice.objects.bulk_create(fresh)
    Voice.objects.filter(pk__in=[voice.pk for voice in rows.values()]).delete()


def _heard_steps(row: Complaint, thing: Thing) -> None:
    """A colleague apologised in the group, and asked for a private word: those steps are taken already."""
    if row.state != State.OPEN or row.decided_by is not None or row.steps.exists():
        return
    said = [(Step.APOLOGY, thing.apology_id), (Step.PRIVATE, thing.private_id)]
    proven = [(step, proof) for step, proof in said if proof is not None]
    now = clock.timestamp()
    TakenStep.objects.bulk_create(
        [
            TakenStep(complaint=row, number=n, step=step, at=now, proof_id=proof)
            for n, (step, proof) in enumerate(proven)
        ]
    )


def _gone(rows: list[Complaint]) -> None:
    """Complaints whose messages are gone: with steps taken they stay as a record, else they go."""
    for row in rows:
        stepping.withdraw_all(row, GONE)
        verdicts.withdraw(row.workspace_id, KIND, [_key(row)], GONE)
        verdicts.withdraw(row.workspace_id, copies.KIND, [_key(row)], GONE)
        worklist.withdraw(row.workspace_id, REVIEW, [str(row.pk)], GONE)
        if row.steps.filter(by__isnull=False).exists() or row.state == State.NONE:
            row.voices.all().delete()
            Complaint.objects.filter(pk=row.pk).exclude(state=State.NONE).update(state=State.GONE)
        else:
            row.delete()


def _key(row: Complaint) -> str:
    return f"message:{row.head_id}"


def _verdicts(group: Group, found: Sequence[tuple[Complaint, Thing]], as_of: int) -> dict[str, int]:
    judged = [Judged(_verdict(row, thing, as_of), row.at) for row, thing in found if row.state != State.NONE]
    verdicts.store(group.workspace_id, judged)
    return ids_of(group.workspace_id, KIND, (verdicts.key_of(one.verdict) for one in judged))


def _words_of(found: FoundComplaint | None) -> tuple[int, int] | None:
    """The first words that complain; None for the whole line: the score may find no single words in it."""
    return next(iter(found.spans), None) if found else None


def _verdict(row: Complaint, thing: Thing, as_of: int) -> Verdict:
    heard = thing.head.found
    reasons = list(heard.reasons) if heard else [Reason(N_("A colleague says that it is a complaint."))]
    if len(thing.people) > 1:
        reasons.append(Reason(N_("%(people)s others say the same."), {"people": len(thing.people) - 1}))
    evidence = [
        Evidence("message", v.message_id, COMPLAINS, span=_words_of(v.found), approximate=v.by_joining)
        for v in thing.voices[:30]
    ]
    sure = row.state != State.PERHAPS
    return Verdict(
        kind=KIND,
        subject=("message", row.head_id),
        decision="complaint" if sure else "perhaps",
        reasons=tuple(reasons),
        evidence=tuple(evidence),
        confidence=round(min(0.95, heard.strength if heard else COUNTS), 3),
        policy=POLICY,
        as_of=as_of,
        group_id=row.group_id,
        person_id=thing.head.person_id or None,
    )


# --- imitation


def _watch(group: Group, found: Sequence[tuple[Complaint, Thing]], as_of: int) -> None:
    """Three or more different members on the same thing: is that more than usual here? (E8)"""
    alone: list[Complaint] = []
    for row, thing in found:
        judged = None
        if row.state in (State.OPEN, State.CLOSED, State.PERHAPS) and len(thing.people) >= copies.LEAST:
            judged = copies.judge_copies(len(thing.people), row.at, row.last_at, *_base(group, row))
        if judged is None:
            alone.append(row)
            continue
        messages = [voice.message_id for voice in thing.voices]
        verdict = copies.verdict_of(judged, row.head_id, messages, as_of, group.pk)
        verdicts.store(group.workspace_id, [Judged(verdict, row.at)])
        if judged.decision == "copied" and row.last_at >= clock.timestamp() - FRESH:
            ids = ids_of(group.workspace_id, copies.KIND, [_key(row)])
            _review(row, thing, ids.get(_key(row)))
        else:
            worklist.withdraw(group.workspace_id, REVIEW, [str(row.pk)], NOT_COPIED)
    verdicts.withdraw(group.workspace_id, copies.KIND, map(_key, alone), NOT_COPIED)
    worklist.withdraw(group.workspace_id, REVIEW, (str(row.pk) for row in alone), NOT_COPIED)


def _base(group: Group, row: Complaint) -> tuple[int, int]:
    """(complaints before it began, a member on a day counting once; days heard then)."""
    since = row.at - copies.BASE_DAYS * DAY
    first = Message.objects.filter(group=group, sent_at__gte=since).order_by("sent_at").values_list("sent_at").first()
    days = max(0, (row.at - first[0]) // DAY) if first else 0
    voices = Voice.objects.filter(complaint__group=group, at__gte=since, at__lt=row.at).exclude(complaint=row)
    # What only may be a complaint is held against all that may have been: like with like.
    others = [State.NONE, State.GONE] if row.state == State.PERHAPS else [State.NONE, State.PERHAPS, State.GONE]
    spoken = voices.exclude(complaint__state__in=others).values_list("person_id", "at")
    return len({(person, at // DAY) for person, at in spoken}), int(days)


def _review(row: Complaint, thing: Thing, verdict_id: int | None) -> None:
    worklist.open_tasks(
        row.workspace_id,
        [
            NewTask(
                kind=REVIEW,
                key=str(row.pk),
                due_at=row.last_at + DAY,
                title={
                    "msgid": _MAY_COPY if row.state == State.PERHAPS else _COPY,
                    "params": {"people": len(thing.people)},
                },
                value=float(len(thing.people)),
                group_id=row.group_id,
                verdict_id=verdict_id,
                data={"complaint": row.pk},
                sources=[voice.message_id for voice in thing.voices],
            )
        ],
    )


# --- what people say of the judgement


def on_overturned(verdict: StoredVerdict) -> None:
    """ "This is no complaint": nothing more is done about it, and it stays so when the group is judged again."""
    for row in Complaint.objects.filter(group_id=verdict.group_id or 0, head_id=int(verdict.subject_ref)):
        stepping.mark_none(row, verdict.overturned_by or 0)


def on_restored(verdict: StoredVerdict) -> None:
    for row in Complaint.objects.filter(group_id=verdict.group_id or 0, head_id=int(verdict.subject_ref)):
        Complaint.objects.filter(pk=row.pk).update(state=State.PERHAPS, decided_by=None)
        ask_for(row)


def ask_for(row: Complaint) -> None:
    """Have the group judged again from this complaint on."""
    jobs.enqueue_once(
        row.workspace_id, JOB, {"group_id": row.group_id, "since": row.at}, key=f"{JOB}:{row.group_id}",
        merge=lambda waiting, asked: {**asked, "since": min(waiting["since"], asked["since"])},
    )  # fmt: skip
