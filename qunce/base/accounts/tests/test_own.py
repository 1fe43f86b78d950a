"""One's own account: profile, passphrase, devices; and what ends a session."""

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.test import Client
from pytest_django import Settings

from qunce.base.accounts import policy, queries, services
from qunce.base.accounts.models import Role, StaffMembership, StaffSession
from qunce.base.journal.models import Fact
from qunce.kernel import clock
from tests.cast import PASSPHRASE, Cast, client_for

NEW = "五月的小厨房 8 点关门"


def signed_in(client: Client) -> bool:
    return client.get("/settings/me").status_code == 200


def test_a_profile_is_saved_and_worn_by_this_browser(cast: Cast, settings: Settings) -> None:
    client = cast.client(cast.viewer)
    answer = client.post("/settings/me", {"name": "冬冬", "language": "en", "theme": "dark"})
    assert answer.status_code == 302
    cast.viewer.refresh_from_db()
    assert (cast.viewer.name, cast.viewer.language, cast.viewer.theme) == ("冬冬", "en", "dark")
    assert client.cookies[settings.LANGUAGE_COOKIE_NAME].value == "en"
    assert client.cookies["qunce_theme"].value == "dark"
    assert client.get("/settings/me")["Content-Language"] == "en"
    client.post("/settings/me", {"name": "冬冬", "language": "en", "theme": ""})
    assert client.cookies["qunce_theme"].value == ""
    assert [f.data for f in Fact.objects.filter(type="accounts.renamed")] == [{"before": "店长·冬", "name": "冬冬"}]


@pytest.mark.parametrize("wrong", [{"language": "xx"}, {"theme": "neon"}, {"name": " "}, {"name": "长" * 61}])
def test_a_wrong_profile_changes_nothing(cast: Cast, wrong: dict[str, str]) -> None:
    answer = cast.client(cast.viewer).post("/settings/me", {"name": "冬", "language": "en", "theme": "", **wrong})
    assert answer.context["form"].errors
    cast.viewer.refresh_from_db()
    assert cast.viewer.name == "店长·冬"


def test_a_new_passphrase_signs_out_all_others_and_rotates_this_one(cast: Cast, settings: Settings) -> None:
    here, there, another = (cast.client(cast.owner) for _ in range(3))
    bystander = cast.client(cast.viewer)
    before = here.cookies[settings.SESSION_COOKIE_NAME].value
    answer = here.post("/settings/password", {"current": PASSPHRASE, "new": NEW})
    assert answer.status_code == 302
    after = here.cookies[settings.SESSION_COOKIE_NAME].value
    assert after != before
    assert signed_in(here)
    assert not signed_in(there)
    assert not signed_in(another)
    assert signed_in(bystander)
    assert [s.session_key for s in StaffSession.objects.filter(staff=cast.owner)] == [after]
    # The session table holds no way back in for the ones that ended.
    assert not Session.objects.filter(session_key=before).exists()
    cast.owner.refresh_from_db()
    assert cast.owner.check_password(NEW)
    assert Fact.objects.filter(type="accounts.password_changed").count() == 1


def test_the_current_passphrase_is_asked_for_and_guarded(cast: Cast) -> None:
    client = cast.client(cast.owner)
    for _ in range(7):
        answer = client.post("/settings/password", {"current": "wrong", "new": NEW})
        assert answer.context["form"].errors["current"]
    assert client.post("/settings/password", {"current": "wrong", "new": NEW}).status_code == 429
    assert client.post("/settings/password", {"current": PASSPHRASE, "new": NEW}).status_code == 429
    cast.owner.refresh_from_db()
    assert cast.owner.check_password(PASSPHRASE)


@pytest.mark.parametrize("weak", ["1234567", "password1", "12345678901", "群主·安群主·安"])
def test_a_weak_passphrase_is_refused(cast: Cast, weak: str) -> None:
    cast.owner.username = "群主·安群主·安"
    cast.owner.save()
    answer = cast.client(cast.owner).post("/settings/password", {"current": PASSPHRASE, "new": weak})
    assert answer.context["form"].errors["new"]


def test_a_long_passphrase_with_spaces_is_welcome(cast: Cast) -> None:
    long = " 一 " * 60
    assert cast.client(cast.owner).post("/settings/password", {"current": PASSPHRASE, "new": long}).status_code == 302
    cast.owner.refresh_from_db()
    assert cast.owner.check_password(long)


def test_devices_are_listed_and_can_be_signed_out(cast: Cast) -> None:
    here, there = cast.client(cast.owner), cast.client(cast.owner)
    page = here.get("/settings/sessions")
    devices = page.context["devices"]
    assert [device.here for device in devices] == [True, False]
    answer = here.post(f"/settings/sessions/{devices[1].id}/end")
    assert answer.status_code == 302
    assert (signed_in(here), signed_in(there)) == (True, False)
    assert Fact.objects.filter(type="accounts.session_ended").count() == 1


def test_all_others_can_be_signed_out_at_once(cast: Cast) -> None:
    here, *others = (cast.client(cast.owner) for _ in range(4))
    here.post("/settings/sessions/end-others")
    assert signed_in(here)
    assert not any(signed_in(other) for other in others)
    assert Fact.objects.get(type="accounts.sessions_ended").data["count"] == 3


