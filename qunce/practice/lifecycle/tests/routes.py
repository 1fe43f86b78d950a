"""Sample objects of the routes of lifecycle."""

from tests.routes import sample

for route in ("active", "gifts", "active-export"):
    sample(
        f"lifecycle:{route}",
        own=lambda cast: {"pk": cast.lunch.pk},
        hidden=lambda cast: {"pk": cast.office.pk},
        foreign=lambda cast: {"pk": cast.foreign.pk},
    )
