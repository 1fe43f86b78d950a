"""Reading workspaces."""

from qunce.base.tenancy.models import Workspace


def demo_workspaces() -> list[Workspace]:
    return list(Workspace.objects.filter(is_demo=True).order_by("id"))
