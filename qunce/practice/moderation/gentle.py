"""A gentle word for talk off the group's topic, where the charter names one (D8). Only a person starts it.

What is off topic is not read by machine: chatter in the words of the topic and questions beside it look alike. A
colleague says so with one click, the words offer the group for chatter, and nothing is counted against anybody.
"""

from qunce.base.worklist import services as worklist
from qunce.base.worklist.services import NewTask
from qunce.community.charter.queries import effective
from qunce.community.models import Group, Message
from qunce.kernel import clock
from qunce.kernel.i18n import N_
from qunce.practice.moderation import words

OFF_TOPIC = "moderation.off_topic"
ANSWER_WITHIN = 3600  # seconds: later, the talk is somewhere else


class NoScopeError(ValueError):
    """The charter of the group names no topic; the message is a msgid."""


def remind(message: Message) -> bool:
    """Put the gentle word into the worklist: one for each person and group. False where it waits already.

    Raises NoScopeError.
    """
    group = Group.objects.select_related("workspace").get(pk=message.group_id)
    charter = effective(group.workspace, group.pk).charter
    if not charter.topic_scope.strip():
        raise NoScopeError(N_("This group's charter names no topic: write it there first."))
    person = message.identity.person
    task = NewTask(
        OFF_TOPIC,
        key=f"{group.pk}:{person.pk}",
        due_at=clock.timestamp() + ANSWER_WITHIN,
        title={"msgid": N_("A gentle word to %(name)s: off the topic"), "params": {"name": person.name}},
        words=words.off_topic(person.name, charter.topic_scope.strip(), charter.side_group),
        group_id=group.pk,
        person_id=person.pk,
        data={"message": message.pk},
        sources=[message.pk],
    )
    return bool(worklist.open_tasks(group.workspace_id, [task]))
