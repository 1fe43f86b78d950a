"""By e-mail, to an address its owner has confirmed."""

from smtplib import SMTPException, SMTPRecipientsRefused

from django.conf import settings
from django.core.mail import EmailMessage

from qunce.base.reminders.channels.base import Channel, Letter, Result
from qunce.base.reminders.models import Wishes
from qunce.kernel.i18n import N_

MISSING = N_("No mail server: set QUNCE_EMAIL_URL, e.g. smtps://name:password@smtp.example.com, and QUNCE_EMAIL_FROM.")


def targets(staff_id: int, wishes: Wishes) -> list[str]:
    return [wishes.email] if wishes.email and wishes.email_confirmed_at else []


def send(target: str, letter: Letter) -> Result:
    body = "\n".join([*letter.lines, "", letter.url, "", f"— {letter.workspace} · 群策 Qunce"])
    subject = " ".join(f"[{letter.workspace}] {letter.subject}".split())  # a line break would begin a header
    mail = EmailMessage(
        subject, body, settings.DEFAULT_FROM_EMAIL, [target],
        headers={"Message-ID": f"<{letter.message_id}@qunce>", "Auto-Submitted": "auto-generated"},
    )  # fmt: skip
    try:
        mail.send()
    except SMTPRecipientsRefused as error:
        code = next(iter(error.recipients.values()))[0]
        return Result("gone" if code in (550, 551, 553) else "again", str(error)[:300])
    except (SMTPException, OSError) as error:
        return Result("again", f"{type(error).__name__}: {error}"[:300])
    return Result("sent")


CHANNEL = Channel("email", N_("E-mail"), targets, send, missing=lambda: "" if settings.EMAIL_HOST else MISSING)
