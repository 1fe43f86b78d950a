"""The product itself: workers, jobs, assets, words, the watched folder, backups."""

import json
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.db.models import Count

from qunce.base.jobs import queries as jobs
from qunce.base.jobs.models import Job
from qunce.base.jobs.registry import tasks
from qunce.base.jobs.services import lease
from qunce.base.ui import assets
from qunce.config.backup import services as backup
from qunce.gateway.connectors import runner
from qunce.kernel import clock
from qunce.kernel.diagnosis import Finding, check, error, note, warning
from qunce.kernel.i18n import N_

LATE_SECONDS = 600
SAMPLE = "小安 2026-01-01 10:00:00\n早上好\n\n小柏 2026-01-01 10:01:00\n今天有午餐吗？\n"
BACKUP_DAYS = 7


@check("product.workers", N_("Workers"))
def workers_at_work() -> Iterator[Finding]:
    if hold := jobs.on_hold():
        yield warning(
            N_("Jobs are held: %(reason)s"), N_("Look around, then let them run: qunce resume"), reason=hold.reason
        )
    elif not jobs.workers_alive():
        yield warning(
            N_("No worker is alive: imports and judgements wait"), N_("Start everything (qunce up) or: qunce worker")
        )
    else:
        late = Job.objects.filter(state=Job.State.QUEUED, run_at__lt=lease.moment() - LATE_SECONDS).count()
        if late:
            yield warning(
                N_("%(n)s jobs wait longer than ten minutes"), N_("Give more workers: QUNCE_WORKERS=4"), n=late
            )


@check("product.dead_jobs", N_("Jobs that gave up"))
def dead_jobs() -> Iterator[Finding]:
    dead = Job.objects.filter(state=Job.State.DEAD).values_list("task").annotate(n=Count("id")).order_by("-n")
    for task, count in dead[:5]:
        yield warning(
            N_("%(n)s jobs of %(task)s gave up"),
            N_("Read why on the jobs page; run them again there when the cause is mended"),
            n=count,
            task=task,
        )


@check("product.unknown_jobs", N_("Jobs nobody knows"))
def unknown_jobs() -> Iterator[Finding]:
    waiting = Job.objects.filter(state__in=jobs.UNFINISHED).values_list("task", flat=True).distinct()
    if strange := sorted(set(waiting) - set(tasks.keys())):
        yield warning(
            N_("Jobs of another version wait: %(tasks)s"),
            N_("Update this installation, or cancel them on the jobs page"),
            tasks=", ".join(strange),
        )


@check("product.assets", N_("Styles and scripts"))
def assets_built() -> Iterator[Finding]:
    listed = assets.BUILD / "manifest.json"
    advice = N_("In a checkout: make run. From a wheel: install it again")
    if not listed.exists():
        yield error(N_("Styles and scripts were never built"), advice)
        return
    missing = [name for name in json.loads(listed.read_text()).values() if not (assets.BUILD / name).exists()]
    if missing:
        yield error(N_("%(n)s built files are missing"), advice, n=len(missing))


@check("product.words", N_("Words"))
def catalogues_compiled() -> Iterator[Finding]:
    sources = list(settings.PACKAGE.rglob("*.po"))
    stale = [path for path in sources if not _compiled(path)]
    if stale:
        yield error(
            N_("%(n)s catalogues are not compiled: pages speak English"),
            N_("Compile them: python -m qunce.base.ui.catalogues compile"),
            n=len(stale),
        )


def _compiled(source: Path) -> bool:
    made = source.with_suffix(".mo")
    # A wheel unpacks both at the time of packing, in any order.
    return made.exists() and made.stat().st_mtime >= source.stat().st_mtime - 2


@check("product.watched_folder", N_("Watched folder"))
def watched_folder() -> Iterator[Finding]:
    folder = Path(settings.ENV.watch)
    if not folder.exists():
        if os.environ.get("QUNCE_WATCH"):
            yield warning(
                N_("The watched folder %(path)s is not there"), N_("Make it, or mend QUNCE_WATCH"), path=str(folder)
            )
    elif not os.access(folder, os.R_OK | os.W_OK | os.X_OK):
        yield error(
            N_("The watched folder %(path)s cannot be read and written"),
            N_("Give it to the user that runs Qunce"),
            path=str(folder),
        )


@check("product.imports", N_("Reading files"))
def files_readable() -> Iterator[Finding]:
    """Reads two messages of a chat as an import does, in a limited process of its own."""
    with tempfile.TemporaryDirectory(prefix="qunce-doctor-") as folder:
        path = Path(folder) / "chat.txt"
        path.write_text(SAMPLE, encoding="utf-8")
        try:
            seen = runner.detect_in_subprocess(path)
        except runner.ParseError as failure:
            yield error(
                N_("Imports cannot read files: %(why)s"),
                N_("Give the user that runs Qunce more processes and memory (ulimit -a)"),
                why=str(failure),
            )
            return
    if seen.dialect is None:
        yield error(N_("Imports understand no file any more"), N_("Install Qunce again"))


@check("product.backup", N_("Backup"))
def backup_recent() -> Iterator[Finding]:
    last = backup.last()
    if last is None:
        yield warning(N_("There is no backup yet"), N_("Write one: qunce backup --to FOLDER, and keep it elsewhere"))
        return
    at, path = last
    days = (clock.timestamp() - at) // clock.DAY
    if days >= BACKUP_DAYS:
        yield warning(N_("The last backup is %(days)s days old"), N_("Write one: qunce backup"), days=days)
    if not path.exists():
        yield note(N_("The last backup is not at %(path)s any more"), N_("Fine if you moved it"), path=str(path))
