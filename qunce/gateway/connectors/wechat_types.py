"""WeChat's own message codes and raw bodies (platform F10): kind, text and quote of what they hold."""

from typing import TYPE_CHECKING, NamedTuple

from qunce.gateway.connectors import safe_xml
from qunce.gateway.connectors.placeholders import classify
from qunce.kernel.records import MessageKind

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

SYSTEM_CODES = frozenset((10000, 10002))
APP = 49

_KIND_CODES: dict[MessageKind, tuple[int, ...]] = {
    "text": (1,),
    "image": (3,),
    "voice": (34,),
    "card": (42, 66),
    "video": (43, 62),
    "sticker": (47,),
    "location": (48,),
    "call": (50,),
}
_APP_CODES: dict[MessageKind, tuple[int, ...]] = {
    "link": (1, 3, 4, 5, 24, 51, 63, 92),
    "file": (6, 74),
    "sticker": (8,),
    "location": (17,),
    "forward": (19, 40),
    "mini_program": (33, 36),
    "chain": (53,),
    "text": (57,),
    "pat": (62,),
    "announcement": (87,),
    "transfer": (2000,),
    "red_packet": (2001, 2003),
}
_KINDS: dict[int, MessageKind] = {code: kind for kind, codes in _KIND_CODES.items() for code in codes}
_APP_KINDS: dict[int, MessageKind] = {code: kind for kind, codes in _APP_CODES.items() for code in codes}


class Body(NamedTuple):
    """What a raw body says."""

    kind: MessageKind
    text: str
    quote_name: str = ""
    quote_text: str = ""
    reply_to: str = ""


def split_code(code: int, subtype: int = 0) -> tuple[int, int]:
    """(type, subtype); WeChat 4 packs both into one number: subtype << 32 | type."""
    return (code & 0xFFFFFFFF, code >> 32) if code > 0xFFFFFFFF else (code, subtype)


def kind_of_code(code: int, subtype: int = 0) -> MessageKind:
    """The MessageKind of a type and subtype; "other" for what nobody has named."""
    code, subtype = split_code(code, subtype)
    if code in SYSTEM_CODES:
        return "system"
    return _APP_KINDS.get(subtype, "link") if code == APP else _KINDS.get(code, "other")


def read_body(code: int, subtype: int, text: str) -> Body:
    """Kind, text and quote of a database row's content; XML is read where it stands."""
    code, subtype = split_code(code, subtype)
    if code == 1:
        return Body(*classify(text))
    at = text.find("<msg")
    if at < 0:
        kind = kind_of_code(code, subtype)
        _, alt = classify(text)
        return Body(kind, alt)
    if code == APP:
        return _app_body(text[at:], subtype)
    return Body(kind_of_code(code, subtype), _attribute_text(text[at:]))


def _app_body(text: str, subtype: int) -> Body:
    root = safe_xml.parse(text)
    message = root.find(".//appmsg") if root is not None else None
    if message is None:
        return Body(kind_of_code(APP, subtype), "")
    declared = (message.findtext("type") or "").strip()
    subtype = int(declared) if declared.isascii() and declared.isdigit() and len(declared) < 6 else subtype
    title = (message.findtext("title") or "").strip()
    kind = kind_of_code(APP, subtype)
    if subtype == 57:
        return _quote_body(message, title)
    if kind == "announcement":
        return Body(kind, (message.findtext("textannouncement") or title).strip())
    url = (message.findtext("url") or "").strip() if kind == "link" else ""
    return Body(kind, " ".join(filter(None, (title, url))))


def _quote_body(message: "Element", reply: str) -> Body:
    refer = message.find("refermsg")
    kind, text = classify(reply)
    if refer is None:
        return Body(kind, text)
    code = (refer.findtext("type") or "1").strip()
    quoted = (refer.findtext("content") or "").strip()
    if code != "1" or quoted.startswith("<"):
        root = safe_xml.parse(quoted) if "<" in quoted else None
        quoted = (root.findtext(".//title") or "").strip() if root is not None else ""
    name = (refer.findtext("displayname") or "").strip()
    return Body(kind, text, name, quoted, (refer.findtext("svrid") or "").strip())


def _attribute_text(text: str) -> str:
    """The readable part of a card's or place's XML."""
    root = safe_xml.parse(text)
    if root is None:
        return ""
    node = root.find("location") if root.tag == "msg" else None
    place = node if node is not None else root
    parts = [place.get("poiname", ""), place.get("label", "")] if node is not None else [place.get("nickname", "")]
    return " ".join(filter(None, (part.strip() for part in parts)))
