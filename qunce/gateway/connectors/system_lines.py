"""Sentences of the system, Chinese and English, to roster facts (platform F8).

A sentence names people between straight or curly quotes, with or without spaces; names may hold
quotes and 、 themselves. What an exporter left unexpanded (``$username$``) counts for nothing.
"""

import re
from collections.abc import Callable, Collection, Iterator
from functools import cache
from typing import TYPE_CHECKING

import msgspec

from qunce.gateway.connectors import safe_xml
from qunce.kernel.records import JoinScene, Name, RosterEvent, RosterRecord

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

SELF = frozenset(("你", "您", "我", "自己", "you", "me", "i", "yourself", "myself"))
_KNOWN_LIMIT = 1_000


class SystemLine(msgspec.Struct, frozen=True):
    """What a sentence says, names as shown. ``actor`` "" = nobody is named."""

    event: RosterEvent
    actor: str = ""
    targets: tuple[str, ...] = ()
    scene: JoinScene = ""
    extra: str = ""


_Q = '["“”＂]'
_PARTS = {
    # who stands first
    "A": rf"(?:(?P<self>你|我|You|I)|{_Q}\s*(?P<actor>.+?)\s*{_Q}|(?P<bare>[^\"“”＂]+?))\s*",
    # who else, perhaps several
    "T": rf"(?P<targets>{_Q}.+{_Q}|你|您|我|自己|you|[^\"“”＂]+?)\s*",
    "ONE": rf"(?P<targets>{_Q}.+?{_Q}|你|我|自己|[^\"“”＂\s]+)",
    "TOO": r"(?P<too>(?:你|you)\s*(?:和|、|and)\s*)?",
    "OTHERS": (
        r"(?:[，,.]?\s*(?:群聊参与人还有|群里还有|other (?:members|participants)(?: (?:are|include))?)"
        r"\s*[：:]?\s*(?P<others>.+?))?"
    ),
    "SAID": rf"\s*{_Q}?(?P<extra>.*?){_Q}?",
    "MORE": r"(?P<extra>.*)",
    "CODE": r"(?:群)?(?:二维码|qr ?code)",
    "GROUP": r"(?:the |a |this )?group chat",
    "HAS": r"(?:has |have )?",
    "END": r"\s*(?:\$revoke\$|撤销|重新编辑|Revoke|Undo|Edit)?\s*[。.!！]?\s*",
}

_Build = Callable[[re.Match[str], Collection[str]], SystemLine]


def _group(match: re.Match[str], name: str) -> str:
    return (match.groupdict().get(name) or "").strip()


def _actor(match: re.Match[str]) -> str:
    return _group(match, "self") or _group(match, "actor") or _group(match, "bare")


def _targets(match: re.Match[str], known: Collection[str]) -> tuple[str, ...]:
    too = ("你",) if _group(match, "too") else ()
    return too + split_names(_group(match, "targets"), known)


def _plain(event: RosterEvent, scene: JoinScene = "") -> _Build:
    """actor did it to targets."""

    def build(match: re.Match[str], known: Collection[str]) -> SystemLine:
        extra = _group(match, "extra") or _group(match, "others")
        return SystemLine(event, _actor(match), _targets(match, known), scene, extra)

    return build


def _about(event: RosterEvent, scene: JoinScene = "") -> _Build:
    """It happened to the one who stands first; nobody did it."""

    def build(match: re.Match[str], known: Collection[str]) -> SystemLine:
        return SystemLine(event, "", (_actor(match),), scene, _group(match, "others") or _group(match, "extra"))

    return build


def _by(scene: JoinScene) -> _Build:
    """The one who stands first came in by what the other shared."""

    def build(match: re.Match[str], known: Collection[str]) -> SystemLine:
        sharer = split_names(_group(match, "targets"), known)
        return SystemLine("joined", sharer[0] if sharer else "", (_actor(match),), scene, _group(match, "others"))

    return build


