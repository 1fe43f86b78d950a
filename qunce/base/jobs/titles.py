"""What a job is called, in the reader's language."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext


def title_text(title: Mapping[str, Any]) -> str:
    """The title of a job: its msgid with its words. A title whose words do not fit is shown as it stands."""
    msgid = str(title.get("msgid", ""))
    words = title.get("params") or {}
    if not msgid:
        return ""
    try:
        return gettext(msgid) % words if words else gettext(msgid)
    except (KeyError, TypeError, ValueError):
        return msgid
