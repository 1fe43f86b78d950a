"""Short ways to say things in these tests."""

from qunce.community.charter.types import EffectiveCharter, Rule
from qunce.kernel.records import MessageKind
from qunce.kernel.verdict import Verdict
from qunce.practice.moderation.policy import Message, judge_message

NOON = 1_760_000_000
STRICT = (
    Rule("advert", "不发广告", "移出群聊"),
    Rule("contact", "不留联系方式"),
    Rule("link", "不发链接", allow=("qunce.example.com", "腾讯会议")),
    Rule("flood", "不刷屏", limit=5),
)


def charter(*rules: Rule) -> EffectiveCharter:
    return EffectiveCharter(purpose="exchange", rules=rules)


def only(kind: str, *allow: str, limit: int | None = None) -> EffectiveCharter:
    return charter(Rule(kind, f"no {kind}", allow=allow, limit=limit))


def message(
    text: str, at: int = NOON, sender: int = 7, ref: int = 1, kind: MessageKind = "text", *, is_staff: bool = False
) -> Message:
    return Message(ref, sender, at, text, kind, is_staff)


def judge(text: str, judged_by: EffectiveCharter, kind: MessageKind = "text") -> Verdict | None:
    return judge_message(message(text, kind=kind), judged_by)


def decision(text: str, judged_by: EffectiveCharter, kind: MessageKind = "text") -> str:
    verdict = judge(text, judged_by, kind)
    return verdict.decision if verdict else ""


def marked(text: str, verdict: Verdict | None) -> list[str]:
    assert verdict is not None
    return [text[e.span[0] : e.span[1]] for e in verdict.evidence if e.span]


def without(text: str, verdict: Verdict) -> str:
    """The text with every cited span taken out."""
    gone = {i for e in verdict.evidence if e.span for i in range(*e.span)}
    return "".join(char for i, char in enumerate(text) if i not in gone)
