"""The pages of what counts: each purpose's weights, changed, marked, reset, undone, and who may."""

import pytest
from django.urls import reverse

from qunce.base.jobs.models import Job
from qunce.base.jobs.worker import drain
from qunce.base.journal.models import Fact
from qunce.base.journal.sentences import lines
from qunce.community.charter import queries, services
from qunce.community.charter.models import Purpose
from qunce.community.charter.purposes import MEASURES, SALES, CharterTerms
from qunce.community.charter.services import CharterError
from tests.cast import Cast

pytestmark = pytest.mark.django_db
PAGE = reverse("community:purpose", args=["sales"])
ALL = {key: str(SALES.weights.get(key, 0)) for key, _measure in MEASURES.items()}


def weights(cast: Cast, key: str = "sales") -> dict[str, float]:
    return dict(queries.purposes(cast.workspace)[key].weights)


def test_the_list_names_every_purpose_and_counts_its_groups(cast: Cast) -> None:
    services.set_terms(cast.lunch, CharterTerms(purpose="sales"))
    page = cast.client(cast.viewer).get(reverse("community:purpose-list")).content.decode()
    assert page.count("data-row") == len(queries.purposes(cast.workspace))
    groups = queries.groups_by_purpose(cast.workspace)
    assert groups["sales"] == [cast.lunch.pk]
    assert set(groups["service"]) == {cast.tea.pk, cast.office.pk}  # what holds where nothing was said


def test_the_page_says_what_each_measure_means(cast: Cast) -> None:
    page = cast.client(cast.owner).get(PAGE).content.decode()
    assert all(f'name="{key}"' in page for key, _measure in MEASURES.items())
    assert "客户名单里的订单" in page
    assert "已改" not in page


def test_a_changed_weight_is_kept_marked_told_and_undone(cast: Cast) -> None:
    client = cast.client(cast.owner)
    client.post(PAGE, {**ALL, "reads": "10", "spoke": ""})
    assert weights(cast) == {**SALES.weights, "reads": 10}
    row = Purpose.objects.get()
    assert row.weights == {"reads": 10}  # only what differs
    assert client.get(PAGE).content.decode().count("已改") == 1
    fact = Fact.objects.get(type="charter.weights_changed")
    assert "销售成交群" in lines(cast.workspace.pk, [fact])[0].text
    assert "群主·安" in lines(cast.workspace.pk, [fact])[0].text
    undo = reverse("community:weights-undo", args=[fact.pk])
    client.post(undo)
    client.post(undo)
    assert weights(cast) == dict(SALES.weights)
    assert Fact.objects.get(type="charter.weights_restored").undoes == fact.pk


def test_reset_gives_the_default_back_and_can_itself_be_undone(cast: Cast) -> None:
    services.set_weights(cast.workspace, "sales", {**SALES.weights, "bought": 5})
    client = cast.client(cast.owner)
    client.post(reverse("community:weights-reset", args=["sales"]))
    assert weights(cast) == dict(SALES.weights)
    fact = Fact.objects.filter(type="charter.weights_changed").latest("pk")
    client.post(reverse("community:weights-undo", args=[fact.pk]))
    assert weights(cast) == {**SALES.weights, "bought": 5}


def test_nothing_changed_is_no_fact_and_no_job(cast: Cast) -> None:
    cast.client(cast.owner).post(PAGE, ALL)
    assert not Fact.objects.filter(type="charter.weights_changed").exists()
    assert not Job.objects.filter(task="charter.rejudge").exists()


@pytest.mark.parametrize(
    "wrong", [{"reads": "101"}, {"reads": "-101"}, {"reads": "viel"}, dict.fromkeys(ALL, "0"), dict.fromkeys(ALL, "-5")]
)
def test_what_cannot_be_is_refused_with_a_word(cast: Cast, wrong: dict[str, str]) -> None:
    answer = cast.client(cast.owner).post(PAGE, {**ALL, **wrong})
    assert answer.status_code == 422
    assert "q-error" in answer.content.decode() or "q-alert-danger" in answer.content.decode()
    assert weights(cast) == dict(SALES.weights)


def test_an_unknown_measure_is_refused(cast: Cast) -> None:
    with pytest.raises(CharterError):
        services.set_weights(cast.workspace, "sales", {"charm": 10})


def test_lint_warns_where_no_silent_member_could_keep_the_seat(cast: Cast) -> None:
    low = {**dict.fromkeys(SALES.weights, 0), "bought": 20, "reads": 10}
    services.set_weights(cast.workspace, "sales", low)
    assert "全部加起来最多 30 分" in cast.client(cast.viewer).get(PAGE).content.decode()


def test_the_groups_of_that_purpose_are_judged_anew_and_no_others(cast: Cast) -> None:
    services.set_terms(cast.lunch, CharterTerms(purpose="sales"))
    services.set_weights(cast.workspace, "sales", {**SALES.weights, "reads": 10})
    job = Job.objects.get(task="charter.rejudge")
    drain()
    job.refresh_from_db()
    assert job.state == "done"
    judged = {job.args["group_id"] for job in Job.objects.filter(task="lifecycle.judge_group")}
    assert judged == {cast.lunch.pk}


def test_other_edits_of_a_purpose_survive(cast: Cast) -> None:
    Purpose.objects.create(workspace=cast.workspace, key="sales", name="卖货群", terms={"size_cap": 50})
    services.set_weights(cast.workspace, "sales", {**SALES.weights, "reads": 10})
    row = queries.purposes(cast.workspace)["sales"]
    assert (row.name, row.terms.size_cap, row.weights["reads"]) == ("卖货群", 50, 10)


@pytest.mark.parametrize("who", ["viewer", "service", "operator"])
def test_only_the_owner_changes_what_counts(cast: Cast, who: str) -> None:
    client = cast.client(getattr(cast, who))
    assert 'name="reads"' not in client.get(PAGE).content.decode()
    assert client.post(PAGE, {**ALL, "reads": "1"}).status_code == 403
    assert client.post(reverse("community:weights-reset", args=["sales"])).status_code == 403
    assert weights(cast) == dict(SALES.weights)


def test_another_workspace_keeps_its_own_table(cast: Cast) -> None:
    services.set_weights(cast.workspace, "sales", {**SALES.weights, "reads": 10})
    assert queries.purposes(cast.elsewhere)["sales"].weights == SALES.weights
    fact = Fact.objects.get(type="charter.weights_changed")
    assert cast.client(cast.outsider).post(reverse("community:weights-undo", args=[fact.pk])).status_code == 404
