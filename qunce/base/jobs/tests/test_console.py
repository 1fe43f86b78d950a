"""The page of background jobs."""

import pytest
from django.urls import reverse

from qunce.base.accounts.models import StaffSession
from qunce.base.jobs import services
from qunce.base.jobs.models import Job
from qunce.base.jobs.services import beats, lease
from qunce.base.journal import queries as journal
from qunce.base.journal.sentences import lines
from qunce.kernel import clock
from tests.cast import Cast, client_for

pytestmark = pytest.mark.django_db
NOW = 1_800_000_000


@pytest.fixture
def job(cast: Cast) -> Job:
    return services.enqueue(cast.workspace, "jobs.tidy")


def page(cast: Cast, staff=None, url: str = "jobs:list") -> str:
    response = client_for(staff or cast.operator).get(reverse(url))
    assert response.status_code == 200
    return response.content.decode()


def act(cast: Cast, job: Job, verb: str):
    return client_for(cast.operator).post(reverse("jobs:act", args=[job.pk, verb]), follow=True)


def test_empty_page_says_what_will_stand_here(cast: Cast):
    assert "还没有任务" in page(cast)


def test_running_job_shows_how_far_and_how_fast(cast: Cast, job: Job):
    with clock.fixed(NOW):
        Job.objects.filter(pk=job.pk).update(run_at=NOW)
        held = lease.claim("here:1")
    with clock.fixed(NOW + 5):
        lease.advance(held.pk, held.lease_token, 500, 1500, {"at": 500})
        beats.alive("here:1")
        # The session of the browser began by the real clock.
        StaffSession.objects.all().delete()
        text = page(cast)
    assert "500 / 1,500" in text
    assert "每秒 100" in text
    assert "还需 10 秒" in text
    assert 'hx-trigger="every 2s"' in text


def test_page_does_not_ask_again_when_nothing_runs(cast: Cast, job: Job):
    services.pause(job)
    assert "every 2s" not in page(cast)


def test_pause_go_on_cancel_and_who_did_it(cast: Cast, job: Job):
    act(cast, job, "pause")
    job.refresh_from_db()
    assert job.state == Job.State.PAUSED
    act(cast, job, "resume")
    job.refresh_from_db()
    assert job.state == Job.State.QUEUED
    act(cast, job, "cancel")
    job.refresh_from_db()
    assert job.state == Job.State.CANCELLED
    told = lines(cast.workspace.pk, list(journal.audit_trail(cast.workspace.pk)))
    assert [line.text for line in told if "清理" in line.text] == [
        "运营·柏取消了：清理旧任务",
        "运营·柏让它继续：清理旧任务",
        "运营·柏暂停了：清理旧任务",
    ]


def test_job_that_gave_up_says_why_and_can_be_tried_again(cast: Cast, job: Job):
    Job.objects.filter(pk=job.pk).update(state="dead", error="Traceback\n…\nValueError: <b>no such file</b>")
    text = page(cast)
    assert "ValueError: &lt;b&gt;no such file" in text
    act(cast, job, "requeue")
    job.refresh_from_db()
    assert (job.state, job.attempts, job.error) == (Job.State.QUEUED, 0, "")


def test_what_comes_too_late_is_said(cast: Cast, job: Job):
    Job.objects.filter(pk=job.pk).update(state="done")
    assert "已经结束" in act(cast, job, "cancel").content.decode()


def test_jobs_of_another_workspace_are_not_there(cast: Cast):
    theirs = services.enqueue(cast.elsewhere, "jobs.tidy", words={})
    assert act(cast, theirs, "cancel").status_code == 404
    theirs.refresh_from_db()
    assert theirs.state == Job.State.QUEUED
    assert "还没有任务" in page(cast)


def test_unknown_verb_is_not_found(cast: Cast, job: Job):
    assert act(cast, job, "explode").status_code == 404


def test_service_staff_have_no_jobs_page(cast: Cast):
    assert client_for(cast.service).get(reverse("jobs:list")).status_code == 403


def test_owner_sees_the_installations_own_jobs_to_look_at(cast: Cast):
    own = services.enqueue(None, "jobs.tidy")
    assert "清理旧任务" in page(cast, cast.owner)
    assert reverse("jobs:act", args=[own.pk, "cancel"]) not in page(cast, cast.owner)
    assert "清理旧任务" not in page(cast)
    assert client_for(cast.owner).post(reverse("jobs:act", args=[own.pk, "cancel"])).status_code == 404


def test_restored_copy_says_that_it_waits(cast: Cast):
    services.hold("restored")
    assert "qunce resume" in page(cast, url="jobs:table")


@pytest.mark.parametrize("count", [1, 25])
def test_page_asks_the_database_as_often_for_many_jobs_as_for_one(cast: Cast, count, django_assert_max_num_queries):
    for _ in range(count):
        services.enqueue(cast.workspace, "jobs.tidy")
    client = client_for(cast.operator)
    client.get(reverse("jobs:list"))
    with django_assert_max_num_queries(14):
        client.get(reverse("jobs:list"))
