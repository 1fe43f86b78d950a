"""Reading a confirmed file for good: batch by batch, each with its progress in one transaction; and taking it back."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.db import transaction

from qunce.base.jobs import services as jobs
from qunce.base.jobs.models import Job
from qunce.base.jobs.running import Running
from qunce.base.journal import services as journal
from qunce.base.journal.services import NewFact
from qunce.community.models import Group, Person, Source
from qunce.community.services import groups, lists, people, sums
from qunce.community.services.recording import Recorder
from qunce.community.services.undo import undo_source
from qunce.gateway.connectors import runner
from qunce.gateway.intake.models import Import, ImportProblem
from qunce.gateway.intake.plan import Plan
from qunce.gateway.intake.services.planning import remember_group
from qunce.gateway.intake.services.receiving import drop_file
from qunce.gateway.intake.services.sharing import Sorter, leave_rest
from qunce.kernel import clock
from qunce.kernel.i18n import N_
from qunce.kernel.records import GroupRecord, MemberRecord, MessageRecord, Name, Problem, Record, RosterRecord

State = Import.State
MAX_PROBLEMS = 200_000
TRANSIENT = ("killed", "silent")  # worth another try: the machine's trouble, not the file's
_EMPTY = {"messages": 0, "duplicates": 0, "roster": 0, "members": 0, "problems": 0, "rows": 0}


@transaction.atomic
def start(row: Import) -> Job:
    """Put a confirmed import to work. The group and the source are made here, so that a restart meets them."""
    plan = Plan.load(row.plan)
    group = _group(row, plan)
    source = groups.open_source(row.workspace, "import", row.file_name, plan.dialect)
    changed = Import.objects.filter(pk=row.pk, state=State.READY).update(
        state=State.RUNNING, group=group, source=source, counts=_EMPTY, error={}
    )
    if not changed:
        raise ValueError("this import is not waiting to be started")
    if group is not None and not plan.options.talkers:
        remember_group(row, group)
    job = jobs.enqueue(row.workspace, "intake.run", {"import_id": row.pk}, words={"file": row.shown}, priority=5)
    Import.objects.filter(pk=row.pk).update(job_id=job.pk)
    row.refresh_from_db()
    return job


def _group(row: Import, plan: Plan) -> Group | None:
    if plan.target == "customers":
        return None
    if plan.group_id is not None:
        return Group.objects.get(pk=plan.group_id, workspace=row.workspace)
    return groups.find_or_create(row.workspace, plan.group_name)


def run(job: Running, row: Import) -> dict[str, Any]:
    """Read the file. Killed anywhere, it goes on from the last committed batch and ends in the same state."""
    if row.state == State.DONE:
        return dict(row.counts)
    plan = Plan.load(row.plan)
    with journal.doing(f"staff:{row.created_by}" if row.created_by else "system", f"import:{row.pk}"):
        reader = _Reader(row, plan, job)
        skip = job.cursor.get("batches", 0)
        try:
            with runner.parse_in_subprocess(
                Path(row.path), plan.dialect, plan.options, filename=row.file_name, skip_batches=skip
            ) as batches:
                for batch in batches:
                    job.check()
                    reader.take(batch)
        except runner.ParseError as error:
            if error.code in TRANSIENT:
                raise
            return reader.give_up(error)
        return reader.finish()


class _Reader:
    """One import at work. Everything that must outlive a kill is in the job's cursor."""

    def __init__(self, row: Import, plan: Plan, job: Running) -> None:
        self.row, self.plan, self.job = row, plan, job
        self.group = Group.objects.get(pk=row.group_id) if row.group_id else None
        self.source = Source.objects.get(pk=row.source_id or 0)
        self.counts: dict[str, int] = {**_EMPTY, **job.cursor.get("counts", {})}
        self.since: int | None = job.cursor.get("since")
        self.batches: int = job.cursor.get("batches", 0)
        self.recorder: Recorder | None = None
        self.taker: lists.ListTaker | None = None
        if self.group:
            own = plan.own_names[0] if plan.own_names else ""
            self.recorder = Recorder(row.workspace, self.group, self.source, own, job.cursor.get("recorder"))
            self._meet_colleagues()
        self.sorter = Sorter(sorting=bool(self.group) and not plan.options.talkers, **job.cursor.get("sorter", {}))

    def _meet_colleagues(self) -> None:
        assert self.recorder is not None  # noqa: S101
        if self.plan.own_names:
            resolver = self.recorder.resolver
            # Colleagues of a file of several groups have a place only in those where they are met.
            meet = resolver.find if self.plan.options.talkers else resolver.resolve
            with transaction.atomic():
                own = [known[1] for name in self.plan.own_names if (known := meet(Name(name)))]
                people.mark_staff(Person.objects.filter(pk__in=own), True)

    @transaction.atomic
    def take(self, batch: Sequence[Record]) -> None:
        """One batch and its progress: both or neither."""
        talk: list[MessageRecord | RosterRecord] = []
        members: list[MemberRecord] = []
        problems: list[Problem] = []
        for record in self.sorter.ours(batch):
            if isinstance(record, MessageRecord | RosterRecord):
                talk.append(record)
            elif isinstance(record, MemberRecord):
                members.append(record)
            elif isinstance(record, Problem):
                problems.append(record)
            else:
                self._learn(record)
        if talk and self.recorder:
            groups.tell_precision(self.source, max(r.precision for r in talk))
            done = self.recorder.record(talk)
            self.counts["messages"] += done.messages
            self.counts["duplicates"] += done.duplicates
            self.counts["roster"] += done.roster
            if done.first_new_at is not None:
                self.since = done.first_new_at if self.since is None else min(self.since, done.first_new_at)
        if members:
            self._take_members(members, problems)
        self._keep(problems)
        self.batches += 1
        self.counts["rows"] += len(batch)
        self.job.advance(
            self.counts["rows"],
            max(self.row.preview.get("rows", 0), self.counts["rows"]),
            {
                "batches": self.batches,
                "counts": self.counts,
                "since": self.since,
                "recorder": self.recorder.state if self.recorder else None,
                "sorter": self.sorter.state,
            },
        )

    def _take_members(self, members: list[MemberRecord], problems: list[Problem]) -> None:
        if self.taker is None:
            self.taker = lists.ListTaker(self.row.workspace, self.group, self.source)
        taken, refused = self.taker.take(members)
        self.counts["members"] += taken
        problems.extend(
            Problem(r.row, r.name.shown, reason, N_("Add the member ID or the WeChat ID to the row."))
            for r, reason in refused
        )

    def _keep(self, problems: list[Problem]) -> None:
        room = max(0, MAX_PROBLEMS - self.counts["problems"])
        self.counts["problems"] += len(problems)
        ImportProblem.objects.bulk_create(
            [
                ImportProblem(
                    of_import=self.row,
                    row=p.row,
                    raw=p.raw.replace("\x00", "␀")[:500],
                    reason=p.reason[:200],
                    suggestion=p.suggestion[:200],
                    params=p.params,
                )
                for p in problems[:room]
            ]
        )

    def _learn(self, record: GroupRecord) -> None:
        if self.group and record.id and not self.group.external_id:
            self.group.external_id = record.id[:80]
            self.group.save(update_fields=["external_id"])
        if self.group and record.size and self.group.size is None:
            groups.tell_size(self.group, record.size)

    @transaction.atomic
    def finish(self) -> dict[str, Any]:
        """Everything is read: counters, the size, the practices' jobs, and the fact that it happened."""
        if self.group:
            if self.plan.options.talkers:
                self._meet_colleagues()
            if self.plan.group_size:
                groups.tell_size(self.group, self.plan.group_size)
            if self.taker:
                self.taker.finish(self.counts["members"])
            sums.refresh_group(self.group)
            if self.since is not None or self.counts["members"]:
                groups.announce_heard(self.group, self.since or clock.timestamp())
        if self.sorter.others:
            self.counts["elsewhere"] = sum(self.sorter.others.values())
            leave_rest(self.row, self.plan, list(self.sorter.others))
        Import.objects.filter(pk=self.row.pk).update(
            state=State.DONE,
            counts=self.counts,
            finished_at=clock.timestamp(),
            preview=_slim(self.row.preview),
        )
        journal.record(
            self.row.workspace_id,
            NewFact(
                "intake.imported",
                group_id=self.row.group_id,
                subject=f"import:{self.row.pk}",
                data={"file": self.row.shown, **self.counts},
            ),
        )
        transaction.on_commit(lambda: drop_file(self.row))
        return dict(self.counts)

    @transaction.atomic
    def give_up(self, error: runner.ParseError) -> dict[str, Any]:
        """The file cannot be read to its end: what came before stays and can be undone; the reason is kept."""
        said = {"msgid": error.reason, "params": dict(error.params), "suggestion": error.suggestion}
        Import.objects.filter(pk=self.row.pk).update(
            state=State.FAILED, error=said, counts=self.counts, finished_at=clock.timestamp()
        )
        if self.group:
            sums.refresh_group(self.group)
            if self.since is not None:
                groups.announce_heard(self.group, self.since)
        transaction.on_commit(lambda: drop_file(self.row))  # nothing reads it a second time
        return dict(self.counts)


