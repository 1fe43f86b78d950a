"""The link to a shared report names the address that others reach us by."""

import pytest
from pytest_django import Settings

from tests.cast import Cast

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("public", "start"), [("https://club.example.cn", "https://club.example.cn/r/"), ("", "http://testserver/r/")]
)
def test_a_report_is_shared_by_the_public_address(cast: Cast, settings: Settings, public: str, start: str) -> None:
    settings.PUBLIC_URL = public
    client = cast.client(cast.operator)
    client.post(f"/groups/{cast.lunch.pk}/report/share", {"lifetime": "week"})
    assert start in client.get(f"/groups/{cast.lunch.pk}/report").content.decode()
