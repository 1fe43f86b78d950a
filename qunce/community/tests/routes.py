"""Sample objects of the routes of groups, people and charters."""

from collections.abc import Mapping
from typing import Any

from qunce.base.tenancy.models import Workspace
from qunce.community.charter import services as charters
from qunce.community.charter.models import CharterTemplate
from qunce.community.charter.purposes import CharterTerms
from qunce.community.charter.services import acknowledging
from qunce.community.models import Group, Person, SavedView
from qunce.community.services import groups, merging, tags
from tests.cast import Cast, make_person
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


def noting_in(group: Group) -> dict[str, Any]:
    """A bulk note in a group whose members did not know its charter."""
    charters.set_terms(group, CharterTerms(theme="午餐", value_proposition="三道菜"))
    fact = acknowledging.acknowledge_many(group.workspace, [group])
    return {"pk": fact.pk if fact else 0}


def bulk(cast: Cast, which: Which) -> Mapping[str, Any]:
    return {"ids": [group_of(cast, which).pk], "do": "archive"}


GROUPS = {
    "own": lambda cast: {"pk": cast.lunch.pk},
    "hidden": lambda cast: {"pk": cast.office.pk},
    "foreign": lambda cast: {"pk": cast.foreign.pk},
}

for name in ("group", "group-members", "group-size", "charter", "charter-versions", "nicknames"):
    sample(f"community:{name}", **GROUPS, body=lambda cast, which: {"size": "120"})
sample("community:charter-lint", **GROUPS, body=lambda cast, which: {"theme": "午餐"})
sample("community:nickname-asked", **GROUPS, body=lambda cast, which: {"person": person_of(cast, which).pk})
sample("community:nickname-try", own=lambda cast: {}, no_object=True)
sample("community:template-lint", own=lambda cast: {}, no_object=True)
sample("community:charter-link", **GROUPS)
sample("community:charter-announced", **GROUPS, body=lambda cast, which: {"number": "1"})
sample(
    "community:charter-acknowledged",
    **GROUPS,
    body=lambda cast, which: {"number": "1", "person": person_of(cast, which).pk, "do": "note"},
)
sample("community:group-bulk", hidden=no_kwargs, foreign=no_kwargs, body=bulk)
for name, made in (
    ("group-unarchive", archiving_of),
    ("charter-unapply", applying_to),
    ("group-unacknowledge", noting_in),
):
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


def weighing_in(workspace: Workspace) -> dict[str, Any]:
    fact = charters.set_weights(workspace, "sales", {"bought": 5})
    assert fact is not None
    return {"pk": fact.pk}


for name in ("purpose", "weights-reset"):
    sample(f"community:{name}", own=lambda cast: {"key": "sales"}, no_object=True)
sample(
    "community:weights-undo",
    own=lambda cast: weighing_in(cast.workspace),
    foreign=lambda cast: weighing_in(cast.elsewhere),
)
PEOPLE = {
    "own": lambda cast: {"pk": cast.yu.pk},
    "hidden": lambda cast: {"pk": cast.hidden.pk},
    "foreign": lambda cast: {"pk": cast.stranger.pk},
}


def person_of(cast: Cast, which: Which) -> Person:
    return {"own": cast.yu, "hidden": cast.hidden, "foreign": cast.stranger}[which]


def twin_of(person: Person) -> Person:
    """Another entry of theirs, in the same groups."""
    groups = [place.group for place in person.memberships.select_related("group")]
    return make_person(f"{person.name}二", *groups)


def tagging_of(person: Person) -> dict[str, Any]:
    return {"pk": tags.tag(person.workspace_id, "样例", [person.pk]).pk}


def merging_of(person: Person) -> dict[str, Any]:
    return {"pk": merging.merge(person, twin_of(person)).pk}


def chosen_people(cast: Cast, which: Which) -> Mapping[str, Any]:
    return {"ids": [person_of(cast, which).pk], "do": "tag", "tag": "样例"}


def both_entries(cast: Cast, which: Which) -> Mapping[str, Any]:
    person = person_of(cast, which)
    return {"ids": [person.pk, twin_of(person).pk]}


sample("community:person", **PEOPLE)
sample("community:person-timeline", **PEOPLE)
sample("community:person-tag", **PEOPLE, body=lambda cast, which: {"tag": "样例"})
sample("community:person-staff", **PEOPLE, body=lambda cast, which: {"staff": "1"})
sample("community:person-merge", **PEOPLE, body=lambda cast, which: {"other": twin_of(person_of(cast, which)).pk})
sample("community:person-split", **PEOPLE)
sample("community:person-erase", **PEOPLE, body=lambda cast, which: {"word": "抹除"})
sample("community:person-bulk", hidden=no_kwargs, foreign=no_kwargs, body=chosen_people)
sample("community:duplicates-merge", hidden=no_kwargs, foreign=no_kwargs, body=both_entries)
for name, made in (("people-undo", tagging_of), ("merge-undo", merging_of)):
    sample(
        f"community:{name}",
        own=lambda cast, made=made: made(cast.yu),
        hidden=lambda cast, made=made: made(cast.hidden),
        foreign=lambda cast, made=made: made(cast.stranger),
    )
