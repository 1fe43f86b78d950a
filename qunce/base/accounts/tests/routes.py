"""Sample objects of the routes of accounts."""

from typing import Any

from qunce.base.accounts import queries, services
from qunce.base.accounts.models import Role, Staff, StaffMembership
from qunce.base.tenancy.models import Workspace
from tests.cast import Cast
from tests.routes import sample


def place(staff: Staff) -> dict[str, Any]:
    return {"pk": StaffMembership.objects.get(staff=staff).pk}


def invitation(workspace: Workspace) -> dict[str, Any]:
    services.invite(workspace, Role.VIEWER, name="周")
    return {"pk": queries.open_invitations(workspace.pk)[0].pk}


def session(staff: Staff) -> dict[str, Any]:
    row = services.open_session(staff, f"sample-{staff.pk}")
    return {"pk": row.pk}


def link(cast: Cast) -> dict[str, Any]:
    return {"token": services.invite(cast.workspace, Role.VIEWER, name="周").removeprefix("/join/")}


sample("accounts:set_up", own=lambda cast: {"token": "no-such-token"})
sample("accounts:join", own=link)
sample(
    "accounts:enter_workspace",
    own=lambda cast: {"pk": cast.workspace.pk},
    foreign=lambda cast: {"pk": cast.elsewhere.pk},
)
sample(
    "accounts:end_session",
    own=lambda cast: session(cast.owner),
    foreign=lambda cast: session(cast.outsider),
    mine="owner",
)
sample(
    "accounts:withdraw", own=lambda cast: invitation(cast.workspace), foreign=lambda cast: invitation(cast.elsewhere)
)
for name in ("colleague", "take_out", "restore"):
    sample(
        f"accounts:{name}",
        own=lambda cast: place(cast.operator),
        foreign=lambda cast: place(cast.outsider),
        body=lambda cast, which: {"role": "viewer", "scope": "all"},
    )
