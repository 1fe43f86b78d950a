"""The owner's pages: who works here, their roles and groups, the workspace."""

import re
import threading

import pytest
from django.db import connection
from django.test import Client

from qunce.base.accounts import services
from qunce.base.accounts.models import Role, SetupToken, StaffMembership
from qunce.base.journal.models import Fact
from tests.cast import Cast, make_staff, make_workspace


def place_of(cast: Cast, who: str) -> StaffMembership:
    return StaffMembership.objects.get(staff=cast.everyone[who], workspace=cast.workspace)


@pytest.fixture
def owner(cast: Cast) -> Client:
    return cast.client(cast.owner)


def test_the_list_shows_everybody_with_role_and_scope(cast: Cast, owner: Client) -> None:
    services.take_out(place_of(cast, "viewer"))
    people = {c.name: (c.role, c.scope, c.present, c.is_me) for c in owner.get("/settings/staff").context["colleagues"]}
    assert people["群主·安"] == ("负责人", "全部群", True, True)
    assert people["运营·乔"] == ("运营", "2 个群", True, False)
    assert not people["店长·冬"][2]
    assert "别家·莫" not in people


def test_an_invitation_is_made_shown_once_and_works(cast: Cast, owner: Client) -> None:
    form = {"name": "小周", "role": "operator", "scope": "some", "groups": [cast.tea.pk]}
    page = owner.post("/settings/staff/invite", form)
    [link] = re.findall(r"http://testserver(/join/[\w-]+)", page.context["link"])
    assert link in page.content.decode()
    assert link not in owner.get("/settings/staff").content.decode()
    assert Client().get(link).status_code == 200
    assert Fact.objects.get(type="accounts.staff_invited").data == {"name": "小周", "role": "operator"}


@pytest.mark.parametrize(
    "wrong",
    [
        {"role": "king"},
        {"role": ""},
        {"scope": "some", "groups": ["999999"]},
        {"scope": "some", "groups": ["x"]},
        {"scope": "some"},
        {"scope": ""},
        {"name": ""},
    ],
)
def test_a_wrong_invitation_is_not_made(cast: Cast, owner: Client, wrong: dict[str, str]) -> None:
    page = owner.post("/settings/staff/invite", {"name": "小周", "role": "viewer", "scope": "all", **wrong})
    assert page.context["form"].errors
    assert not SetupToken.objects.exists()


def test_a_group_of_another_workspace_cannot_be_given(cast: Cast, owner: Client) -> None:
    page = owner.post(
        "/settings/staff/invite", {"name": "周", "role": "viewer", "scope": "some", "groups": [cast.foreign.pk]}
    )
    assert page.context["form"].errors["groups"]
    assert cast.foreign.name not in page.content.decode()


def test_an_invitation_is_withdrawn(cast: Cast, owner: Client) -> None:
    link = services.invite(cast.workspace, Role.VIEWER, name="周")
    [row] = owner.get("/settings/staff").context["invitations"]
    assert cast.client(cast.outsider).post(f"/settings/staff/invitations/{row['id']}/withdraw").status_code == 404
    owner.post(f"/settings/staff/invitations/{row['id']}/withdraw")
    assert Client().get(link).status_code == 410
    assert owner.post(f"/settings/staff/invitations/{row['id']}/withdraw").status_code == 404


def test_role_and_groups_are_changed(cast: Cast, owner: Client) -> None:
    place = place_of(cast, "operator")
    page = owner.get(f"/settings/staff/{place.pk}")
    assert page.context["form"].initial == {"role": "operator", "scope": "all", "groups": []}
    owner.post(f"/settings/staff/{place.pk}", {"role": "service", "scope": "some", "groups": [cast.lunch.pk]})
    place.refresh_from_db()
    assert (place.role, place.all_groups, place.group_ids) == ("service", False, [cast.lunch.pk])
    kinds = list(Fact.objects.filter(subject=f"staff:{cast.operator.pk}").values_list("type", "data"))
    assert ("accounts.role_changed", {"name": "运营·柏", "before": "operator", "role": "service"}) in kinds
    assert ("accounts.scope_changed", {"name": "运营·柏", "before": None, "groups": [cast.lunch.pk]}) in kinds
    before = Fact.objects.count()
    owner.post(f"/settings/staff/{place.pk}", {"role": "service", "scope": "some", "groups": [cast.lunch.pk]})
    assert Fact.objects.count() == before  # nothing changed, nothing to tell


