"""Sample objects of the routes of groups, people and charters."""

from collections.abc import Mapping
from typing import Any

from qunce.base.tenancy.models import Workspace
from qunce.community.charter import services as charters
from qunce.community.charter.models import CharterTemplate
from qunce.community.models import Group, SavedView
from qunce.community.services import groups
from tests.cast import Cast
from tests.routes import Which, no_kwargs, sample


def group_of(cast: Cast, which: Which) -> Group:
    return {"own": cast.lunch, "hidden": cast.office, "foreign": cast.foreign}[which]


def template_in(workspace: Workspace) -> CharterTemplate:
    return CharterTemplate.objects.create(workspace=workspace, name="样例", updated_at=0)


def view_in(workspace: Workspace) -> dict[str, Any]:
    return {"pk": SavedView.objects.create(workspace=workspace, name="样例", subject="groups", created_at=0).pk}


def archiving_of(group: Group) -> dict[str, Any]:
    return {"pk": groups.archive_many(group.workspace, [group.pk]).pk}


def applying_to(group: Group) -> dict[str, Any]:
    return {"pk": charters.apply_template(group.workspace, [group.pk], template_in(group.workspace)).pk}


def bulk(cast: Cast, which: Which) -> Mapping[str, Any]:
    return {"ids": [group_of(cast, which).pk], "do": "archive"}


GROUPS = {
    "own": lambda cast: {"pk": cast.lunch.pk},
    "hidden": lambda cast: {"pk": cast.office.pk},
    "foreign": lambda cast: {"pk": cast.foreign.pk},
}

for name in ("group", "group-members", "group-size", "charter"):
    sample(f"community:{name}", **GROUPS, body=lambda cast, which: {"size": "120"})
sample("community:group-bulk", hidden=no_kwargs, foreign=no_kwargs, body=bulk)
for name, made in (("group-unarchive", archiving_of), ("charter-unapply", applying_to)):
    sample(
        f"community:{name}",
        own=lambda cast, made=made: made(cast.lunch),
        hidden=lambda cast, made=made: made(cast.office),
        foreign=lambda cast, made=made: made(cast.foreign),
    )
sample("community:view-save", own=lambda cast: {"subject": "groups"}, no_object=True)
sample("community:view-delete", own=lambda cast: view_in(cast.workspace), foreign=lambda cast: view_in(cast.elsewhere))
for name in ("template", "template-delete"):
    sample(
        f"community:{name}",
        own=lambda cast: {"pk": template_in(cast.workspace).pk},
        foreign=lambda cast: {"pk": template_in(cast.elsewhere).pk},
    )
sample(
    "community:person",
    own=lambda cast: {"pk": cast.yu.pk},
    hidden=lambda cast: {"pk": cast.hidden.pk},
    foreign=lambda cast: {"pk": cast.stranger.pk},
)