def test_nobody_ends_the_session_of_somebody_else(cast: Cast) -> None:
    theirs = cast.client(cast.viewer)
    row = StaffSession.objects.get(staff=cast.viewer)
    assert cast.client(cast.owner).post(f"/settings/sessions/{row.pk}/end").status_code == 404
    assert signed_in(theirs)


def test_idle_and_old_sessions_end(cast: Cast) -> None:
    start = clock.now()
    with time_machine.travel(start, tick=False) as time:
        idle, used = cast.client(cast.viewer), cast.client(cast.owner)
        for _ in range(5):
            time.shift(6 * clock.DAY)
            if _ < 4:
                assert signed_in(used)
        assert not signed_in(idle)
        time.shift(clock.DAY)  # 31 days after signing in, however busy
        assert not signed_in(used)
        assert not any(queries.sessions_of(who.pk).exists() for who in (cast.viewer, cast.owner))


def test_last_seen_is_kept_to_the_minute_without_a_write_per_request(cast: Cast) -> None:
    with time_machine.travel(clock.now(), tick=False) as time:
        client = cast.client(cast.viewer)
        row = StaffSession.objects.get(staff=cast.viewer)
        time.shift(30)
        signed_in(client)
        assert StaffSession.objects.get(pk=row.pk).seen_at == row.seen_at
        time.shift(31)
        signed_in(client)
        assert StaffSession.objects.get(pk=row.pk).seen_at == row.seen_at + 61


def test_expired_sessions_are_forgotten(cast: Cast) -> None:
    with time_machine.travel(clock.now(), tick=False) as time:
        cast.client(cast.viewer)
        time.shift(policy.SESSION_IDLE - 5)
        fresh = cast.client(cast.owner)
        time.shift(10)
        assert services.forget_expired() == 1
        assert signed_in(fresh)
        assert Session.objects.count() == StaffSession.objects.count() == 1


def test_a_session_whose_row_is_gone_is_no_session(cast: Cast) -> None:
    client = cast.client(cast.viewer)
    StaffSession.objects.filter(staff=cast.viewer).delete()
    assert not signed_in(client)


def test_the_cookie_of_another_person_gives_their_rights_only(cast: Cast, settings: Settings) -> None:
    client = client_for(cast.viewer)
    client.cookies[settings.SESSION_COOKIE_NAME] = "x" * 32
    assert not signed_in(client)


# What ends sessions from outside


def place_of(cast: Cast, who: str) -> StaffMembership:
    return StaffMembership.objects.get(staff=cast.everyone[who], workspace=cast.workspace)


def test_somebody_taken_out_is_out_at_the_next_request(cast: Cast) -> None:
    client = cast.client(cast.service)
    services.take_out(place_of(cast, "service"))
    assert not signed_in(client)
    cast.service.refresh_from_db()
    assert not cast.service.is_active
    services.restore(place_of(cast, "service"))
    assert not signed_in(client)  # they sign in anew
    assert signed_in(cast.client(cast.service))


def test_a_new_role_ends_sessions_and_a_new_scope_holds_at_once(cast: Cast) -> None:
    client = cast.client(cast.operator)
    services.change_place(place_of(cast, "operator"), Role.OPERATOR, group_ids=[cast.tea.pk])
    assert client.get("/settings/me").wsgi_request.actor.groups == frozenset({cast.tea.pk})
    services.change_place(place_of(cast, "operator"), Role.VIEWER)
    assert not signed_in(client)


def test_taken_out_of_one_workspace_they_stay_in_the_other(cast: Cast) -> None:
    services.place(cast.service, cast.elsewhere, Role.VIEWER)
    services.take_out(place_of(cast, "service"))
    client = client_for(cast.service, cast.workspace)
    assert client.get("/settings/me").wsgi_request.actor.workspace == cast.elsewhere


def test_the_theme_follows_the_person_to_another_browser(cast: Cast) -> None:
    here, there = cast.client(cast.viewer), cast.client(cast.viewer)
    there.cookies["qunce_theme"] = "light"  # an older choice, kept by the other browser
    assert here.post("/theme", {"theme": "dark"}).status_code == 204
    assert 'data-theme="dark"' in there.get("/settings/me").content.decode()
    here.post("/theme", {"theme": ""})
    assert 'data-theme=""' in there.get("/settings/me").content.decode()


def test_a_visitors_theme_stays_in_the_browser_and_comes_along_when_signing_in(cast: Cast) -> None:
    browser = Client()
    assert browser.post("/theme", {"theme": "dark"}).status_code == 204
    assert 'data-theme="dark"' in browser.get("/login").content.decode()
    browser.post("/login", {"username": cast.viewer.username, "password": PASSPHRASE})
    cast.viewer.refresh_from_db()
    assert cast.viewer.theme == "dark"


def test_no_other_theme_is_taken(cast: Cast) -> None:
    assert cast.client(cast.viewer).post("/theme", {"theme": "neon"}).status_code == 400
    cast.viewer.refresh_from_db()
    assert cast.viewer.theme == ""
