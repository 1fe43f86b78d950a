"""A colleague gives the picture of a message: from the page to the case, and what keeps it fair."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from qunce.base.jobs.worker import drain
from qunce.base.verdicts.models import StoredVerdict
from qunce.community.charter import services as charters
from qunce.community.charter.purposes import CharterTerms
from qunce.community.charter.types import Rule
from qunce.community.models import Group, Message
from qunce.practice.moderation import services as moderation
from qunce.practice.moderation.incidents.models import Incident
from qunce.practice.moderation.pictures import services
from qunce.practice.moderation.pictures.models import OwnCode, Seen
from qunce.practice.moderation.pictures.tests.drawn import beside, code, encoded
from qunce.practice.moderation.pictures.tests.routes import picture_in
from tests.cast import Cast

pytestmark = pytest.mark.django_db
FRIEND = "https://u.wechat.com/kAbC123"


@pytest.fixture
def message(cast: Cast) -> Message:
    charters.set_terms(cast.lunch, CharterTerms(rules=(Rule("contact", "不留联系方式", "移出群聊"),)))
    row = Message.objects.get(**picture_in(cast.lunch))
    Group.objects.filter(pk=row.group_id).update(heard_until=row.sent_at)
    return row


def given(data: bytes, name: str = "a.png") -> dict[str, SimpleUploadedFile]:
    return {"picture": SimpleUploadedFile(name, data)}


def test_from_the_picture_to_a_case_and_back_because_it_is_ours(cast: Cast, message: Message) -> None:
    page = f"/order/messages/{message.pk}/picture"
    client = cast.client(cast.operator)
    assert page in client.get(f"/messages/{message.pk}").content.decode()
    assert "图里有没有二维码" in client.get(page).content.decode()
    assert client.post(page, given(encoded(beside(FRIEND, "https://example.com/menu")))).status_code == 303
    shown = client.get(page).content.decode()
    assert FRIEND in shown
    assert f'href="{FRIEND}' not in shown  # never a live link
    assert "按违规处理" in shown
    drain()
    verdict = StoredVerdict.objects.get(kind="moderation.breach", state="standing")
    assert (verdict.decision, verdict.subject_ref) == ("breach", str(message.pk))
    incident = Incident.objects.get(message_id=message.pk)
    assert (incident.state, incident.rule["kind"], incident.seen_by) == ("standing", "contact", "detector")
    seen = Seen.objects.get()
    assert any(seen.digest == reason["params"].get("digest") for reason in verdict.reasons)
    moderation.judge_group(message.group, message.sent_at)  # judged again, the same stands
    assert StoredVerdict.objects.get(kind="moderation.breach").state == "standing"

    assert client.post(f"{page}/ours", {"text": "something else"}).status_code == 303
    assert not OwnCode.objects.exists()
    client.post(f"{page}/ours", {"text": FRIEND})
    drain()
    incident.refresh_from_db()
    assert incident.state == "void"
    assert "我们自己的" in client.get(page).content.decode()
    client.post(f"{page}/ours", {"text": FRIEND, "not": "1"})
    drain()
    incident.refresh_from_db()
    assert incident.state == "standing"


def test_looking_again_replaces_what_was_read(cast: Cast, message: Message) -> None:
    first = services.look(message, encoded(code(FRIEND)))
    assert first.verdict is not None
    drain()
    assert Incident.objects.get().state == "standing"
    assert services.look(message, encoded(code("座位 12"))).verdict is None
    drain()
    assert Incident.objects.get().state == "void"


def test_what_cannot_be_read_is_said_in_words_and_nothing_is_kept(cast: Cast, message: Message) -> None:
    page = f"/order/messages/{message.pk}/picture"
    client = cast.client(cast.service)
    for data in (b"", b"hello", encoded(code(FRIEND))[:200], b"x" * ((10 << 20) + 1)):
        answer = client.post(page, given(data))
        assert answer.status_code == 422
        assert "截图" in answer.content.decode()
        assert "Traceback" not in answer.content.decode()
    assert client.post(page, {}).status_code == 422
    assert not Seen.objects.exists()


def test_a_code_is_hostile_text(cast: Cast, message: Message) -> None:
    services.look(message, encoded(code("https://evil.top/<script>alert(1)</script>\u202egnp.exe")))
    assert "<script>alert" not in cast.client(cast.owner).get(f"/order/messages/{message.pk}/picture").content.decode()


def test_who_may(cast: Cast, message: Message) -> None:
    page, data = f"/order/messages/{message.pk}/picture", encoded(code(FRIEND))
    assert cast.client(cast.viewer).get(page).status_code == 200
    assert cast.client(cast.viewer).post(page, given(data)).status_code == 403
    assert cast.client(cast.outsider).post(page, given(data)).status_code == 404
    assert cast.client(cast.service).post(page, given(data)).status_code == 303
    assert cast.client(cast.service).post(f"{page}/ours", {"text": FRIEND}).status_code == 403
    Message.objects.filter(pk=message.pk).update(kind=0)
    assert cast.client(cast.owner).get(page).status_code == 404
    message.refresh_from_db()
    with pytest.raises(services.NoPictureError):
        services.look(message, data)


def test_without_a_rule_nothing_comes_of_it(cast: Cast, message: Message) -> None:
    charters.set_terms(cast.lunch, CharterTerms(rules=()))
    assert services.look(message, encoded(code(FRIEND))).verdict is None
    drain()
    assert not StoredVerdict.objects.filter(state="standing", kind="moderation.breach").exists()


def test_what_was_read_goes_with_the_person_and_with_the_message(cast: Cast, message: Message) -> None:
    services.look(message, encoded(code(FRIEND)))
    services.erase(cast.workspace.pk, ("小雨",), ())
    assert Seen.objects.count() == 1
    services.erase(cast.workspace.pk, (), (message.pk,))
    assert not Seen.objects.exists()
    services.look(message, encoded(code(FRIEND)))
    services.name_ours(message, FRIEND, cast.owner.pk)
    Message.objects.filter(pk=message.pk).delete()
    assert not Seen.objects.exists()
    assert OwnCode.objects.filter(workspace=cast.workspace).count() == 1
