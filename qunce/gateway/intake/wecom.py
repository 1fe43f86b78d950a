"""What connecting WeCom (企业微信) will need: each thing, where its console has it, and why.

As the platform's own documentation says (calls and limits by page number in the connector to come); nothing here
connects to anything. Lists of members and customers come in through the ordinary import meanwhile.
"""

import ipaddress
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlparse

from qunce.kernel.i18n import N_

ROSTER_HEADER = ("姓名", "external_userid", "群昵称", "群身份", "入群时间", "入群方式", "邀请人")
CUSTOMER_HEADER = ("客户名称", "external_userid", "手机号", "累计消费", "订单数", "最近下单时间", "标签")


@dataclass(frozen=True)
class Need:
    """One thing to have ready. All msgids; ``where``: the way through WeCom's admin console."""

    key: str
    title: str
    where: str
    why: str
    optional: bool = False


NEEDS: Sequence[Need] = (
    Need(
        "corp",
        N_("Corp ID"),
        N_("Admin console › My company › Company information, at the bottom"),
        N_("Says which company every call and every callback belongs to."),
    ),
    Need(
        "app",
        N_("A self-built application and its Secret"),
        N_("Admin console › Applications › Self-built › Create; the Secret is on the application's page"),
        N_(
            "Since December 2023 a newly certified company cannot use the old customer-contact secret: calls are made"
            " as an application of your own."
        ),
    ),
    Need(
        "contact",
        N_("Leave for customer contact"),
        N_("Admin console › Customers › Customer contact › API › Applications that may call: add the application"),
        N_("Without it neither customers nor customer groups can be read (error 48002)."),
    ),
    Need(
        "scope",
        N_("Visible range"),
        N_("The application's page › Visible range"),
        N_("A customer group is readable only when its owner is inside the range: add every owner and colleague."),
    ),
    Need(
        "ip",
        N_("Trusted IP"),
        N_("The application's page › Company trusted IP; WeCom asks for a trusted domain or a callback address first"),
        N_("Calls from any other address are refused (error 60020). This machine needs a fixed outgoing address."),
    ),
    Need(
        "callback",
        N_("Callback address, Token and EncodingAESKey"),
        N_("The application's page › Receive messages › Set up API receiving"),
        N_(
            "How joins, leaves and new customers arrive at once. WeCom must reach this installation from the internet"
            " and gets an answer within five seconds, else it tries again, three times in all."
        ),
    ),
    Need(
        "archive",
        N_("Message archive (会话内容存档)"),
        N_("Admin console › Management tools › Message archive; bought per seat"),
        N_(
            "Only with it can talk of customer groups be read. Members are asked for their consent, and WeCom keeps"
            " five days. Without it, paste or export the talk as today."
        ),
        optional=True,
    ),
)

# What the platform has no call for, connected or not: it stays a task for a person.
NEVER: Sequence[str] = (
    N_("Remove a member, mute, approve who comes in"),
    N_("Publish a group notice, rename the group, @ everybody"),
    N_("Send to a group without its owner's tap"),
    N_("Read the talk of a group without the archive"),
)


def public_address(url: str) -> tuple[str, str]:
    """(tone, msgid) on whether WeCom could reach this installation at the address it was told, QUNCE_PUBLIC_URL."""
    parsed = urlparse(url)
    if not url or not parsed.hostname:
        return "warning", N_("QUNCE_PUBLIC_URL is not set: WeCom has no address to call.")
    if parsed.scheme != "https":
        return "warning", N_("%(url)s is not https: put TLS in front first.")
    if _is_inner(parsed.hostname):
        return "warning", N_("%(url)s is an address inside your network: WeCom cannot reach it.")
    return "success", N_("%(url)s is set. Whether the internet reaches it was not tried.")


def _is_inner(host: str) -> bool:
    try:
        return not ipaddress.ip_address(host).is_global
    except ValueError:
        return host == "localhost" or "." not in host or host.endswith((".local", ".lan", ".internal", ".home.arpa"))
