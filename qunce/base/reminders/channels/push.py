"""By web push (RFC 8030, 8188, 8291, 8292): encrypted for the browser, signed with this installation's own key."""

import base64
import json
import os
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from py_vapid import Vapid02

from qunce.base.reminders.channels.base import Channel, Letter, Result
from qunce.base.reminders.models import Device, Wishes
from qunce.kernel import clock, outside, push_cipher
from qunce.kernel.i18n import N_
from qunce.kernel.outside import RefusedError

MISSING = N_("Push needs https: set QUNCE_PUBLIC_URL to an address that begins with it.")
LIVES = 12 * 3600
MOST_LINES = 4
_KEY = "push.pem"


def key() -> Vapid02:
    """The key by which push services know this installation; made at the first use, beside the data."""
    path = Path(settings.DATA_ROOT) / _KEY
    if not path.exists():
        fresh = Vapid02()
        fresh.generate_keys()
        half = path.with_suffix(f".{os.getpid()}")
        half.touch(mode=0o600)
        half.write_bytes(fresh.private_pem())
        try:
            os.link(half, path)  # whoever is first wins; the others read theirs
        except FileExistsError:
            pass
        finally:
            half.unlink()
    return Vapid02.from_pem(path.read_bytes())


def public_key() -> str:
    """As the browser takes it: the uncompressed point, base64url without padding."""
    point = push_cipher.point_of(key().public_key)
    return base64.urlsafe_b64encode(point).rstrip(b"=").decode("ascii")


def targets(staff_id: int, wishes: Wishes) -> list[str]:
    return [f"device:{pk}" for pk in Device.objects.filter(staff_id=staff_id).values_list("pk", flat=True)]


def encrypted(device: Device, payload: bytes) -> bytes:
    return push_cipher.encrypt(payload, _bytes(device.p256dh), _bytes(device.auth))


def _bytes(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def send(target: str, letter: Letter) -> Result:
    device = Device.objects.filter(pk=target.removeprefix("device:")).first()
    if device is None:
        return Result("gone", "signed off")
    shown = {
        "title": letter.subject,
        "body": "\n".join(letter.lines[:MOST_LINES]),
        "url": letter.url,
        "tag": letter.data.get("event", ""),
    }
    parts = urlsplit(device.endpoint)
    claims = {
        "aud": f"{parts.scheme}://{parts.netloc}",
        "exp": str(clock.timestamp() + LIVES),
        "sub": settings.PUBLIC_URL or "mailto:qunce@localhost",
    }
    headers = {
        **key().sign(claims),
        "content-encoding": "aes128gcm",
        "content-type": "application/octet-stream",
        "ttl": str(LIVES),
        "urgency": "normal",
    }
    try:
        body = encrypted(device, json.dumps(shown, ensure_ascii=False).encode("utf-8"))
        answer = outside.post(device.endpoint, body, headers, settings.INSIDE_HOSTS)
    except RefusedError as error:
        return Result("gone", error.msgid % error.params)
    except ValueError as error:  # keys that are none
        return Result("gone", str(error)[:200])
    if answer.fine:
        return Result("sent")
    if answer.status in (404, 410):
        return Result("gone", str(answer.status))
    return Result("again", f"{answer.status} {answer.text}"[:300], answer.retry_after)


def gone(target: str, why: str) -> None:
    from qunce.base.reminders.services import wishing

    wishing.forget_device(target)


def missing() -> str:
    """Browsers give push to https and to this very machine."""
    return "" if settings.HTTPS or not settings.PUBLIC_URL else MISSING


CHANNEL = Channel("push", N_("Push to this device"), targets, send, missing=missing, gone=gone)
