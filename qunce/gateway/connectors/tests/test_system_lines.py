"""System sentences: the public 24 and our own vectors of every form of platform F8."""

# ruff: noqa: E501 - one vector a line

import json
import os
from pathlib import Path

import pytest

from qunce.gateway.connectors.system_lines import SystemReader, parse_line, split_names

_EVENTS = {
    "invite": "joined",
    "qr_join": "joined",
    "remove": "removed",
    "rename": "group_renamed",
    "friend_confirm": "notice",
    "recall": "recalled",
    "stranger_notice": "stranger_notice",
    "template_unexpanded": "template_unexpanded",
}


def shared_data() -> Path:
    root = Path(__file__).resolve().parents[4]
    candidates = [Path(os.environ.get("QUNCE_SHARED_DATA", "/nowhere")), root.parent / "shared/data"]
    candidates += [parent / "shared/data" for parent in root.parents]
    return next((path for path in candidates if path.is_dir()), candidates[0])


@pytest.mark.real_data
def test_public_lines_all_right() -> None:
    path = shared_data() / "wecom_vectors/wechat_system_lines.jsonl"
    if not path.exists():
        pytest.skip("shared data absent")
    wrong = []
    lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    for gold in lines:
        got = parse_line(gold["text"])
        seen = got and (got.event, got.actor or None, list(got.targets), got.extra or None)
        want = (_EVENTS[gold["kind"]], gold["actor"], gold["targets"], gold["extra"])
        if seen != want:
            wrong.append((gold["text"], seen, want))
    assert len(lines) == 24
    assert wrong == []


