"""Writing a purpose's table: how much each measure counts."""

from collections.abc import Mapping

from django.db import transaction

from qunce.base.jobs import services as jobs
from qunce.base.journal import services as journal
from qunce.base.journal.models import Fact
from qunce.base.journal.services import NewFact
from qunce.base.tenancy.models import Workspace
from qunce.community.charter.models import Purpose
from qunce.community.charter.policy import lint_weights
from qunce.community.charter.purposes import PURPOSES
from qunce.community.charter.queries import groups_by_purpose
from qunce.community.charter.services import versions
from qunce.community.charter.services.terms import CharterError


@transaction.atomic
def set_weights(workspace: Workspace, key: str, weights: Mapping[str, float]) -> Fact | None:
    """Say how much each measure counts for a purpose in this workspace; ``{}`` is the default again.

    Only what differs from the built-in table is kept. The groups of this purpose are judged anew. Returns the fact by
    which ``restore_weights`` takes it back, None when nothing changes. Raises CharterError where lint finds an error.
    """
    own, before = _own_weights(key, weights), _weights_kept(workspace, key)
    if own == before:
        return None
    _keep_weights(workspace, key, own)
    data = {"purpose": key, "weights": own, "before": before}
    return journal.record(workspace, NewFact("charter.weights_changed", subject=f"purpose:{key}", data=data))[0]


@transaction.atomic
def restore_weights(fact: Fact) -> bool:
    """Undo a ``set_weights``, by its fact. False when it was undone already."""
    if Fact.objects.filter(undoes=fact.pk).exists():
        return False
    key, before = fact.data["purpose"], fact.data.get("before", {})
    workspace = Workspace.objects.get(pk=fact.workspace_id)
    _keep_weights(workspace, key, before)
    data = {"purpose": key, "weights": before}
    journal.record(workspace, NewFact("charter.weights_restored", subject=f"purpose:{key}", data=data, undoes=fact.pk))
    return True


def _own_weights(key: str, weights: Mapping[str, float]) -> dict[str, float]:
    """What differs from the built-in table. A measure that it does not name counts nothing, so 0 says nothing."""
    purpose = PURPOSES.get(key)
    wrong = next((f for f in lint_weights({**purpose.weights, **weights}) if f.severity == "error"), None)
    if wrong:
        raise CharterError(wrong.reason.msgid)
    return {measure: points for measure, points in weights.items() if purpose.weights.get(measure, 0) != points}


def _weights_kept(workspace: Workspace, key: str) -> dict[str, float]:
    row = Purpose.objects.filter(workspace=workspace, key=key).first()
    return dict(row.weights) if row else {}


def _keep_weights(workspace: Workspace, key: str, own: Mapping[str, float]) -> None:
    concerned = groups_by_purpose(workspace).get(key, [])
    versions.begin(workspace, concerned)
    Purpose.objects.update_or_create(
        workspace=workspace,
        key=key,
        defaults={"weights": own},
        create_defaults={"name": "", "weights": own, "terms": {}},
    )
    versions.keep(workspace, concerned)
    jobs.enqueue_once(workspace.pk, "charter.rejudge", {"purpose": key}, key=f"charter.rejudge:{workspace.pk}:{key}")
