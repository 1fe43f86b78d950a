"""Sample objects of the routes of pictures."""

from typing import Any

from qunce.community.models import Group, Message
from qunce.community.services.recording import KINDS
from qunce.today.tests.routes import message_in
from tests.routes import sample


def picture_in(group: Group) -> dict[str, Any]:
    made = message_in(group)
    Message.objects.filter(pk=made["pk"]).update(kind=KINDS.index("image"))
    return made


for route, body in (("picture", {}), ("ours", {"text": "https://u.wechat.com/x"})):
    sample(
        f"pictures:{route}",
        own=lambda cast: picture_in(cast.lunch),
        hidden=lambda cast: picture_in(cast.office),
        foreign=lambda cast: picture_in(cast.foreign),
        body=lambda cast, which, body=body: body,
    )
