"""Out of the house, to real servers: mail, signed webhooks, encrypted push; down, slow, gone, redirected (R30, S06)."""

import base64
import email
import email.policy
import json
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from standardwebhooks import Webhook

from qunce.base.reminders import services
from qunce.base.reminders.channels import push
from qunce.base.reminders.models import Delivery, Device, Hook, Wishes
from qunce.base.reminders.tests.servers import mail, web
from qunce.base.reminders.tests.test_looking import NOON, task
from qunce.kernel import clock
from qunce.kernel.push_cipher import point_of
from tests.cast import Cast
from tests.kernel.test_push_cipher import opened

pytestmark = pytest.mark.django_db
SECRET = "whsec_" + base64.b64encode(b"a secret of this test").decode()


@pytest.fixture(autouse=True)
def _inside(settings: Any) -> None:
    settings.INSIDE_HOSTS = frozenset({"127.0.0.1"})


def hook(cast: Cast, url: str, form: str = "standard") -> Hook:
    return Hook.objects.create(workspace=cast.workspace, url=url, form=form, secret=SECRET, events=["late"], since=NOON)


def late(cast: Cast) -> None:
    task(cast, "a", NOON - 60, cast.service.pk)
    with clock.fixed(NOON):
        services.look(cast.workspace)


def state() -> tuple[str, int]:
    row = Delivery.objects.get(channel="hook")
    return row.state, row.attempts


def test_a_webhook_is_signed_so_that_its_receiver_can_tell(cast: Cast) -> None:
    with web() as (url, heard):
        hook(cast, f"{url}/told?by=qunce")
        late(cast)
        now = clock.timestamp()
        with clock.fixed(now):
            assert services.send_due() == 1
    (one,) = heard
    said = Webhook(SECRET).verify(one.body, one.headers)
    assert said["type"] == "reminder.late"
    assert said["data"]["tasks"][0]["title"] == "事情a"
    assert one.path == "/told?by=qunce"
    with pytest.raises(Exception, match="No matching signature"):
        Webhook("whsec_" + base64.b64encode(b"another").decode()).verify(one.body, one.headers)
    assert state() == ("sent", 1)


def test_down_for_a_while_it_comes_later_under_the_same_id(cast: Cast) -> None:
    with web(lambda n: (503, {"Retry-After": "120"}, b"down") if n < 3 else (200, {}, b"ok")) as (url, heard):
        hook(cast, url)
        late(cast)
        at = NOON
        for wanted in (1, 1, 2, 3):
            with clock.fixed(at):
                services.send_due()
            assert len(heard) == wanted
            at += 60 if wanted == 1 and at == NOON else 130
    assert len({one.headers["webhook-id"] for one in heard}) == 1
    assert state() == ("sent", 3)
    assert Hook.objects.get().failing_since is None


def test_after_three_days_of_silence_it_is_turned_off_and_replay_brings_all(cast: Cast) -> None:
    row = hook(cast, "http://127.0.0.1:9")  # nobody listens there
    late(cast)
    for at in range(NOON, NOON + 4 * clock.DAY, 6 * 3600):
        with clock.fixed(at):
            services.send_due()
    row.refresh_from_db()
    assert not row.on
    assert row.off_reason
    assert state()[0] == "failed"
    with web() as (url, heard), clock.fixed(NOON + 5 * clock.DAY):
        Hook.objects.update(url=url)
        services.turn_on(row)
        assert services.replay(row) == 1
        services.send_due()
    assert len(heard) == 1


@pytest.mark.parametrize(("status", "on"), [(410, False), (404, True), (302, True), (500, True)])
def test_gone_turns_it_off_the_rest_is_tried_again_and_a_redirect_not_followed(
    cast: Cast, status: int, on: bool
) -> None:
    with web(lambda n: (status, {"Location": "http://169.254.169.254/"}, b"")) as (url, heard):
        hook(cast, url)
        late(cast)
        with clock.fixed(NOON):
            services.send_due()
    assert len(heard) == 1
    assert Hook.objects.get().on is on
    assert state()[0] == ("waiting" if on else "failed")


@pytest.mark.parametrize(("code", "wanted"), [(0, "sent"), (45009, "waiting"), (93000, "failed")])
def test_the_robot_of_wecom_says_200_and_means_its_code(cast: Cast, code: int, wanted: str) -> None:
    with web(lambda n: (200, {}, json.dumps({"errcode": code}).encode())) as (url, heard):
        hook(cast, url, "wecom")
        late(cast)
        with clock.fixed(NOON):
            services.send_due()
    assert "事情a" in json.loads(heard[0].body)["text"]["content"]
    assert state()[0] == wanted


@pytest.mark.parametrize(
    "url",
    [
        "ftp://example.com/", "https://user:pass@example.com/", "http://localhost/", "http://169.254.169.254/latest",
        "http://[::1]/", "http://[::ffff:10.0.0.1]/", "http://100.64.0.1/", "http://0x7f000001/", "https:///x", "x",
        "http://[64:ff9b::7f00:1]/", "https://127.0.0.1:22/", "http://\u246027.0.0.1/",
    ],
)  # fmt: skip
def test_addresses_of_the_own_network_and_nonsense_are_refused(cast: Cast, settings: Any, url: str) -> None:
    settings.INSIDE_HOSTS = frozenset()
    answer = cast.client(cast.owner).post(
        "/settings/reminders/hooks/new", {"url": url, "form": "standard", "events": ["late"]}
    )
    assert answer.status_code == 422
    assert not Hook.objects.exists()


