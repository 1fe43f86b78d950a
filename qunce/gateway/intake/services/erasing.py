"""What imports remember of a person, taken away when the person is erased."""

from collections.abc import Collection
from typing import Any

from django.db import transaction
from django.db.models import Q

from qunce.base.tenancy.services import blank_names
from qunce.community.blanking import Blanker
from qunce.gateway.intake.models import Import, ImportProblem, Memory
from qunce.gateway.intake.services import keeping
from qunce.kernel.names import fold_name


def erase_names(workspace_id: int, names: Collection[str], message_ids: Collection[int]) -> None:
    """Previews lose the rows of the person and their name elsewhere; refused rows that hold it lose their words."""
    blanker = Blanker(names)
    if not blanker.names:
        return
    imports = Import.objects.filter(workspace_id=workspace_id)
    for row in imports.exclude(preview={}).only("preview"):
        kept = _without(row.preview, blanker)
        if kept != row.preview:
            Import.objects.filter(pk=row.pk).update(preview=kept)
    blank_names(imports, ["file_name", "plan", "counts", "error"], blanker)
    holding = Q(pk__in=[])
    for name in blanker.names:
        holding |= Q(raw__contains=name)
    problems = ImportProblem.objects.filter(of_import__workspace_id=workspace_id)
    problems.filter(holding).update(raw="", params={})
    blank_names(problems, ["params"], blanker)
    Memory.objects.filter(workspace_id=workspace_id, kind="own_name", key__in=blanker.folded).delete()
    Memory.objects.filter(workspace_id=workspace_id, kind="talker", key__in=blanker.folded).delete()
    blank_names(Memory.objects.filter(workspace_id=workspace_id), ["value"], blanker)
    # After the transaction: a file is searched to its end, and nobody is to wait for that.
    transaction.on_commit(lambda: keeping.forget_files(workspace_id, blanker.names))


def _without(preview: dict[str, Any], blanker: Blanker) -> dict[str, Any]:
    def theirs(name: Any) -> bool:
        return isinstance(name, str) and fold_name(name) in blanker.folded

    kept = dict(preview)
    for key in ("names", "talkers"):
        kept[key] = [pair for pair in preview.get(key, []) if not theirs(pair[0])]
    kept["own"] = [name for name in preview.get("own", []) if not theirs(name)]
    kept["sample"] = [line for line in preview.get("sample", []) if not theirs(line.get("name"))]
    kept["problems"] = [p for p in preview.get("problems", []) if blanker.everywhere(str(p)) == str(p)]
    return {key: blanker.data(value, key) for key, value in kept.items() if key in preview}
