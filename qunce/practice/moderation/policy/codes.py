"""What a QR code in a picture leads to (D3, D4, issue 3 §5), told from its text alone; nothing is opened.

Friend and group codes of WeChat, WeCom and QQ, payment codes and contact cards have addresses of their own. Any other
address is a link like one that was typed, any other text is words like those that were typed.
"""

import re
from dataclasses import dataclass
from typing import Final, Literal

Meaning = Literal["friend", "group", "card", "payment", "account", "call", "address", "words"]


@dataclass(frozen=True, slots=True)
class Code:
    """A code that was read in a message's picture. x, y: its middle, per cent from the left and from the top.

    digest: SHA-256 of the picture, hexadecimal; the picture itself is not kept.
    """

    text: str
    x: int
    y: int
    digest: str


# Hosts and paths as the apps themselves write them into their codes; the first that fits counts. Case is no help: some
# phones write all in capitals, which takes a smaller code.
_WEB = r"(?:https?://)?(?:www\.)?"
_SPELLED: Final[tuple[tuple[Meaning, str], ...]] = (
    ("payment", rf"wxp://|alipays?://|{_WEB}(?:qr\.alipay\.com|qr\.95516\.com|wx\.tenpay\.com)(?:[:/?#]|$)"),
    ("friend", rf"{_WEB}u\.wechat\.com(?:[:/?#]|$)|{_WEB}work\.weixin\.qq\.com/(?:ca|u|k)(?:[/?#]|$)|weixin://contacts"),
    ("friend", rf"{_WEB}(?:wa\.me/|line\.me/(?:r/)?ti/p|t\.me/(?!joinchat|\+))|mqqapi://card|tg://resolve"),
    ("group", rf"{_WEB}weixin\.qq\.com/g(?:[/?#]|$)|{_WEB}jq\.qq\.com(?:[:/?#]|$)"),
    ("group", rf"{_WEB}work\.weixin\.qq\.com/gm(?:[/?#]|$)"),
    ("group", rf"{_WEB}(?:qm|qun)\.qq\.com(?:[:/?#]|$)|{_WEB}t\.me/(?:joinchat|\+)|tg://join"),
    ("account", rf"{_WEB}weixin\.qq\.com/[rqx](?:[/?#]|$)"),
    ("card", r"BEGIN:VCARD|MECARD:|BIZCARD:"),
    ("call", r"(?:tel|sms|smsto|mailto|matmsg):"),
    ("address", r"[a-z][a-z0-9+.-]{1,20}://|www\.|(?:[a-z0-9-]+\.)+[a-z]{2,24}(?:[/?:]|$)"),
)  # fmt: skip
_MEANINGS: Final = tuple((meaning, re.compile(pattern, re.IGNORECASE)) for meaning, pattern in _SPELLED)


def meaning_of(text: str) -> Meaning:
    """Where a code leads, by its text."""
    plain = text.strip()
    return next((meaning for meaning, pattern in _MEANINGS if pattern.match(plain)), "words")


def is_ours(text: str, own: frozenset[str], allow: tuple[str, ...]) -> bool:
    """Whether exactly this code was named as one of ours, by the workspace or in the rule itself.

    An own entry that ends with "/" stands for what lies below it.
    """
    plain = text.strip()
    below = any(entry.endswith("/") and plain.startswith(entry) for entry in own)
    return below or plain in own or any(plain == entry.strip() for entry in allow)


def shown(text: str, most: int = 120) -> str:
    """A code's text as a reason cites it: one line, not too long."""
    line = " ".join(text.split())
    return line if len(line) <= most else f"{line[: most - 1]}…"
