"""What the group page and the person page offer: the hours ready to announce, and a private request to note."""

from collections.abc import Mapping
from typing import Any, cast

from django.http import HttpRequest

from qunce.base.accounts.access import StaffRequest
from qunce.base.accounts.models import Role
from qunce.base.ui.reasons import reason_text
from qunce.community.charter.queries import effective
from qunce.practice.desk import words


def note(request: HttpRequest, person_id: int) -> Mapping[str, Any] | None:
    return {"person_id": person_id} if cast(StaffRequest, request).actor.may(Role.SERVICE) else None


def notice(request: HttpRequest, group_id: int) -> Mapping[str, Any] | None:
    """The words for the announcement (E4): when we answer, and that the night's questions wait for the next day."""
    hours = effective(cast(StaffRequest, request).actor.workspace, group_id).charter.service_hours
    if not any(b > a for day in hours.shifts for a, b in day):
        return None
    said = (reason_text({"msgid": one.msgid, "params": dict(one.params)}) for one in words.service_notice(hours))
    return {"words": "\n".join(said)}
