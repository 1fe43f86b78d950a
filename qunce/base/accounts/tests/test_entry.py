"""The first run, signing in and out, the lock, invitations."""

import re
import threading
from typing import Any

import pytest
import time_machine
from django.contrib.auth import hashers
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from pytest_django import Settings

from qunce.base.accounts import policy, queries, services
from qunce.base.accounts.models import Role, SetupToken, Staff, StaffMembership, StaffSession
from qunce.base.journal.models import Fact
from qunce.base.tenancy.models import Workspace
from tests.cast import PASSPHRASE, Cast, client_for, make_staff, make_workspace

OWNER = {"workspace": "安记小厨", "name": "安", "username": "An", "password": PASSPHRASE}


def setup_link() -> str:
    link = services.issue_setup_link()
    assert link is not None
    return link


def facts(kind: str) -> list[Fact]:
    return list(Fact.objects.filter(type=f"accounts.{kind}").order_by("id"))


def sign_in(client: Client, username: str = "an", password: str = PASSPHRASE, **extra: Any) -> Any:
    return client.post("/login", {"username": username, "password": password}, **extra)


# The first run


def test_the_first_run_takes_four_fields_and_signs_the_owner_in(db: None) -> None:
    link, client = setup_link(), Client()
    page = client.get(link)
    assert page.status_code == 200
    assert re.findall(r'<input[^>]* name="([a-z]+)"', page.content.decode()).count("csrfmiddlewaretoken") >= 1
    assert list(page.context["form"].fields) == ["workspace", "name", "username", "password"]
    assert client.post(link, OWNER)["Location"] == "/"
    staff = Staff.objects.get()
    assert (staff.username, staff.name, staff.language) == ("an", "安", "zh-hans")
    assert staff.password.startswith("md5") or staff.check_password(PASSPHRASE)
    place = StaffMembership.objects.get()
    assert (place.role, place.all_groups, place.workspace.name) == (Role.OWNER, True, "安记小厨")
    assert place.workspace.zone == "Asia/Shanghai"
    assert client.get("/settings/me").status_code == 200
    [opened], [signed] = facts("workspace_opened"), facts("signed_in")
    assert opened.actor == signed.actor == f"staff:{staff.pk}"
    assert opened.cause == signed.cause != ""


def test_the_language_is_guessed_from_the_browser_on_the_first_run(db: None) -> None:
    client = Client(headers={"Accept-Language": "en-GB,en"})
    link = setup_link()
    assert client.get(link)["Content-Language"] == "en"
    client.post(link, OWNER)
    assert Staff.objects.get().language == "en"


def test_the_new_owner_owns_the_demo_too(db: None) -> None:
    demo = make_workspace("演示", is_demo=True)
    make_staff("demo-an", demo, Role.OWNER)
    link, client = setup_link(), Client()
    client.post(link, OWNER)
    staff = Staff.objects.get(username="an")
    assert {(m.workspace.is_demo, m.role) for m in staff.memberships.all()} == {(False, "owner"), (True, "owner")}
    assert not queries.nobody_yet()


def test_a_demo_loaded_later_is_shared_with_the_owners(cast: Cast) -> None:
    demo = make_workspace("演示", is_demo=True)
    assert services.share_demo(demo) == 2
    assert [w.is_demo for w in cast.actor(cast.owner).workspaces] == [False, True]
    assert [w.is_demo for w in cast.actor(cast.operator).workspaces] == [False]


def test_each_start_gives_a_fresh_link_until_somebody_works_here(db: None) -> None:
    first, second = setup_link(), setup_link()
    assert Client().get(first).status_code == 410
    assert Client().get(second).status_code == 200
    Client().post(second, OWNER)
    assert services.issue_setup_link() is None
    assert Client().get(second).status_code == 410


