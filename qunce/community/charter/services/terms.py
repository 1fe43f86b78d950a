"""Writing charters: a group's own terms, templates, bulk apply."""

from collections.abc import Collection, Mapping
from typing import Any

import msgspec
from django.db import transaction

from qunce.base.jobs import services as jobs
from qunce.base.journal import services as journal
from qunce.base.journal.models import Fact
from qunce.base.journal.services import NewFact
from qunce.base.tenancy.models import Workspace
from qunce.community.charter.models import Charter, CharterTemplate, Terms
from qunce.community.charter.policy import MAX_RULES
from qunce.community.charter.purposes import CharterTerms
from qunce.community.charter.queries import TERMS
from qunce.community.charter.services import versions
from qunce.community.models import Group
from qunce.kernel import clock
from qunce.kernel.i18n import N_


class CharterError(ValueError):
    """The terms cannot hold; ``msgid`` says why."""

    def __init__(self, msgid: str) -> None:
        super().__init__(msgid)
        self.msgid = msgid


TOO_MANY_RULES = N_("At most three rules: nobody reads more.")
CIRCLE = N_("A template cannot inherit from itself.")


def _columns(terms: CharterTerms) -> dict[str, Any]:
    if terms.rules is not None and len(terms.rules) > MAX_RULES:
        raise CharterError(TOO_MANY_RULES)
    said = msgspec.to_builtins(terms)
    return {"purpose": terms.purpose or "", **{name: said.get(name) for name in TERMS}}


def _snapshot(row: Terms) -> dict[str, Any]:
    return {"purpose": row.purpose, **{name: getattr(row, name) for name in TERMS}}


@transaction.atomic
def set_terms(group: Group, terms: CharterTerms, template: CharterTemplate | None = None) -> Charter:
    """Say a group's own terms; None fields are inherited. A new version starts where that changes what applies.

    Raises CharterError for more than three rules (D2).
    """
    columns = _columns(terms)
    row = Charter.objects.filter(group=group).first()
    before = {**_snapshot(row), "template": row.template_id} if row else None
    if row is None:
        row = Charter(workspace_id=group.workspace_id, group=group, version=0)
    for name, value in columns.items():
        setattr(row, name, value)
    row.template, row.updated_at = template, clock.timestamp()
    after = {**_snapshot(row), "template": template.pk if template else None}
    if before is not None and msgspec.json.encode(before) == msgspec.json.encode(after):
        return row
    row.save()
    versions.keep(group.workspace, [group.pk])
    row.refresh_from_db(fields=["version"])
    journal.record(
        group.workspace_id,
        NewFact(
            "charter.changed",
            group_id=group.pk,
            subject=f"charter:{row.pk}",
            data={"before": before, "version": row.version, "group": group.name},
        ),
    )
    return row


def _reach(workspace: Workspace, group_ids: Collection[int]) -> None:
    """Keep the versions of many groups, and have those judged anew for which something changed (D5)."""
    changed = versions.keep(workspace, group_ids)
    if changed:
        args, key = {"group_ids": changed}, f"charter.rejudge_groups:{workspace.pk}"
        jobs.enqueue_once(workspace.pk, "charter.rejudge_groups", args, key=key, merge=_both)


def _both(waiting: Mapping[str, Any], asked: Mapping[str, Any]) -> Mapping[str, Any]:
    return {"group_ids": sorted({*waiting["group_ids"], *asked["group_ids"]})}


@transaction.atomic
def apply_template(workspace: Workspace, group_ids: Collection[int], template: CharterTemplate) -> Fact:
    """Put many groups under one template, keeping what each says itself. Undone by ``unapply_template``."""
    now = clock.timestamp()
    rows = {row.group_id: row for row in Charter.objects.filter(workspace=workspace, group_id__in=group_ids)}
    before = {group_id: rows[group_id].template_id if group_id in rows else None for group_id in group_ids}
    Charter.objects.filter(pk__in=[row.pk for row in rows.values()]).update(template=template, updated_at=now)
    Charter.objects.bulk_create(
        [
            Charter(workspace=workspace, group_id=group_id, template=template, version=0, updated_at=now)
            for group_id in group_ids
            if group_id not in rows
        ],
        batch_size=500,
    )
    _reach(workspace, before)
    return journal.record(
        workspace,
        NewFact(
            "charter.template_applied",
            subject=f"template:{template.pk}",
            data={"template": template.name, "count": len(before), "before": [[g, t] for g, t in before.items()]},
        ),
    )[0]


@transaction.atomic
def unapply_template(workspace: Workspace, fact_id: int) -> int:
    """Undo a bulk apply, by its fact: every group returns to the template it had. Returns how many."""
    fact = Fact.objects.filter(workspace=workspace, pk=fact_id, type="charter.template_applied").first()
    if fact is None or Fact.objects.filter(undoes=fact.pk).exists():
        return 0
    by_template: dict[int | None, list[int]] = {}
    for group_id, template_id in fact.data["before"]:
        by_template.setdefault(template_id, []).append(group_id)
    for template_id, group_ids in by_template.items():
        Charter.objects.filter(workspace=workspace, group_id__in=group_ids).update(
            template_id=template_id, updated_at=clock.timestamp()
        )
    _reach(workspace, [group_id for group_id, _template in fact.data["before"]])
    journal.record(
        workspace,
        NewFact(
            "charter.template_unapplied",
            data={"template": fact.data["template"], "count": fact.data["count"]},
            undoes=fact.pk,
        ),
    )
    return int(fact.data["count"])


@transaction.atomic
def save_template(
    workspace: Workspace, name: str, terms: CharterTerms, template: CharterTemplate | None = None,
    parent: CharterTemplate | None = None,
) -> CharterTemplate:  # fmt: skip
    """Make a template or change one. Raises CharterError for a circle of parents or more than three rules."""
    row = template or CharterTemplate(workspace=workspace, version=0)
    ancestor = parent
    while ancestor is not None:
        if row.pk is not None and ancestor.pk == row.pk:
            raise CharterError(CIRCLE)
        ancestor = ancestor.parent
    for column, value in _columns(terms).items():
        setattr(row, column, value)
    row.name, row.parent, row.version, row.updated_at = name.strip()[:60], parent, row.version + 1, clock.timestamp()
    row.save()
    _reach(workspace, versions.under(workspace, row.pk))
    journal.record(
        workspace, NewFact("charter.template_saved", subject=f"template:{row.pk}", data={"template": row.name})
    )
    return row


@transaction.atomic
def delete_template(template: CharterTemplate) -> None:
    """Remove a template; groups under it fall back to its parent."""
    group_ids = versions.under(template.workspace, template.pk)
    Charter.objects.filter(template=template).update(template=template.parent)
    CharterTemplate.objects.filter(parent=template).update(parent=template.parent)
    journal.record(template.workspace_id, NewFact("charter.template_deleted", data={"template": template.name}))
    template.delete()
    _reach(template.workspace, group_ids)
