"""Several imports over the same bytes, and telling the rows of one group of a file from those of the others."""

import os
import shutil
import uuid
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec

from qunce.base.jobs import services as jobs
from qunce.gateway.intake.models import Import
from qunce.gateway.intake.plan import Plan
from qunce.gateway.intake.services.receiving import upload_folder
from qunce.kernel import clock
from qunce.kernel.records import GroupRecord, Problem, Record

State = Import.State
MOST_OTHERS = 1_000


class Sorter:
    """Keeps the rows of one group of a file: a look sees the beginning only, and another may come later.

    talker  the group whose rows are kept: the first one met
    others  rows that belong to further groups, by the group's name
    """

    def __init__(self, *, sorting: bool, talker: str = "", others: dict[str, int] | None = None) -> None:
        self._sorting, self.talker, self.others = sorting, talker, dict(others or {})

    @property
    def state(self) -> dict[str, Any]:
        """What must outlive a killed worker."""
        return {"talker": self.talker, "others": self.others}

    def ours(self, batch: Sequence[Record]) -> Sequence[Record]:
        """The batch without the rows of other groups."""
        return [record for record in batch if self._is_ours(record)] if self._sorting else batch

    def _is_ours(self, record: Record) -> bool:
        if isinstance(record, GroupRecord | Problem) or not record.talker or record.talker == self.talker:
            return True
        if not self.talker:
            self.talker = record.talker
            return True
        if record.talker in self.others or len(self.others) < MOST_OTHERS:
            self.others[record.talker] = self.others.get(record.talker, 0) + 1
        return False


def copy_of(row: Import, state: str, plan: dict[str, Any], preview: dict[str, Any]) -> Import:
    """Another import of the same bytes, in the same batch."""
    path = upload_folder() / f"{uuid.uuid4().hex}{Path(row.path).suffix}"
    try:
        os.link(row.path, path)
    except OSError:  # a file system without hard links
        shutil.copyfile(row.path, path)
    return Import.objects.create(
        workspace=row.workspace,
        batch=row.batch,
        file_name=row.file_name,
        path=str(path),
        size=row.size,
        sha256=row.sha256,
        state=state,
        plan=plan,
        preview=preview,
        created_at=clock.timestamp(),
        created_by=row.created_by,
    )


def ask_look(row: Import) -> None:
    """Have an import looked at, in the caller's transaction."""
    job = jobs.enqueue(row.workspace, "intake.look", {"import_id": row.pk}, words={"file": row.shown}, priority=10)
    Import.objects.filter(pk=row.pk).update(job_id=job.pk)


def leave_rest(row: Import, plan: Plan, talkers: Sequence[str]) -> Import:
    """The file held groups that nobody had seen when it was confirmed: they wait as an import of their own."""
    options = msgspec.structs.replace(plan.options, talkers=tuple(talkers))
    rest = Plan(dialect=plan.dialect, options=options, own_names=plan.own_names)
    made = copy_of(row, State.UPLOADED, rest.dump(), {})
    ask_look(made)
    return made