def _slim(preview: dict[str, Any]) -> dict[str, Any]:
    """What stays of a preview: no one's words."""
    return {key: preview[key] for key in ("first_at", "last_at", "encoding", "rows") if key in preview}


def abandon(import_id: int, msgid: str, params: dict[str, str]) -> None:
    """The job was cancelled or gave up: say so on the import. What it brought so far can be undone."""
    Import.objects.filter(pk=import_id, state=State.RUNNING).update(
        state=State.FAILED, error={"msgid": msgid, "params": params}, finished_at=clock.timestamp()
    )


@transaction.atomic
def start_undo(row: Import) -> Job:
    """Take a whole import back, as a job."""
    changed = Import.objects.filter(pk=row.pk, state__in=[State.DONE, State.FAILED]).update(state=State.UNDOING)
    if not changed:
        raise ValueError("this import cannot be undone now")
    job = jobs.enqueue(row.workspace, "intake.undo", {"import_id": row.pk}, words={"file": row.shown}, priority=5)
    Import.objects.filter(pk=row.pk).update(job_id=job.pk)
    return job


def undo(job: Running, row: Import) -> dict[str, Any]:
    """Take away what only this import brought; safe to start again at any point."""
    if row.state == State.UNDONE or row.source is None:
        return {}
    total = row.counts.get("messages", 0)

    def tick(count: int) -> None:
        job.advance(job.done + count, total, {"seen": True})

    with journal.doing(f"staff:{row.created_by}" if row.created_by else "system", f"import:{row.pk}"):
        since = 0
        if row.group:
            since = undo_source(row.workspace, row.group, row.source, tick)
        with transaction.atomic():
            lists.undo_list(row.source)
            Import.objects.filter(pk=row.pk).update(state=State.UNDONE, finished_at=clock.timestamp())
            row.problems.all().delete()
            if row.group:
                groups.announce_heard(row.group, since)
            journal.record(
                row.workspace_id,
                NewFact(
                    "intake.undone",
                    group_id=row.group_id,
                    subject=f"import:{row.pk}",
                    data={"file": row.shown},
                ),
            )
    return {"since": since}