VECTORS: list[tuple[str, str, str, list[str], str, str]] = [
    # text, event, actor, targets, scene, extra
    ('"林小满"邀请"阿福"加入了群聊', "joined", "林小满", ["阿福"], "invited", ""),
    ("“林小满”邀请“阿福、Mary Lee、🐳”加入了群聊", "joined", "林小满", ["阿福", "Mary Lee", "🐳"], "invited", ""),
    ('" 林小满 " 邀请 " 阿福 " 加入了群聊', "joined", "林小满", ["阿福"], "invited", ""),
    ('你邀请"阿福、小七"加入了群聊  ', "joined", "你", ["阿福", "小七"], "invited", ""),
    ('你邀请"阿福"加入了群聊  $revoke$', "joined", "你", ["阿福"], "invited", ""),
    ('你邀请"阿福"加入了群聊  撤销', "joined", "你", ["阿福"], "invited", ""),
    ('"林小满"邀请你加入了群聊', "joined", "林小满", ["你"], "invited", ""),
    ('"林小满"邀请你加入了群聊，群聊参与人还有：阿福、小七', "joined", "林小满", ["你"], "invited", "阿福、小七"),
    ('"林小满"邀请你和"阿福"加入了群聊', "joined", "林小满", ["你", "阿福"], "invited", ""),
    ('"林小满"邀请你和"阿福、小七"加入了群聊', "joined", "林小满", ["你", "阿福", "小七"], "invited", ""),
    ("林小满邀请阿福加入了群聊", "joined", "林小满", ["阿福"], "invited", ""),
    ('"小"满"邀请"阿"福"加入了群聊', "joined", '小"满', ['阿"福'], "invited", ""),
    ('"林小满"邀请"阿福"、"小七"加入了群聊', "joined", "林小满", ["阿福", "小七"], "invited", ""),
    ('"阿福"通过扫描"林小满"分享的二维码加入群聊', "joined", "林小满", ["阿福"], "code", ""),
    ("“阿福”通过扫描你分享的二维码加入群聊  ", "joined", "你", ["阿福"], "code", ""),
    ('"阿福"通过"林小满"的邀请二维码加入群聊', "joined", "林小满", ["阿福"], "code", ""),
    ("你通过扫描二维码加入群聊，群聊参与人还有：林小满、阿福", "joined", "", ["你"], "code", "林小满、阿福"),
    ('你通过扫描"林小满"分享的二维码加入群聊，群聊参与人还有：阿福', "joined", "林小满", ["你"], "code", "阿福"),
    ('"阿福"通过扫描二维码加入群聊', "joined", "", ["阿福"], "code", ""),
    ('"阿福"通过"林小满"分享的链接加入群聊', "joined", "林小满", ["阿福"], "link", ""),
    ('"阿福"加入了群聊', "joined", "", ["阿福"], "unknown", ""),
    ("阿福加入群聊", "joined", "", ["阿福"], "unknown", ""),
    ('你将"阿福"移出了群聊', "removed", "你", ["阿福"], "", ""),
    ('你将"阿福、小七"移出了群聊', "removed", "你", ["阿福", "小七"], "", ""),
    ('"林小满"将"阿福"移出了群聊', "removed", "林小满", ["阿福"], "", ""),
    ('你被"林小满"移出群聊', "removed", "林小满", ["你"], "", ""),
    ('"阿福"被"林小满"移出群聊', "removed", "林小满", ["阿福"], "", ""),
    ("你已被移出群聊", "removed", "", ["你"], "", ""),
    ('"阿福"退出了群聊', "left", "", ["阿福"], "", ""),
    ('"阿福"离开了群聊', "left", "", ["阿福"], "", ""),
    ('"林小满"修改群名为“周末徒步: 二群”', "group_renamed", "林小满", [], "", "周末徒步: 二群"),
    ("你修改群名为“周末徒步”", "group_renamed", "你", [], "", "周末徒步"),
    ('"林小满"将群名修改为"周末"', "group_renamed", "林小满", [], "", "周末"),
    ("“林小满”修改群名为“”", "group_renamed", "林小满", [], "", ""),
    ('"阿福"修改群昵称为“阿福-望京店”', "member_renamed", "", ["阿福"], "", "阿福-望京店"),
    ('"阿福" 撤回了一条消息', "recalled", "阿福", [], "", ""),
    ("你撤回了一条消息", "recalled", "你", [], "", ""),
    ("你撤回了一条消息 重新编辑", "recalled", "你", [], "", ""),
    ('"林小满" 撤回了成员 "阿福" 的一条消息', "recalled", "林小满", ["阿福"], "", ""),
    ('"阿福"与群里其他人都不是朋友关系，请注意隐私安全', "stranger_notice", "阿福", [], "", ""),
    ("你与群里其他人都不是微信朋友关系，请注意隐私安全", "stranger_notice", "你", [], "", ""),
    ('"林小满" 拍了拍 "阿福" 的小脑袋', "pat", "林小满", ["阿福"], "", "的小脑袋"),
    ('我拍了拍 "阿福"', "pat", "我", ["阿福"], "", ""),
    ('"林小满"拍了拍自己', "pat", "林小满", ["自己"], "", ""),
    ('"阿福"已成为新群主', "owner_changed", "", ["阿福"], "", ""),
    ("你已成为新群主", "owner_changed", "", ["你"], "", ""),
    ("群主已启用“群聊邀请确认”，群成员需群主确认才能邀请朋友进群。", "notice", "", [], "", ""),
    ('"林小满"想邀请3位朋友加入群聊', "notice", "林小满", [], "", ""),
    ("收到红包，请在手机上查看", "red_packet", "", [], "", ""),
    ('"阿福"领取了你的红包', "red_packet", "阿福", ["你"], "", ""),
    ('你领取了"阿福"的红包', "red_packet", "你", ["阿福"], "", ""),
    ('"林小满"发布了群公告', "announcement", "林小满", [], "", ""),
    ('A Fu invited Mary Lee to the group chat', "joined", "A Fu", ["Mary Lee"], "invited", ""),
    ('"A Fu" invited "Mary Lee" to the group chat', "joined", "A Fu", ["Mary Lee"], "invited", ""),
    ('A Fu invited you to the group chat', "joined", "A Fu", ["you"], "invited", ""),
    ('A Fu invited you and Mary to the group chat', "joined", "A Fu", ["你", "Mary"], "invited", ""),
    ('"Mary" joined group chat via the QR code you shared', "joined", "you", ["Mary"], "code", ""),
    ('"Mary" joined the group chat via the QR code shared by "A Fu"', "joined", "A Fu", ["Mary"], "code", ""),
    ('You removed "Mary" from the group chat', "removed", "You", ["Mary"], "", ""),
    ('You were removed from the group chat by "A Fu"', "removed", "A Fu", ["You"], "", ""),
    ('"A Fu" changed the group name to "Hike 2"', "group_renamed", "A Fu", [], "", "Hike 2"),
    ('You changed the group name to "Hike"', "group_renamed", "You", [], "", "Hike"),
    ('"A Fu" recalled a message', "recalled", "A Fu", [], "", ""),
    ("You recalled a message", "recalled", "You", [], "", ""),
    ('"$username$"邀请"$names$"加入了群聊', "template_unexpanded", "", [], "", ""),
    ('"$adder$"通过扫描"$from$"分享的二维码加入群聊', "template_unexpanded", "", [], "", ""),
]  # fmt: skip