def _passive(match: re.Match[str], known: Collection[str]) -> SystemLine:
    """The one who stands first was removed by the other, if one is named."""
    by = split_names(_group(match, "targets"), ())
    return SystemLine("removed", by[0] if by else "", (_actor(match),))


# (what must stand in the sentence, the whole sentence, what it means); the first that fits wins.
_FORMS: tuple[tuple[str, str, _Build], ...] = (
    ("想邀请", "{A}想邀请.*加入群聊.*", _plain("notice")),
    ("邀请", r"{A}邀请\s*{TOO}{T}加入了?本?群聊?{OTHERS}{END}", _plain("joined", "invited")),
    (
        "二维码",
        r"{A}通过\s*(?:扫描)?\s*(?:{T}(?:分享|邀请)?的?(?:邀请|分享)?的?)?{CODE}加入了?群聊?{OTHERS}{END}",
        _by("code"),
    ),
    (
        "链接",
        r"{A}通过\s*(?:{T}(?:分享|邀请)?的?)?(?:群聊?|邀请|分享)*的?链接加入了?群聊?{OTHERS}{END}",
        _by("link"),
    ),
    ("加入", "{A}加入了?(?:群聊|本群|该群){OTHERS}{END}", _about("joined", "unknown")),
    ("被", r"{A}已?被\s*(?:{T})?移[出除]了?[该本]?群聊?{END}", _passive),
    ("移", r"{A}将\s*{T}移[出除]了?群聊?{END}", _plain("removed")),
    ("出", "{A}已?退出了?[该本]?群聊?{END}", _about("left")),
    ("移", r"{A}已?被\s*{T}(?:请|踢|移)出了?(?:[该本]?群聊?)?{END}", _passive),
    ("离开", "{A}已?离开了?[该本]?群聊?{END}", _about("left")),
    (
        "群名",
        r"{A}(?:将群聊?名称?)?(?:修改|更改)了?(?:群聊?名称?)?为\s*[：:]?{SAID}{END}",
        _plain("group_renamed"),
    ),
    (
        "群昵称",
        "{A}[将把]?(?:在本群的)?(?:群昵称)?(?:修改|更改)了?(?:群昵称)?为{SAID}{END}",
        _about("member_renamed"),
    ),
    ("撤回", r"{A}撤回了?(?:群?成员\s*{T}的?)?\s*(?:一条|的)*消息{END}", _plain("recalled")),
    (
        "朋友关系",
        "{A}与群[里内](?:其他|其它)?(?:人|成员)?都?不是(?:微信)?朋友关系.*",
        _plain("stranger_notice"),
    ),
    ("拍了拍", r"{A}拍了拍\s*(?:{ONE})?{MORE}", _plain("pat")),
    ("群主", "{A}已?成为新?的?群主{END}", _about("owner_changed")),
    ("群主", r"{A}将群主(?:转让|转移)给了?\s*{T}{END}", _plain("owner_changed")),
    ("公告", r"{A}(?:发布|修改|更新)了?(?:新的?)?群?公告[：:]?\s*{MORE}", _plain("announcement")),
    ("红包", "(?:收到红包|.*发出红包|.*红包，请在手机上查看).*", _plain("red_packet")),
    (
        "红包",
        r"{A}领取了\s*(?P<targets>“.+?”|\".+?\"|你|自己|.+?)\s*(?:发出?)?的红包.*",
        _plain("red_packet"),
    ),
    ("已添加了", r"你已添加了\s*(?P<targets>.+?)，现在可以开始聊天了.*", _plain("notice")),
    (
        "invited",
        "{A} ?invited {TOO}{T}to {GROUP}(?: with (?P<extra>.+?))?{OTHERS}{END}",
        _plain("joined", "invited"),
    ),
    ("via", "{A} ?joined {GROUP} via (?:the |a )?{CODE} (?P<targets>you) shared{END}", _by("code")),
    ("via", "{A} ?joined {GROUP} via (?:the |a )?{CODE}(?: shared by {T})?{END}", _by("code")),
    ("joined", "{A} ?joined {GROUP}{OTHERS}{END}", _about("joined", "unknown")),
    ("removed from", "{A} ?(?:were|was|{HAS}been) removed from {GROUP}(?: by {T})?{END}", _passive),
    ("removed", "{A} ?removed {T}from {GROUP}{END}", _plain("removed")),
    ("left", "{A} ?{HAS}left {GROUP}{END}", _about("left")),
    ("group name", "{A} ?{HAS}changed (?:the )?group name to {SAID}{END}", _plain("group_renamed")),
    ("recalled", "{A} ?{HAS}recalled a message(?: (?:from|of|by|sent by) {T})?{END}", _plain("recalled")),
    ("tickled", "{A} ?tickled {ONE}{MORE}", _plain("pat")),
    (
        "group owner",
        "{A} ?(?:is|are|{HAS}become) (?:now )?the (?:new )?group owner{END}",
        _about("owner_changed"),
    ),
    ("red packet", ".*red packet.*", _plain("red_packet")),
)


