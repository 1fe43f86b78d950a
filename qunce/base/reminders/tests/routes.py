"""Sample objects of the routes of reminders."""

from typing import Any

from qunce.base.reminders.models import Device, Hook
from qunce.base.tenancy.models import Workspace
from qunce.kernel import clock
from tests.cast import Cast
from tests.routes import Which, sample


def hook_in(workspace: Workspace, **more: Any) -> dict[str, Any]:
    row = Hook.objects.create(
        workspace=workspace, url="https://127.0.0.1/hook", form="standard", secret="whsec_c2VjcmV0",
        events=["late"], since=clock.timestamp(),
    )  # fmt: skip
    return {"pk": row.pk} | more


def device_of(cast: Cast, username: str) -> dict[str, Any]:
    staff = getattr(cast, username)
    row, _ = Device.objects.get_or_create(
        endpoint=f"https://127.0.0.1/{username}",
        defaults={"staff": staff, "p256dh": "x", "auth": "y", "since": clock.timestamp()},
    )
    return {"pk": row.pk}


def of_hook(**more: Any) -> dict[str, Any]:
    return {
        "own": lambda cast: hook_in(cast.workspace, **more),
        "foreign": lambda cast: hook_in(cast.foreign.workspace, **more),
    }


def device_said(cast: Cast, which: Which) -> dict[str, Any]:
    return {"endpoint": "https://push.example.com/1", "p256dh": "B" * 87, "auth": "a" * 22}


sample("reminders:confirm", own=lambda cast: {"token": "stale"})
sample("reminders:hook", **of_hook())
sample("reminders:hook-do", **of_hook(verb="off"))
sample(
    "reminders:device-forget",
    own=lambda cast: device_of(cast, "owner"),
    foreign=lambda cast: device_of(cast, "outsider"),
    mine="owner",
)
sample(
    "reminders:device-try",
    own=lambda cast: device_of(cast, "owner"),
    foreign=lambda cast: device_of(cast, "outsider"),
    mine="owner",
)
