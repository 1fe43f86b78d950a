"""Where a workspace's own score of complaints is kept; where there is none, the one that ships does."""

from qunce.base.tenancy.files import FILES, WorkspaceFile
from qunce.practice.desk.complaints.policy.likely import Model
from qunce.practice.desk.complaints.policy.weights import dumps, loads


def _read(data: bytes) -> Model:
    return loads(data.decode())


def _written(model: Model) -> bytes:
    return dumps(model).encode()


SCORE = WorkspaceFile("complaints", ".json", loads=_read, dumps=_written)
FILES.register(SCORE.name, SCORE)
