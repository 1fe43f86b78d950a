"""Workspaces: made, changed, removed with all that is theirs."""

import pytest

from qunce.base.journal.models import Fact
from qunce.base.journal.services import NewFact, record
from qunce.base.tenancy import queries, services
from qunce.base.tenancy.models import Workspace
from qunce.community.models import Group, Person
from tests.cast import Cast


def test_slugs_never_collide_and_chinese_names_have_one(db: None) -> None:
    made = [services.create_workspace("安记小厨") for _ in range(20)] + [services.create_workspace("Tea & Co. " * 9)]
    slugs = [workspace.slug for workspace in made]
    assert len(set(slugs)) == len(slugs)
    assert all(slug.isascii() and 0 < len(slug) <= 40 for slug in slugs)
    assert made[-1].slug.startswith("tea-co")


@pytest.mark.parametrize("zone", ["", "Mars/Base", "../../etc/passwd", "Asia/Shanghai\0", "Asia"])
def test_an_unknown_zone_is_refused(cast: Cast, zone: str) -> None:
    with pytest.raises(services.UnknownZoneError):
        services.create_workspace("店", zone=zone)
    with pytest.raises(services.UnknownZoneError):
        services.change_workspace(cast.workspace, name="店", zone=zone)


def test_a_change_names_what_changed(cast: Cast) -> None:
    assert services.change_workspace(cast.workspace, name="安记小厨", zone="Asia/Shanghai") == []
    assert services.change_workspace(cast.workspace, name=" 安记 ", zone="UTC") == ["name", "zone"]
    assert Workspace.objects.get(pk=cast.workspace.pk).name == "安记"


def test_a_removed_workspace_takes_its_rows_and_nobody_elses(cast: Cast) -> None:
    record(cast.elsewhere, NewFact("accounts.signed_out", data={"name": "x"}))
    before = (
        Group.objects.filter(workspace=cast.workspace).count(),
        Fact.objects.filter(workspace=cast.workspace).count(),
    )
    services.remove_workspace(cast.elsewhere)
    assert not Group.objects.filter(pk=cast.foreign.pk).exists()
    assert not Person.objects.filter(pk=cast.stranger.pk).exists()
    assert not Fact.objects.exclude(workspace=cast.workspace).exists()
    after = (
        Group.objects.filter(workspace=cast.workspace).count(),
        Fact.objects.filter(workspace=cast.workspace).count(),
    )
    assert after == before


def test_demo_workspaces_are_found(cast: Cast) -> None:
    demo = services.create_workspace("演示", is_demo=True)
    assert queries.demo_workspaces() == [demo]