@pytest.mark.parametrize("vector", VECTORS, ids=[v[0][:30] for v in VECTORS])
def test_every_form(vector: tuple[str, str, str, list[str], str, str]) -> None:
    text, event, actor, targets, scene, extra = vector
    line = SystemReader().sentence(text)
    if event == "notice" and not actor:
        assert line is None or line.event == "notice"
        return
    assert line is not None
    assert (line.event, line.actor, list(line.targets), line.scene, line.extra) == (
        event, actor, targets, scene, extra,
    )  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        "我们邀请大家周末来店里坐坐",
        "他说加入群聊要先改名",
        "红包呢",
        "",
        '"',
        '""""',
        "明天谁去？" * 500,
        "邀请" * 400,
        '"' * 1_999,
    ],
)
def test_ordinary_talk_is_no_sentence(text: str) -> None:
    line = parse_line(text)
    assert line is None or line.event == "red_packet"


def test_names_that_hold_the_separator() -> None:
    reader = SystemReader()
    reader.learn("小、七")
    line = reader.sentence('"林小满"邀请"阿福、小、七、老周"加入了群聊')
    assert line is not None
    assert line.targets == ("阿福", "小、七", "老周")
    assert split_names("阿福、小、七") == ("阿福", "小", "七")


def test_self_is_marked() -> None:
    record = SystemReader().record(7, 100, '你邀请"阿福"加入了群聊', 60, "徒步群")
    assert record.actor is not None
    assert record.actor.self_
    assert not record.targets[0].self_
    assert (record.row, record.at, record.precision, record.talker) == (7, 100, 60, "徒步群")


_XML = """wxid_room:
<sysmsg type="sysmsgtemplate"><sysmsgtemplate><content_template type="tmpl_type_profile">
<plain><![CDATA[]]></plain><template><![CDATA["$username$"邀请"$names$"加入了群聊]]></template>
<link_list><link name="username" type="link_profile"><memberlist><member>
<username><![CDATA[wxid_lin]]></username><nickname><![CDATA[林"小"满]]></nickname></member></memberlist></link>
<link name="names" type="link_profile"><memberlist>
<member><username><![CDATA[wxid_fu]]></username><nickname><![CDATA[阿、福]]></nickname></member>
<member><username><![CDATA[wxid_qi]]></username><nickname><![CDATA[小七]]></nickname></member>
</memberlist><separator><![CDATA[、]]></separator></link></link_list>
</content_template></sysmsgtemplate></sysmsg>"""


def test_xml_names_are_exact() -> None:
    record = SystemReader().record(1, 5, _XML)
    assert record.event == "joined"
    assert record.actor is not None
    assert (record.actor.shown, record.actor.id) == ('林"小"满', "wxid_lin")
    assert [(name.shown, name.id) for name in record.targets] == [("阿、福", "wxid_fu"), ("小七", "wxid_qi")]
    assert record.text == '"林"小"满"邀请"阿、福、小七"加入了群聊'


def test_xml_by_code_with_revoke_link() -> None:
    xml = (
        '<sysmsg type="sysmsgtemplate"><sysmsgtemplate><content_template type="tmpl_type_profilewithrevoke">'
        '<template><![CDATA["$adder$"通过扫描你分享的二维码加入群聊  $revoke$]]></template><link_list>'
        '<link name="adder"><memberlist><member><username>wxid_fu</username><nickname>阿福</nickname></member>'
        '</memberlist></link><link name="revoke" type="link_revoke"><title>撤销</title></link></link_list>'
        "</content_template></sysmsgtemplate></sysmsg>"
    )
    record = SystemReader().record(1, 5, xml)
    assert (record.event, record.scene) == ("joined", "code")
    assert [name.id for name in record.targets] == ["wxid_fu"]
    assert record.actor is not None
    assert record.actor.self_


@pytest.mark.parametrize(
    ("xml", "event"),
    [
        ('<sysmsg type="revokemsg"><revokemsg><replacemsg><![CDATA["阿福" 撤回了一条消息]]></replacemsg></revokemsg></sysmsg>', "recalled"),
        ('<sysmsg type="delchatroommember"><delchatroommember><plain><![CDATA[你将"阿福"移出了群聊]]></plain></delchatroommember></sysmsg>', "removed"),
        ('<sysmsg type="pat"><pat><fromusername>wxid_a</fromusername><pattedusername>wxid_b</pattedusername><template>"${wxid_a}" 拍了拍 "${wxid_b}"</template></pat></sysmsg>', "pat"),
        ("<sysmsg", "notice"),
        ("<sysmsg></sysmsg", "notice"),
        ('<!DOCTYPE a [<!ENTITY b "c">]><sysmsg>&b;</sysmsg>', "notice"),
        ('<sysmsg><!DOCTYPE a [<!ENTITY b "c">]>&b;</sysmsg>', "notice"),
    ],
)  # fmt: skip
def test_other_xml(xml: str, event: str) -> None:
    assert SystemReader().record(1, 5, xml).event == event
