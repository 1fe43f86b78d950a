"""Where a workspace's own score is kept; None until one is trained."""

from qunce.base.tenancy.files import FILES, WorkspaceFile
from qunce.practice.moderation.score.model import Model, loads

SCORE = WorkspaceFile("moderation", ".npz", loads=loads, dumps=Model.dumps)
FILES.register(SCORE.name, SCORE)
