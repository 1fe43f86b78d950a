"""Jobs of the installation itself."""

from importlib import import_module
from importlib.util import find_spec
from typing import Any

from qunce.base.jobs.registry import task
from qunce.base.jobs.running import Running
from qunce.kernel.i18n import N_

DEMO = "qunce.demo.services"


def has_demo() -> bool:
    return find_spec(DEMO) is not None


@task("config.load_demo", title=N_("Load the sample world"), max_attempts=2)
def load_demo(job: Running) -> dict[str, Any]:
    """A job, so that the first start answers at once."""
    import_module(DEMO).load_if_empty()
    return {}