@cache
def _compiled(number: int) -> re.Pattern[str]:
    """The form's pattern, compiled when the first sentence needs it: most files hold few."""
    return re.compile(_FORMS[number][1].format(**_PARTS), re.IGNORECASE | re.DOTALL)


_UNEXPANDED = re.compile(
    r"\$\{?(?:username|names?|adder|from|remark|others|nickname|inviter|invitee|kickoutname|memberlist|identity)\}?\$"
)
_LONGEST = 2_000
_SEPARATOR = re.compile(rf"{_Q}\s*(?:、|,|和|and)\s*{_Q}")


def parse_line(text: str, known: Collection[str] = ()) -> SystemLine | None:
    """What a sentence of the system says, or None when it is none we know.

    known  names that hold 、 themselves and are not to be cut there
    """
    if _UNEXPANDED.search(text):
        return SystemLine("template_unexpanded")
    return _parse(text, known)


def _parse(text: str, known: Collection[str]) -> SystemLine | None:
    text = text.strip(" \t\r\n\u200b\ufeff\u2005\u00a0\u3000")
    if not 4 <= len(text) <= _LONGEST:
        return None
    lowered = text.lower()
    for number, (word, _form, build) in enumerate(_FORMS):
        if word in lowered:
            match = _compiled(number).fullmatch(text)
            if match:
                return build(match, known)
    return None


def split_names(text: str, known: Collection[str] = ()) -> tuple[str, ...]:
    """The names of a list "B、C", with or without quotes; a known name is never cut."""
    text = text.strip()
    if len(text) > 1 and text[0] in '"“”＂' and text[-1] in '"“”＂':
        text = text[1:-1]
    parts = _SEPARATOR.split(text)
    if len(parts) == 1:
        parts = list(_cut(text, sorted((k for k in known if k in text), key=len, reverse=True)))
    return tuple(name for name in (part.strip() for part in parts) if name)


def _cut(text: str, known: list[str]) -> Iterator[str]:
    while text:
        for name in known:
            rest = text[len(name) :]
            if text.startswith(name) and (not rest or rest.startswith("、")):
                yield name
                text = rest[1:]
                break
        else:
            name, _, text = text.partition("、")
            yield name


class SystemReader:
    """Turns sentences of one file into RosterRecords; remembers names that hold 、."""

    def __init__(self) -> None:
        self._known: set[str] = set()

    def learn(self, name: str) -> None:
        if "、" in name and len(self._known) < _KNOWN_LIMIT:
            self._known.add(name)

    def sentence(self, text: str) -> SystemLine | None:
        return parse_line(text, self._known)

    def record(self, row: int, at: int, text: str, precision: int = 1, talker: str = "") -> RosterRecord:
        """The fact a system row states; a sentence we do not know is kept as a notice."""
        if "<sysmsg" in text:
            found = parse_xml(text, self._known)
            if found is not None:
                line, words, ids = found
                return to_record(row, at, line, words, precision, talker, ids)
        line = self.sentence(text) or SystemLine("notice")
        return to_record(row, at, line, text, precision, talker, {})


