"""How a hook reads: the signed JSON of Standard Webhooks, and what the group robots of WeCom take."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from standardwebhooks import Webhook

from qunce.base.reminders.channels.base import Letter, Result
from qunce.kernel import clock
from qunce.kernel.i18n import N_
from qunce.kernel.outside import Answer
from qunce.kernel.registry import Registry

WECOM_BYTES = 2048
WECOM_GONE = {93000, 93004, 93006, 93008}  # bad key, robot removed, disabled, not in the group (platform.md errors)


@dataclass(frozen=True, slots=True)
class Form:
    """write: (letter, secret) → body and headers; read: what an answer means."""

    key: str
    title: str
    write: Callable[[Letter, str], tuple[bytes, Mapping[str, str]]]
    read: Callable[[Answer], Result]


def _standard(letter: Letter, secret: str) -> tuple[bytes, dict[str, str]]:
    """Signed as standardwebhooks.com says: id, timestamp and HMAC-SHA256 over both and the body."""
    at = datetime.fromtimestamp(clock.timestamp(), UTC)
    kind = f"reminder.{letter.data.get('event', 'told')}"
    body = json.dumps({"type": kind, "timestamp": at.isoformat(), "data": letter.data}, ensure_ascii=False)
    signature = Webhook(secret).sign(letter.message_id, at, body)
    headers = {
        "content-type": "application/json; charset=utf-8",
        "webhook-id": letter.message_id,
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": signature,
    }
    return body.encode("utf-8"), headers


def _read_standard(answer: Answer) -> Result:
    if answer.fine:
        return Result("sent")
    if answer.status == 410:
        return Result("gone", "410 Gone")
    return Result("again", f"{answer.status} {answer.text}"[:300], answer.retry_after)


def _wecom(letter: Letter, secret: str) -> tuple[bytes, dict[str, str]]:
    """A text of at most 2,048 bytes; the key in the address is what proves us, ``secret`` has no part in it."""
    text = (
        "\n".join([letter.subject, *letter.lines, letter.url]).encode("utf-8")[:WECOM_BYTES].decode("utf-8", "ignore")
    )
    body = json.dumps({"msgtype": "text", "text": {"content": text}}, ensure_ascii=False)
    return body.encode("utf-8"), {"content-type": "application/json; charset=utf-8"}


def _read_wecom(answer: Answer) -> Result:
    """WeCom answers 200 and says in ``errcode`` whether it worked."""
    if not answer.fine:
        return _read_standard(answer)
    try:
        code = int(json.loads(answer.text).get("errcode", -1))
    except (ValueError, TypeError, AttributeError):
        code = -1
    if code == 0:
        return Result("sent")
    return Result("gone" if code in WECOM_GONE else "again", f"errcode {code}", 60 if code == 45009 else None)


forms: Registry[Form] = Registry("forms of hooks")
forms.register("standard", Form("standard", N_("Signed JSON (Standard Webhooks)"), _standard, _read_standard))
forms.register("wecom", Form("wecom", N_("Group robot of WeCom"), _wecom, _read_wecom))
