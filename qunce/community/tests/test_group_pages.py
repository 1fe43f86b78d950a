"""The list of groups: what a filter replaces, and what a share says."""

import pytest
from django.urls import reverse

from qunce.base.verdicts.models import StoredVerdict
from qunce.community.models import Group
from qunce.community.search import search_text
from qunce.kernel import clock
from qunce.kernel.stats import ENOUGH
from qunce.practice.lifecycle.panels import speaking_column
from tests.cast import Cast

pytestmark = pytest.mark.django_db
LIST = reverse("community:group-list")


@pytest.fixture(autouse=True)
def searchable(cast: Cast) -> None:
    for group in Group.objects.all():
        Group.objects.filter(pk=group.pk).update(search=search_text(group.name))


def test_a_filter_swaps_the_count_and_the_export_too(cast: Cast) -> None:
    client = cast.client(cast.owner)
    part = client.get(LIST, {"q": "午餐"}, headers={"HX-Request": "true", "HX-Target": "found"}).content.decode()
    assert part.lstrip().startswith('<div id="found"')
    assert "1 个群" in part
    assert f"{reverse('community:group-export')}?q=%E5%8D%88%E9%A4%90" in part
    assert "<html" not in part
    assert part.count('id="found"') == part.count('id="list"') == part.count('id="save-view"') == 1


def test_paging_swaps_the_rows_alone(cast: Cast) -> None:
    part = cast.client(cast.owner).get(LIST, headers={"HX-Request": "true", "HX-Target": "list"}).content.decode()
    assert part.lstrip().startswith('<div id="list"')
    assert "save-view" not in part


def test_a_viewer_is_offered_no_export(cast: Cast) -> None:
    assert reverse("community:group-export") not in cast.client(cast.viewer).get(LIST).content.decode()


def healthy(group: Group, spoke: int, of: int) -> None:
    figure = {"key": "speaking", "numerator": spoke, "denominator": of, "enough": of >= ENOUGH}
    now = clock.timestamp()
    StoredVerdict.objects.create(
        workspace=group.workspace, kind="lifecycle.health", key=f"group:{group.pk}", subject_type="group",
        subject_ref=str(group.pk), group_id=group.pk, decision="healthy", reasons=[], evidence=[], confidence=0.5,
        policy="sample/1", as_of=now, at=now, data={"figures": [figure]},
    )  # fmt: skip


def test_a_share_shows_how_many_of_how_many_and_its_interval(cast: Cast) -> None:
    healthy(cast.lunch, 23, 61)
    healthy(cast.tea, 5, 8)
    cells = speaking_column(cast.workspace.pk, [cast.lunch.pk, cast.tea.pk])
    assert (cells[cast.lunch.pk].text, cells[cast.lunch.pk].sub) == ("23 / 61", "38% (27%–50%)")
    assert (cells[cast.tea.pk].text, cells[cast.tea.pk].sub) == ("5 / 8", "")


def test_a_group_of_eight_gets_no_percentage_on_the_page(cast: Cast) -> None:
    healthy(cast.tea, 5, 8)
    page = cast.client(cast.owner).get(LIST).content.decode()
    assert "5 / 8" in page
    assert "%" not in page[page.index("<tbody") : page.index("</tbody")]
