"""What people decided teaches the workspace's own score of complaints (E7)."""

from django.db.models import Q

from qunce.base.tenancy.models import Workspace
from qunce.community import queries as community
from qunce.community.models import Message
from qunce.practice.desk.complaints import store, training
from qunce.practice.desk.complaints.models import Complaint, Voice
from qunce.practice.desk.complaints.policy import weights
from qunce.practice.desk.complaints.policy.likely import Model

MOST = 2_000  # decisions, the newest
ORDINARY = 2_000  # messages that nothing was ever said of
State = Complaint.State
Labelled = list[tuple[str, bool]]


def decisions(workspace: Workspace) -> Labelled:
    """The words of what a colleague called a complaint, or none."""
    rows = Complaint.objects.filter(workspace=workspace).filter(
        Q(decided_by__isnull=False) | Q(seen_by__startswith="staff:")
    )
    decided = rows.filter(state__in=[State.OPEN, State.CLOSED, State.NONE]).order_by("-last_at", "-pk")
    labels = {head: state != State.NONE for head, state in decided.values_list("head_id", "state")[:MOST]}
    said = community.words_of(set(labels))
    return [(said[head][1], label) for head, label in labels.items() if head in said and said[head][1].strip()]


def ordinary(workspace: Workspace) -> list[str]:
    """Messages, the newest, that nobody raised: what the score must go on taking for ordinary."""
    raised = set(Voice.objects.filter(complaint__workspace=workspace).values_list("message_id", flat=True))
    rows = Message.objects.filter(workspace=workspace, kind=0).order_by("-sent_at").values_list("pk", "text")
    return [text for pk, text in rows[: 2 * ORDINARY] if pk not in raised and text.strip()][:ORDINARY]


def learn(workspace: Workspace, decided: Labelled) -> Model:
    """Teach the score that ships what was decided here, all of it anew; kept for all processes at once."""
    model = training.teach(weights.shipped(), decided, ordinary(workspace))
    store.SCORE.keep(workspace.pk, model)
    return model
