"""Where nobody has said how many a group holds, its pages say of how many they speak."""

import pytest
from django.urls import reverse

from qunce.community.models import Group
from tests.cast import Cast, make_cast

pytestmark = pytest.mark.django_db
SEEN = "按见过的 7 人计算"


@pytest.fixture
def cast(db: None) -> Cast:
    cast = make_cast()
    Group.objects.filter(pk=cast.lunch.pk).update(people_seen=7, heard_from=1, heard_until=2)
    return cast


def pages(cast: Cast) -> list[str]:
    addresses = [
        reverse("community:charter", args=[cast.lunch.pk]),
        reverse("today:index") + f"?group={cast.lunch.pk}",
        reverse("community:group-members", args=[cast.lunch.pk]),
        reverse("today:group-verdicts", args=[cast.lunch.pk]),
        reverse("today:group-report", args=[cast.lunch.pk]),
    ]
    client = cast.client(cast.owner)
    return [client.get(address, headers={"accept-language": "zh-hans"}).content.decode() for address in addresses]


def test_every_page_of_a_group_without_a_size_says_of_whom_it_speaks(cast: Cast):
    assert all(SEEN in page for page in pages(cast))


def test_and_none_does_once_the_size_is_known(cast: Cast):
    Group.objects.filter(pk=cast.lunch.pk).update(size=61)
    assert not any(SEEN in page for page in pages(cast))
