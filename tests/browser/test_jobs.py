"""The page of background jobs, as one sees it while they run."""

import pytest
from playwright.sync_api import expect

from qunce.base.jobs import services
from qunce.base.jobs.models import Job
from qunce.base.jobs.services import beats
from qunce.kernel import clock
from tests.browser.look import Look
from tests.cast import Cast, make_cast

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
HERE = "/settings/jobs"


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def a_job(cast: Cast, state: str, **fields) -> Job:
    job = services.enqueue(cast.workspace, "jobs.tidy")
    long_title = {"msgid": "午餐接龙群与下午茶群与写字楼群的聊天记录（2026年1月至11月，共四十七个文件）", "params": {}}
    now = clock.timestamp()
    fresh = {"state": state, "started_at": now - 60, "run_at": now, **fields}
    Job.objects.filter(pk=job.pk).update(title=long_title, **fresh)
    return Job.objects.get(pk=job.pk)


def test_looks_right_in_every_view(look: Look, cast: Cast):
    held = {"lease_until": clock.timestamp() + 3_600, "lease_token": "x"}
    a_job(cast, "running", done=123_456, total=1_000_000, **held)
    a_job(cast, "running", done=7, wish="cancel", **held)
    a_job(cast, "queued", attempts=2, error="Traceback\n  File …\nOperationalError: " + "database is locked " * 20)
    a_job(cast, "paused", done=10, total=40)
    a_job(cast, "dead", error="Traceback (most recent call last):\n  File …\nValueError: 第 12 行不是聊天记录")
    a_job(cast, "done", finished_at=clock.timestamp())
    a_job(cast, "cancelled", finished_at=clock.timestamp())
    services.enqueue(None, "jobs.tidy")
    look.at(HERE, as_staff=cast.owner, name="jobs")


def test_empty_page_looks_right(look: Look, cast: Cast):
    look.at(HERE, as_staff=cast.owner, name="jobs-empty")


def test_progress_moves_by_itself_and_pause_holds_it(look: Look, cast: Cast):
    beats.alive("here:1")
    job = a_job(cast, "running", done=100, total=400, lease_until=clock.timestamp() + 3_600, lease_token="x")
    with look.page(HERE, as_staff=cast.operator) as page:
        row = page.locator(f"#job-{job.pk}")
        expect(row).to_contain_text("100 / 400")
        Job.objects.filter(pk=job.pk).update(done=300)
        expect(row).to_contain_text("300 / 400", timeout=5_000)
        row.get_by_role("button", name="暂停").click()
        expect(row).to_contain_text("本批完成后暂停")
        Job.objects.filter(pk=job.pk).update(state="paused", wish="")
        expect(row.get_by_role("button", name="继续")).to_be_visible(timeout=5_000)
        row.get_by_role("button", name="继续").click()
        expect(row).to_contain_text("排队中")
