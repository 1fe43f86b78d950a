"""The sample world through its importers, held against what was staged in it: questions, answers, repeats."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest

from qunce.base.jobs.worker import drain
from qunce.base.verdicts.models import StoredVerdict
from qunce.base.worklist.models import Task
from qunce.community.models import Group, Message
from qunce.demo import advertiser
from qunce.demo import services as demo
from qunce.demo.expected import Expected, Ref, expected
from qunce.demo.world import build
from qunce.kernel import clock
from qunce.practice.desk import acts
from qunce.practice.moderation.incidents.deeds import deeds_in
from qunce.practice.moderation.incidents.models import Removal

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
UNTIL = 1_795_140_000
ASKING = {"the question", "the first call", "asked again", "wants to know the same"}


class World:
    """The loaded demo and its truth. Messages are found again by group, sender and words, nearest in time."""

    def __init__(self) -> None:
        self.workspace = demo.load("small", demo.SEED, UNTIL)
        drain()
        self.truth: Expected = expected(build("small", demo.SEED, UNTIL))
        self.text: dict[int, str] = {}
        self._found: dict[tuple[str, str, str], list[Message]] = {}
        for message in Message.objects.filter(workspace=self.workspace).select_related("group", "identity__person"):
            name = message.identity.shown or message.identity.person.name
            self._found.setdefault((message.group.name, name, message.text.strip()), []).append(message)
            self.text[message.pk] = message.text

    def message(self, ref: Ref) -> int:
        found = self._found[ref.group, ref.sender, ref.text.strip()]
        return min(found, key=lambda message: abs(message.sent_at - ref.at)).pk

    def verdicts(self, kind: str) -> list[StoredVerdict]:
        return list(StoredVerdict.objects.filter(workspace=self.workspace, kind=kind, state="standing"))


@pytest.fixture
def world(db: Any) -> Iterator[World]:
    with clock.fixed(UNTIL + 60):
        yield World()


def _cited(verdict: StoredVerdict, labels: set[str]) -> list[int]:
    return [e["ref"] for e in verdict.evidence if e["kind"] == "message" and e.get("label") in labels]


def test_the_small_demo_is_judged_as_it_was_staged(world: World) -> None:
    _questions_and_answers(world)
    _no_greeting_answers(world)
    _planted_repeats(world)
    _removals_have_files(world)
    _kind_words_count(world)
    _talk_off_the_topic(world)


def _questions_and_answers(world: World) -> None:
    """Of 11 unanswered two are missed (somebody says what might be an answer), of 230 answered one is not seen."""
    judged = {ref: verdict for verdict in world.verdicts("desk.unanswered") for ref in _cited(verdict, ASKING)}
    met: Counter[tuple[str, str]] = Counter()
    for question in world.truth.questions:
        verdict = judged.get(world.message(question.asked))
        met[question.decision, verdict.decision if verdict else "none"] += 1
    assert met.total() > 240
    unanswered = sum(n for (staged, _), n in met.items() if staged == "unanswered")
    assert unanswered - met["unanswered", "unanswered"] <= 2, met
    assert met["answered", "unanswered"] + met["answered", "waiting"] <= 2, met
    assert sum(n for (_, said), n in met.items() if said == "none") <= 6, met


def _no_greeting_answers(world: World) -> None:
    answers = {ref for verdict in world.verdicts("desk.unanswered") for ref in _cited(verdict, {"the answer"})}
    assert len(answers) > 150
    said = [world.text[ref] for ref in answers]
    greeted = [text for text in said if acts.is_small_talk(text) or (acts.greets(text) and len(text) <= 16)]
    assert greeted == []


def _planted_repeats(world: World) -> None:
    """What was staged in five or more wordings is found, most of it; two staged questions never become one."""
    staged = {(group, key): {world.message(ref) for ref in refs} for (group, key), refs in world.truth.repeats.items()}
    found = [set(verdict.data["messages"]) for verdict in world.verdicts("desk.repeated")]
    for messages in found:
        assert sum(bool(messages & of) for of in staged.values()) <= 1
    often = {key: of for key, of in staged.items() if len(of) >= 5}
    caught = {key for key, of in often.items() if any(len(messages & of) >= 3 for messages in found)}
    assert len(often) >= 6
    assert len(caught) >= 4, sorted(set(often) - caught)


def _removals_have_files(world: World) -> None:
    """Each staged removal has its file and nothing else has; who led to it by no step asks for the reason."""
    staged = {(one.group, one.person, one.by) for one in world.truth.removals}
    files = Removal.objects.filter(workspace=world.workspace, state="standing").select_related("group", "person")
    told = files.exclude(group__external_id=advertiser.CHAT_ID)
    assert {(row.group.name, row.person.name, row.by) for row in told} == staged
    assert len(staged) == 1
    asked = Task.objects.filter(workspace=world.workspace, kind="moderation.removal", state="open")
    assert {(task.group_id, task.person_id) for task in asked} == {(row.group_id, row.person_id) for row in told}


def _kind_words_count(world: World) -> None:
    for reminder in world.truth.reminders:
        message = Message.objects.select_related("identity").get(pk=world.message(reminder.line))
        deeds = list(deeds_in(message.group_id, 0, UNTIL))
        mine = [(deed.sort, deed.message_id) for deed in deeds if deed.to == message.identity.person_id]
        assert mine == [("reminded", message.pk)], reminder
    assert world.truth.reminders


def _talk_off_the_topic(world: World) -> None:
    """What left the topic is found from its first line on, with lines of it alone; nothing else is."""
    found = {
        (verdict.group_id, verdict.data["subject"]): [cited["ref"] for cited in verdict.evidence]
        for verdict in world.verdicts("moderation.scope")
    }
    ids = {group.name: group.pk for group in Group.objects.filter(workspace=world.workspace)}
    staged = {(ids[g], key): [world.message(ref) for ref in refs] for (g, key), refs in world.truth.drifts.items()}
    assert found.keys() == staged.keys()
    assert len(staged) == 1
    for key, lines in staged.items():
        assert found[key] == lines[: len(found[key])]
