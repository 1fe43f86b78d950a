"""Sample objects of the routes of visitors."""

from qunce.community.visitors import services, signing
from tests.cast import Cast
from tests.routes import sample


def link(cast: Cast) -> dict[str, str]:
    row = services.give(cast.workspace.pk, "appeal", 1)
    return {"link": signing.link_of(row.pk, row.round)}


sample("visitors:enter", own=link, body=lambda cast, which: {"code": "000000"})