def test_taking_the_last_tick_away_does_not_open_every_group(cast: Cast, owner: Client) -> None:
    place = place_of(cast, "scoped")
    page = owner.post(f"/settings/staff/{place.pk}", {"role": "operator", "scope": "some"})
    assert page.context["form"].errors["groups"]
    place.refresh_from_db()
    assert not place.all_groups
    owner.post(f"/settings/staff/{place.pk}", {"role": "operator", "scope": "all", "groups": [cast.lunch.pk]})
    place.refresh_from_db()
    assert place.all_groups


def test_an_owner_with_groups_is_refused(cast: Cast, owner: Client) -> None:
    place = place_of(cast, "operator")
    page = owner.post(f"/settings/staff/{place.pk}", {"role": "owner", "scope": "some", "groups": [cast.lunch.pk]})
    assert page.context["form"].errors["scope"]
    with pytest.raises(services.OwnerScopeError):
        services.change_place(place, Role.OWNER, group_ids=[cast.lunch.pk])


def test_the_last_owner_stays(cast: Cast, owner: Client) -> None:
    place = place_of(cast, "owner")
    page = owner.post(f"/settings/staff/{place.pk}", {"role": "viewer", "scope": "all"})
    assert page.context["form"].errors["role"]
    assert owner.post(f"/settings/staff/{place.pk}/take-out").status_code == 302
    place.refresh_from_db()
    assert (place.role, place.ended_at) == ("owner", None)
    # With a second owner it goes; one who was taken out does not count.
    services.change_place(place_of(cast, "operator"), Role.OWNER)
    services.take_out(place)
    with pytest.raises(services.LastOwnerError):
        services.take_out(place_of(cast, "operator"))


@pytest.mark.django_db(transaction=True)
def test_two_owners_cannot_take_each_other_out_at_once() -> None:
    workspace = make_workspace()
    for name in ("an", "bo"):
        make_staff(name, workspace, Role.OWNER)
    start = threading.Barrier(2)

    def take_out(pk: int) -> None:
        try:
            place = StaffMembership.objects.select_related("staff").get(pk=pk)
            start.wait()
            services.take_out(place)
        except services.LastOwnerError:
            pass
        finally:
            connection.close()

    pks = list(StaffMembership.objects.values_list("pk", flat=True))
    threads = [threading.Thread(target=take_out, args=(pk,)) for pk in pks]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert StaffMembership.objects.filter(ended_at=None).count() == 1


def test_taking_out_and_letting_back_in(cast: Cast, owner: Client) -> None:
    place = place_of(cast, "scoped")
    owner.post(f"/settings/staff/{place.pk}/take-out")
    place.refresh_from_db()
    assert place.ended_at is not None
    owner.post(f"/settings/staff/{place.pk}/restore")
    assert cast.actor(cast.scoped).groups == frozenset({cast.lunch.pk, cast.tea.pk})
    kinds = list(Fact.objects.filter(subject=f"staff:{cast.scoped.pk}").order_by("id").values_list("type", flat=True))
    assert kinds == ["accounts.staff_taken_out", "accounts.staff_restored"]
    assert {f.actor for f in Fact.objects.filter(subject=f"staff:{cast.scoped.pk}")} == {f"staff:{cast.owner.pk}"}


def test_a_colleague_of_another_workspace_does_not_exist(cast: Cast, owner: Client) -> None:
    theirs = StaffMembership.objects.get(staff=cast.outsider).pk
    assert owner.get(f"/settings/staff/{theirs}").status_code == 404
    for verb in ("take-out", "restore"):
        assert owner.post(f"/settings/staff/{theirs}/{verb}").status_code == 404


def test_the_workspace_is_renamed_and_its_clock_moved(cast: Cast, owner: Client) -> None:
    answer = owner.post("/settings/workspace", {"name": "安记", "zone": "Asia/Urumqi"})
    assert answer.status_code == 302
    cast.workspace.refresh_from_db()
    assert (cast.workspace.name, cast.workspace.zone) == ("安记", "Asia/Urumqi")
    assert Fact.objects.get(type="accounts.workspace_changed").data["before"] == "安记小厨"
    assert owner.post("/settings/workspace", {"name": "安记", "zone": "Mars/Base"}).context["form"].errors["zone"]
