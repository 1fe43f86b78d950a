"""Sample objects of the routes of incidents."""

from typing import Any

from qunce.community.models import Group, Message
from qunce.kernel import clock
from qunce.practice.moderation.incidents.models import Incident, Removal, Report
from qunce.today.tests.routes import message_in
from tests.routes import sample


def case_in(group: Group) -> dict[str, Any]:
    person = group.memberships.select_related("person").get(person__group_count__gt=0).person
    now = clock.timestamp()
    said = {
        "id": 1,
        "at": now,
        "name": person.name,
        "text": f"{person.name}在{group.name}发的广告",
        "kind": "text",
        "spans": [],
    }
    row = Incident.objects.create(
        workspace=group.workspace, group=group, person=person, at=now, seen_at=now, seen_by="detector", said=said
    )
    return {"pk": row.pk}


sample(
    "incidents:case",
    own=lambda cast: case_in(cast.lunch),
    hidden=lambda cast: case_in(cast.office),
    foreign=lambda cast: case_in(cast.foreign),
)

for route, body in (
    ("skip", {"to": "notice", "why": "样例", "severe": "1"}),
    ("no-skip", {}),
    ("not-taken", {}),
    ("new-code", {}),
    ("decide", {"verdict": "uphold", "words": "样例"}),
    ("note-appeal", {"said": "样例"}),
):
    sample(
        f"incidents:{route}",
        own=lambda cast: case_in(cast.lunch),
        hidden=lambda cast: case_in(cast.office),
        foreign=lambda cast: case_in(cast.foreign),
        body=lambda cast, which, body=body: body,
    )


def report_in(group: Group) -> dict[str, Any]:
    now = clock.timestamp()
    row = Report.objects.create(
        workspace=group.workspace, group=group, what="private", about="某人", said=f"{group.name}里有人加我", at=now
    )
    return {"pk": row.pk}


sample(
    "incidents:report",
    own=lambda cast: report_in(cast.lunch),
    hidden=lambda cast: report_in(cast.office),
    foreign=lambda cast: report_in(cast.foreign),
    body=lambda cast, which: {"words": "样例"},
)
sample(
    "incidents:report-code",
    own=lambda cast: {"pk": cast.lunch.pk},
    hidden=lambda cast: {"pk": cast.office.pk},
    foreign=lambda cast: {"pk": cast.foreign.pk},
)


def removal_in(group: Group) -> dict[str, Any]:
    person = group.memberships.select_related("person").get(person__group_count__gt=0).person
    row, _ = Removal.objects.get_or_create(
        workspace=group.workspace, group=group, person=person, at=1_780_000_000, defaults={"sentence": "样例"}
    )
    return {"pk": row.pk}


sample(
    "incidents:removal",
    own=lambda cast: removal_in(cast.lunch),
    hidden=lambda cast: removal_in(cast.office),
    foreign=lambda cast: removal_in(cast.foreign),
    body=lambda cast, which: {"why": "asked"},
)


def said_in(group: Group) -> dict[str, Any]:
    row = Message.objects.filter(group=group).order_by("pk").first()
    return {"pk": row.pk} if row else message_in(group)


sample(
    "incidents:off-topic",
    own=lambda cast: said_in(cast.lunch),
    hidden=lambda cast: said_in(cast.office),
    foreign=lambda cast: said_in(cast.foreign),
)