def to_record(
    row: int, at: int, line: SystemLine, text: str, precision: int, talker: str, ids: dict[str, list[Name]]
) -> RosterRecord:
    """A RosterRecord of a parsed sentence; ``ids`` resolves template places to exact names."""
    targets = [name for shown in line.targets for name in ids.get(shown) or [_name(shown)]]
    actors = ids.get(line.actor) or ([_name(line.actor)] if line.actor else [])
    actor = actors[0] if actors else None
    return RosterRecord(row, at, line.event, actor, targets, text, line.scene, line.extra, precision, talker)


def _name(shown: str) -> Name:
    return Name(shown, self_=shown.lower() in SELF)


_PLACE = re.compile(r"\$\{?(\w+)\}?\$?")


def parse_xml(text: str, known: Collection[str] = ()) -> tuple[SystemLine, str, dict[str, list[Name]]] | None:
    """(sentence, its words, place → names) of a raw ``<sysmsg>``, or None when it cannot be read."""
    begin, end = text.find("<sysmsg"), text.rfind("</sysmsg>")
    xml = text[begin : end + len("</sysmsg>")]
    root = safe_xml.parse(xml) if 0 <= begin < end else None
    if root is None:
        return None
    template = root.findtext(".//content_template/template")
    if template:
        return _from_template(root, template, known)
    if root.get("type") == "pat":
        return _from_pat(root)
    for path in (".//revokemsg/replacemsg", ".//revokemsg/content", ".//plain", ".//text"):
        words = (root.findtext(path) or "").strip()
        if words:
            return parse_line(words, known) or SystemLine("notice"), words, {}
    if (root.get("type") or "").startswith("mmchatroombarannounce"):
        words = "".join(root.itertext()).strip()
        return SystemLine("announcement", extra=words), words, {}
    return None


def _from_template(
    root: "Element", template: str, known: Collection[str]
) -> tuple[SystemLine, str, dict[str, list[Name]]] | None:
    places: dict[str, list[Name]] = {}
    words = template
    for link in root.iterfind(".//link_list/link"):
        key = f"${link.get('name')}$"
        members = [
            Name(nickname or username, id=username)
            for member in link.iterfind(".//member")
            for username, nickname in [
                ((member.findtext("username") or "").strip(), (member.findtext("nickname") or "").strip())
            ]
            if username or nickname
        ]
        plain = (link.findtext("plain") or link.findtext("title") or "").strip()
        if members:
            places[key] = members
            separator = link.findtext(".//separator") or "、"
            words = words.replace(key, separator.join(member.shown for member in members))
        elif plain and link.get("type") != "link_revoke":
            places[key] = [Name(plain)]
            words = words.replace(key, plain)
        else:
            words = words.replace(key, "")
            template = template.replace(key, "") if "revoke" in key else template
    line = _parse(template, known)
    if _UNEXPANDED.search(words):
        return SystemLine("template_unexpanded"), words, {}
    return line or SystemLine("notice"), words.strip(), places


def _from_pat(root: "Element") -> tuple[SystemLine, str, dict[str, list[Name]]]:
    actor = (root.findtext(".//fromusername") or "").strip()
    target = (root.findtext(".//pattedusername") or "").strip()
    words = _PLACE.sub(r"\1", (root.findtext(".//template") or "").strip())
    line = SystemLine("pat", actor, (target,) if target else (), extra=(root.findtext(".//patsuffix") or ""))
    return line, words, {name: [Name(name, id=name)] for name in (actor, target) if name}
