"""Off the topic: a colleague's one click, gentle words, nothing counted, only where the charter names a topic (D8)."""

import pytest

from qunce.base.worklist.models import Task
from qunce.community.charter import services as charters
from qunce.community.charter.purposes import CharterTerms
from qunce.community.models import Message
from qunce.community.tests.talk import hear, said
from qunce.practice.moderation.incidents.models import Incident
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def test_only_with_a_topic_once_for_each_and_never_an_offence(cast: Cast) -> None:
    hear(cast.lunch, [said(0, "<b>小聊</b>", "昨晚那场球你们看了吗"), said(1, "<b>小聊</b>", "加时赛太精彩了")])
    first, second = (
        Message.objects.filter(group=cast.lunch, text__contains="球"),
        Message.objects.filter(text__contains="加时"),
    )
    service, path = cast.client(cast.service), f"/order/messages/{first.get().pk}/off-topic"
    service.post(path)
    assert not Task.objects.filter(kind="moderation.off_topic").exists()
    assert "/off-topic" not in service.get(f"/messages/{first.get().pk}").content.decode()
    charters.set_terms(cast.lunch, CharterTerms(topic_scope="午餐和接龙", side_group="云杉闲聊群"))
    assert path in service.get(f"/messages/{first.get().pk}").content.decode()
    for _ in range(2):
        service.post(path)
    service.post(f"/order/messages/{second.get().pk}/off-topic")
    (task,) = Task.objects.filter(kind="moderation.off_topic")
    params = {key: value for line in task.words for key, value in line["params"].items()}
    assert params == {"name": "<b>小聊</b>", "topic": "午餐和接龙", "group": "云杉闲聊群"}
    assert not Incident.objects.exists()
    assert cast.client(cast.viewer).post(path).status_code == 403
