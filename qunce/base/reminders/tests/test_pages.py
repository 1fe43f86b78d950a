"""The bell, what one was told, what one wants to hear."""

from typing import Any

import pytest
from django.core import mail
from django.urls import reverse

from qunce.base.reminders import services
from qunce.base.reminders.models import Device, Hook, Reminder, Wishes
from qunce.base.reminders.tests.routes import hook_in
from qunce.base.reminders.tests.test_looking import NOON, task
from qunce.kernel import clock
from tests.cast import Cast

pytestmark = pytest.mark.django_db
SAID = {"on_late": ["email"], "quiet_from": "22:00", "quiet_to": "07:30", "digest": "08:00"}


def test_the_bell_counts_until_all_was_seen(cast: Cast) -> None:
    task(cast, "a", NOON + 60, cast.service.pk)
    with clock.fixed(NOON):
        services.look(cast.workspace)
    client = cast.client(cast.service)
    unseen = Reminder.objects.filter(reader=f"staff:{cast.service.pk}").count()
    page = client.get(reverse("reminders:index")).content.decode()
    assert f"提醒，{unseen} 条未读" in page
    assert "1 件事快到期了" in page
    assert "事情a" in page
    client.post(reverse("reminders:index"))
    assert "提醒，0 条未读" in client.get(reverse("reminders:index")).content.decode()


def test_wishes_are_kept_as_they_were_said(cast: Cast) -> None:
    client = cast.client(cast.service)
    assert client.post(reverse("reminders:wishes"), SAID).status_code == 303
    row = Wishes.objects.get()
    assert (row.matrix["late"], row.matrix["soon"], row.quiet, row.digest) == (["email"], [], [[1320, 450]], 480)
    page = client.get(reverse("reminders:wishes")).content.decode()
    assert 'value="22:00"' in page


def test_half_a_quiet_time_is_said_and_nothing_kept(cast: Cast) -> None:
    answer = cast.client(cast.service).post(reverse("reminders:wishes"), SAID | {"quiet_to": ""})
    assert answer.status_code == 422
    assert "免打扰要有开始和结束" in answer.content.decode()
    assert not Wishes.objects.exists()


def test_an_address_counts_once_its_link_was_opened(cast: Cast, settings: Any) -> None:
    settings.EMAIL_HOST = "smtp.example.com"
    settings.PUBLIC_URL = "https://qunce.example.com"
    client = cast.client(cast.service)
    client.post(reverse("reminders:wishes"), SAID | {"email": "chen@example.com"})
    assert Wishes.objects.get().email_confirmed_at is None
    link = next(line for line in mail.outbox[0].body.splitlines() if line.startswith("https://"))
    path = link.removeprefix("https://qunce.example.com")
    client.post(reverse("reminders:wishes"), SAID | {"email": "other@example.com"})
    assert client.get(path).status_code == 410  # another address was entered since
    path = mail.outbox[1].body.split("https://qunce.example.com")[1].strip()
    assert client.get(path).status_code == 200
    assert Wishes.objects.get().email_confirmed_at is not None
    assert client.get(path[:-2] + "xx").status_code == 410


def test_without_a_mail_server_the_page_says_how_to_name_one(cast: Cast, settings: Any) -> None:
    settings.EMAIL_HOST = ""
    client = cast.client(cast.service)
    assert "QUNCE_EMAIL_URL" in client.get(reverse("reminders:wishes")).content.decode()
    client.post(reverse("reminders:wishes"), SAID | {"email": "chen@example.com"})
    assert Wishes.objects.get().email == ""


@pytest.mark.parametrize("bad", [{"endpoint": "http://push.example.com/1"}, {"p256dh": "<b>"}, {"auth": ""}])
def test_a_browser_signs_on_with_keys_that_are_some(cast: Cast, bad: dict[str, str]) -> None:
    said = {"endpoint": "https://push.example.com/1", "p256dh": "B" * 87, "auth": "a" * 22}
    client = cast.client(cast.service)
    assert client.post(reverse("reminders:device-add"), said | bad).status_code == 400
    assert client.post(reverse("reminders:device-add"), said).status_code == 204
    assert client.post(reverse("reminders:device-add"), said).status_code == 204
    assert Device.objects.count() == 1


def test_only_the_owner_sees_hooks_and_their_secrets(cast: Cast) -> None:
    row = Hook.objects.get(**hook_in(cast.workspace))
    where = reverse("reminders:hook", args=[row.pk])
    assert row.secret in cast.client(cast.owner).get(where).content.decode()
    assert cast.client(cast.operator).get(where).status_code == 403
    cast.client(cast.owner).post(reverse("reminders:hook-do", args=[row.pk, "remove"]))
    assert not Hook.objects.exists()


def test_the_worker_stands_at_the_root(cast: Cast) -> None:
    answer = cast.client(cast.service).get("/push-worker.js")
    assert answer["content-type"].startswith("text/javascript")