def test_a_setup_link_lives_a_day_and_only_its_hash_is_kept(db: None) -> None:
    link = setup_link()
    token = SetupToken.objects.get()
    assert len(link.removeprefix("/setup/")) >= 43  # 256 bits
    assert token.digest == policy.token_digest(link.removeprefix("/setup/"))
    assert token.digest not in link
    with time_machine.travel(token.expires_at - 5, tick=False):
        assert Client().get(link).status_code == 200
    with time_machine.travel(token.expires_at + 5, tick=False):
        assert Client().get(link).status_code == 410
        assert Client().post(link, OWNER).status_code == 410
    assert not Staff.objects.exists()


def test_a_wrong_form_does_not_spend_the_link(db: None) -> None:
    link, client = setup_link(), Client()
    for wrong in ({"password": "12345678"}, {"password": "short"}, {"username": ""}, {"workspace": " "}):
        answer = client.post(link, {**OWNER, **wrong})
        assert answer.status_code == 200
        assert answer.context["form"].errors
    assert not Staff.objects.exists()
    assert client.post(link, OWNER).status_code == 302


@pytest.mark.django_db(transaction=True)
def test_a_setup_link_works_once_under_parallel_requests() -> None:
    token = setup_link().removeprefix("/setup/")
    start, outcomes = threading.Barrier(4), []

    def go(number: int) -> None:
        start.wait()
        try:
            services.set_up(token, f"店 {number}", services.Newcomer("安", f"an{number}", PASSPHRASE))
            outcomes.append("made")
        except services.LinkSpentError:
            outcomes.append("spent")
        finally:
            connection.close()

    threads = [threading.Thread(target=go, args=(n,)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["made", "spent", "spent", "spent"]
    assert (Staff.objects.count(), Workspace.objects.count()) == (1, 1)


def test_before_the_first_run_the_sign_in_page_says_how(db: None) -> None:
    page = Client().get("/login")
    assert page.status_code == 200
    assert "form" not in (page.context or {})


# Signing in and out


def test_signing_in_rotates_the_session_and_is_recorded(cast: Cast) -> None:
    client = Client(headers={"User-Agent": "Mozilla/5.0 (iPhone) MicroMessenger/8.0"})
    client.get("/login")
    client.session.save()
    before = client.session.session_key
    answer = sign_in(client, " ＡＮ ")
    assert answer["Location"] == "/"
    row = StaffSession.objects.get(staff=cast.owner)
    assert row.session_key != before
    assert (row.address, policy.device_name(row.agent)) == ("127.0.0.1", "微信 · iPhone")
    assert facts("signed_in")[-1].workspace_id == cast.workspace.pk
    client.post("/logout")
    assert not StaffSession.objects.filter(staff=cast.owner).exists()
    assert not Session.objects.filter(session_key=row.session_key).exists()
    assert client.get("/settings/me")["Location"].startswith("/login")
    assert facts("signed_out")[-1].actor == f"staff:{cast.owner.pk}"


@pytest.mark.parametrize(
    ("wanted", "there"),
    [
        ("/groups/3?tab=a", "/groups/3?tab=a"),
        ("https://evil.example/", "/"),
        ("//evil.example/", "/"),
        ("javascript:alert(1)", "/"),
        ("/\\evil.example", "/"),
    ],
)
def test_the_way_back_stays_on_this_site(cast: Cast, wanted: str, there: str) -> None:
    client = Client()
    answer = client.post("/login", {"username": "an", "password": PASSPHRASE, "next": wanted})
    assert answer["Location"] == there
    assert client.get("/login", {"next": wanted})["Location"] == there


def test_a_wrong_passphrase_and_an_unknown_name_read_the_same_and_cost_the_same(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    hashed: list[str] = []
    encode = hashers.MD5PasswordHasher.encode
    monkeypatch.setattr(
        hashers.MD5PasswordHasher,
        "encode",
        lambda self, password, salt: hashed.append(password) or encode(self, password, salt),
    )
    pages = []
    for username in ("an", "nobody"):
        hashed.clear()
        answer = sign_in(Client(), username, "wrong one here")
        assert hashed == ["wrong one here"]  # one hash either way
        text = re.sub(r'value="[^"]*"', "", answer.content.decode())
        pages.append(re.sub(r'content="[^"]{32,}"', "", text))
    assert pages[0] == pages[1]


def test_a_disabled_account_reads_like_a_wrong_passphrase(cast: Cast) -> None:
    services.take_out(StaffMembership.objects.get(staff=cast.viewer))
    answer = sign_in(Client(), "dong")
    assert answer.status_code == 200
    assert answer.context["form"].non_field_errors()


# The lock


def guess(client: Client, times: int, username: str = "an", **extra: Any) -> list[int]:
    return [sign_in(client, username, f"wrong {n}", **extra).status_code for n in range(times)]


def test_guessing_is_locked_for_a_while_and_the_page_says_until_when(cast: Cast) -> None:
    with time_machine.travel("2026-11-21T06:00:00+00:00", tick=False) as clock:
        client = Client()
        assert guess(client, 9) == [200] * 7 + [429] * 2
        locked = sign_in(client)  # even the right one, for now
        assert locked.status_code == 429
        assert locked["Retry-After"] == "900"
        assert "14:15" in locked.content.decode()
        clock.shift(14 * 60)
        assert sign_in(client).status_code == 429
        clock.shift(2 * 60)
        assert sign_in(client).status_code == 302


def test_guessing_on_does_not_lengthen_the_lock(cast: Cast) -> None:
    with time_machine.travel("2026-11-21T06:00:00+00:00", tick=False) as clock:
        client = Client()
        guess(client, 8)
        for _ in range(7):
            clock.shift(2 * 60)
            guess(client, 3)
        clock.shift(2 * 60)
        assert sign_in(client).status_code == 302


def test_the_victim_signs_in_from_elsewhere_meanwhile(cast: Cast) -> None:
    assert guess(Client(REMOTE_ADDR="203.0.113.9"), 10)[-1] == 429
    assert sign_in(Client(REMOTE_ADDR="198.51.100.7")).status_code == 302


def test_other_spellings_do_not_give_more_guesses(cast: Cast) -> None:
    client = Client()
    codes = [sign_in(client, name, "wrong").status_code for name in ("an", "AN", " An", "ａｎ") * 2]
    assert codes == [200] * 7 + [429]


def test_a_spoofed_forwarding_header_does_not_give_more_guesses(cast: Cast, settings: Settings) -> None:
    codes = [
        sign_in(Client(), "an", "wrong", headers={"X-Forwarded-For": f"192.0.2.{n}"}).status_code for n in range(9)
    ]
    assert codes[-1] == 429
    settings.TRUSTED_PROXIES = 1
    codes = [
        sign_in(Client(), "bo", "wrong", headers={"X-Forwarded-For": f"192.0.2.{n}, 198.51.100.1"}).status_code
        for n in range(9)
    ]
    assert codes[-1] == 429


def test_a_lock_is_written_down_once(cast: Cast) -> None:
    guess(Client(), 12)
    [fact] = facts("locked_out")
    assert (fact.workspace_id, fact.data["address"], fact.actor) == (cast.workspace.pk, "127.0.0.1", "visitor")


def test_a_lock_on_a_name_nobody_has_tells_nothing(cast: Cast) -> None:
    assert guess(Client(), 9, "nobody")[-1] == 429
    assert not facts("locked_out")


# Invitations


def invitation(cast: Cast, role: Role = Role.SERVICE, **kwargs: Any) -> str:
    return services.invite(cast.workspace, role, name="小周", **kwargs)


NEWCOMER = {"name": "周", "username": "zhou", "password": PASSPHRASE}


def test_an_invitation_opens_an_account_with_its_role_and_groups(cast: Cast) -> None:
    link = invitation(cast, Role.OPERATOR, group_ids=[cast.lunch.pk, cast.foreign.pk])
    client = Client()
    assert client.get(link).context["form"].initial["name"] == "小周"
    assert client.post(link, NEWCOMER)["Location"] == "/"
    actor = cast.actor(Staff.objects.get(username="zhou"))
    assert (actor.role, actor.groups) == (Role.OPERATOR, frozenset({cast.lunch.pk}))  # a foreign group is no group
    assert client.get("/settings/me").status_code == 200
    assert [f.data["name"] for f in facts("staff_joined")] == ["周"]
    assert Client().post(link, {**NEWCOMER, "username": "zhou2"}).status_code == 410


def test_a_taken_name_does_not_spend_the_invitation(cast: Cast) -> None:
    link, client = invitation(cast), Client()
    answer = client.post(link, {**NEWCOMER, "username": "AN"})
    assert answer.context["form"].errors["username"]
    assert client.post(link, NEWCOMER).status_code == 302


def test_somebody_with_an_account_joins_with_it(cast: Cast) -> None:
    link, client = invitation(cast), client_for(cast.outsider)
    assert client.get(link).status_code == 200
    assert client.post(link)["Location"] == "/"
    assert {w.name for w in cast.actor(cast.outsider).workspaces} == {"安记小厨", "别家的店"}
    assert client.get("/settings/me").wsgi_request.actor.workspace == cast.workspace


def test_an_invitation_does_not_change_the_place_one_has(cast: Cast) -> None:
    link, client = invitation(cast, Role.VIEWER), client_for(cast.owner)
    assert client.post(link).status_code == 200
    assert cast.actor(cast.owner).role == Role.OWNER
    assert Client().get(link).status_code == 200  # and it is still good


def test_a_withdrawn_or_old_invitation_is_worthless(cast: Cast) -> None:
    link = invitation(cast)
    row = queries.open_invitations(cast.workspace.pk).get()
    with time_machine.travel(row.expires_at + 1, tick=False):
        assert Client().get(link).status_code == 410
    services.withdraw_invitation(row)
    assert Client().get(link).status_code == 410
    assert Client().post(link, NEWCOMER).status_code == 410
    # A set-up link is no invitation and the other way round.
    other = invitation(cast).removeprefix("/join/")
    assert Client().get(f"/setup/{other}").status_code == 410


def test_somebody_taken_out_comes_back_by_an_invitation_with_the_same_account(cast: Cast) -> None:
    services.place(cast.viewer, cast.elsewhere, Role.VIEWER)
    services.take_out(StaffMembership.objects.get(staff=cast.viewer, workspace=cast.workspace))
    services.join_as(invitation(cast).removeprefix("/join/"), cast.viewer)
    assert cast.actor(cast.viewer).role == Role.SERVICE


def test_the_language_can_be_changed_before_signing_in(cast: Cast) -> None:
    client = Client()
    answer = client.post("/language", {"language": "en", "next": "/login?next=/x"})
    assert answer["Location"] == "/login?next=/x"
    assert client.get("/login")["Content-Language"] == "en"
    client.post("/language", {"language": "xx"})
    assert client.get("/login")["Content-Language"] == "en"


def test_a_chosen_language_follows_the_person(cast: Cast) -> None:
    client = client_for(cast.owner)
    client.post("/language", {"language": "en"})
    elsewhere = Client()
    sign_in(elsewhere)
    assert elsewhere.get("/settings/me")["Content-Language"] == "en"


def test_going_over_to_another_workspace(cast: Cast) -> None:
    services.place(cast.viewer, cast.elsewhere, Role.OPERATOR)
    client = client_for(cast.viewer)
    assert client.post(f"/workspace/{cast.elsewhere.pk}/enter").status_code == 302
    assert client.get("/settings/me").wsgi_request.actor.workspace == cast.elsewhere
    assert client.post(f"/workspace/{make_workspace('第三家').pk}/enter").status_code == 404