def test_a_name_that_moves_inside_later_is_not_called(
    cast: Cast, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.INSIDE_HOSTS = frozenset()
    with web() as (_url, heard):
        hook(cast, "http://rebind.example.com/")
        late(cast)
        monkeypatch.setattr("socket.getaddrinfo", lambda *a, **k: [(2, 1, 6, "", ("127.0.0.1", 80))])
        with clock.fixed(NOON):
            services.send_due()
    assert not heard
    assert "127.0.0.1" in Delivery.objects.get().error


def wishing(cast: Cast, **more: object) -> Wishes:
    return Wishes.objects.create(
        workspace=cast.workspace, staff=cast.service, matrix={"late": ["email"]}, email="chen@example.com", **more
    )


def test_mail_goes_to_a_confirmed_address_only(cast: Cast, settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST = "127.0.0.1"
    with mail() as (port, box):
        settings.EMAIL_PORT = port
        wishing(cast)
        late(cast)
        assert not Delivery.objects.filter(channel="email").exists()
        Wishes.objects.update(email_confirmed_at=NOON)
        task(cast, "b", NOON - 30, cast.service.pk)
        with clock.fixed(NOON):
            services.look(cast.workspace)
            assert services.send_due() == 1
    ((to, text),) = box.letters
    letter = email.message_from_bytes(text, policy=email.policy.default)
    assert to == ["chen@example.com"]
    assert letter["subject"] == "[安记小厨] 1 件事已超时"
    assert "事情b" in letter.get_content()


def test_an_address_that_does_not_exist_is_given_up_a_busy_server_is_not(cast: Cast, settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST = "127.0.0.1"
    wishing(cast, email_confirmed_at=NOON)
    late(cast)
    for refusal, wanted in (("451 later", "waiting"), ("550 nobody", "failed")):
        with mail(refusal) as (port, _box):
            settings.EMAIL_PORT = port
            with clock.fixed(NOON + (0 if wanted == "waiting" else 3600)):
                services.send_due()
        assert Delivery.objects.get(channel="email").state == wanted


def test_ten_minutes_lie_between_two_letters_and_the_second_holds_all(cast: Cast, settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST = "127.0.0.1"
    wishing(cast, email_confirmed_at=NOON)
    with mail() as (port, box):
        settings.EMAIL_PORT = port
        for minute in range(4):
            task(cast, f"t{minute}", NOON + 60 * minute, cast.service.pk)
            with clock.fixed(NOON + 60 * minute):
                services.look(cast.workspace)
                services.send_due()
        assert len(box.letters) == 1
        with clock.fixed(NOON + 601):
            services.send_due()
    assert len(box.letters) == 2
    text = email.message_from_bytes(box.letters[1][1], policy=email.policy.default).get_content()
    assert all(f"事情t{n}" in text for n in (1, 2, 3))


def test_a_push_is_sealed_for_the_browser_and_signed_by_us(cast: Cast) -> None:
    key, auth = ec.generate_private_key(ec.SECP256R1()), b"0123456789abcdef"

    def written(raw: bytes) -> str:
        return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()

    with web(lambda n: (201, {}, b"") if n == 1 else (410, {}, b"")) as (url, heard):
        row = Device.objects.create(
            staff=cast.service, endpoint=f"{url}/send/1", p256dh=written(point_of(key.public_key())),
            auth=written(auth), since=NOON,
        )  # fmt: skip
        late(cast)
        with clock.fixed(NOON):
            assert services.send_due() == 1
        said = json.loads(opened(heard[0].body, key, auth))
        assert said["title"] == "1 件事已超时"
        assert "事情a" in said["body"]
        assert heard[0].headers["authorization"].startswith("vapid t=")
        assert push.public_key() in heard[0].headers["authorization"]
        assert b"\xe4\xba\x8b" not in heard[0].body  # nothing of it travels in the open
        assert services.try_channel("push", f"device:{row.pk}", "安记小厨").what == "gone"


def test_a_worker_that_dies_in_the_call_says_it_again_after_a_pause(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    with web() as (url, heard):
        hook(cast, url)
        late(cast)
        with monkeypatch.context() as patched:
            patched.setattr("qunce.base.reminders.services.sending._settle", _die)
            with pytest.raises(KeyboardInterrupt), clock.fixed(NOON):
                services.send_due()
        with clock.fixed(NOON + 1):
            services.send_due()
        assert len(heard) == 1
        with clock.fixed(NOON + 31):
            services.send_due()
    assert len(heard) == 2
    assert heard[0].headers["webhook-id"] == heard[1].headers["webhook-id"]


def _die(*args: object) -> None:
    raise KeyboardInterrupt
