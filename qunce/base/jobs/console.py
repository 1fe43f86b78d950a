"""The page of background jobs: what runs, how far, what gave up and why; pause, go on, cancel, try again."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from qunce.base.accounts.access import StaffRequest, access_one, door
from qunce.base.accounts.models import Role
from qunce.base.accounts.settings_pages import render_settings
from qunce.base.jobs import queries, services
from qunce.base.jobs.models import Job
from qunce.base.jobs.policy import Pace
from qunce.base.jobs.services import lease
from qunce.base.jobs.titles import title_text
from qunce.kernel.i18n import N_

PER_PAGE = 30
OVER = (Job.State.DONE, Job.State.CANCELLED)


@dataclass(frozen=True, slots=True)
class Look:
    """How a state reads."""

    label: str
    tone: str


LOOKS: dict[str, Look] = {
    Job.State.RUNNING: Look(N_("Running"), "accent"),
    Job.State.QUEUED: Look(N_("In the queue"), "outline"),
    Job.State.PAUSED: Look(N_("Paused"), "warning"),
    Job.State.DEAD: Look(N_("Gave up"), "danger"),
    Job.State.DONE: Look(N_("Done"), "success"),
    Job.State.CANCELLED: Look(N_("Cancelled"), ""),
}


@dataclass(frozen=True, slots=True)
class Verb:
    """Something a person may do with a job: ``act`` says False when it came too late."""

    key: str
    label: str
    icon: str
    states: frozenset[str]
    act: Callable[[Job], bool]
    done: str


VERBS = {
    verb.key: verb
    for verb in (
        Verb("pause", N_("Pause"), "player-pause", frozenset({"queued", "running"}), services.pause, N_("Paused.")),
        Verb("resume", N_("Go on"), "player-play", frozenset({"paused"}), services.resume, N_("It goes on.")),
        Verb("requeue", N_("Try again"), "refresh", frozenset({"dead"}), services.requeue, N_("It is tried again.")),
        Verb(
            "cancel", N_("Cancel"), "x", frozenset({"queued", "running", "paused"}), services.cancel, N_("Cancelled.")
        ),
    )
}


@dataclass(frozen=True, slots=True)
class Row:
    """A job as the page shows it. wish: a pause or cancel that waits for the end of the batch."""

    job: Job
    title: str
    state: str
    tone: str
    pace: Pace
    rate: str
    why: str
    wish: str
    verbs: tuple[Verb, ...]


def row(job: Job, now: int, may_act: bool) -> Row:
    look, pace = LOOKS[job.state], queries.pace_of(job, now)
    wishes = {"pause": _("pauses after this batch"), "cancel": _("ends after this batch")}
    return Row(
        job=job,
        title=title_text(job.title) or job.task,
        state=_(look.label),
        tone=look.tone,
        pace=pace,
        rate=_rate(pace.rate),
        why=job.error.strip().rpartition("\n")[2],
        wish=wishes.get(job.wish, ""),
        verbs=tuple(verb for verb in VERBS.values() if may_act and job.state in verb.states and not job.wish),
    )


def _rate(per_second: float | None) -> str:
    """Whole units once it is quick."""
    if per_second is None or per_second < 0.05:
        return ""
    return number_format(per_second, 1 if per_second < 10 else 0, force_grouping=True)


def table(request: StaffRequest) -> dict[str, Any]:
    """What the list of jobs shows. The owner also sees the installation's own, to look at only."""
    actor, now = request.actor, lease.moment()
    page = Paginator(queries.jobs_of(actor.workspace.pk), PER_PAGE).get_page(request.GET.get("page"))
    own = queries.installation_jobs() if actor.may(Role.OWNER) else []
    return {
        "rows": [row(job, now, may_act=True) for job in page],
        "own": [row(job, now, may_act=False) for job in own],
        "page": page,
        "busy": queries.busy(actor.workspace.pk),
        "workers": len(queries.workers_alive()),
        "hold": queries.on_hold(),
    }


@door(Role.OPERATOR)
def job_list(request: StaffRequest) -> HttpResponse:
    return render_settings(request, "jobs/list.html", table(request))


@door(Role.OPERATOR)
def job_table(request: StaffRequest) -> HttpResponse:
    """The part that asks for itself every 2 s while something runs."""
    return render(request, "jobs/_table.html", table(request))


@require_POST
@door(Role.OPERATOR)
def act(request: StaffRequest, pk: int, verb: str) -> HttpResponse:
    job = access_one(Job.objects.all(), request.actor, pk, group_path=None)
    chosen = VERBS.get(verb)
    if chosen is None:
        raise Http404
    if chosen.act(job):
        messages.success(request, _(chosen.done))
    else:
        messages.warning(request, _("It was over before that arrived."))
    return redirect("jobs:list")
