"""Ready words of each step, and of the message that tells a member that it was mended (E5, E7, E9).

Sentences as msgid and parameters. Times are wall-clock text of the charter's zone: they leave the product as text.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from qunce.community.charter.types import ServiceHours
from qunce.kernel.clock import local
from qunce.kernel.i18n import N_
from qunce.practice.desk.complaints.policy.flow import Step

MOST_NAMES: Final = 6

STEP_NAMES: Final[dict[str, str]] = {
    Step.APOLOGY: N_("Apologise"),
    Step.PRIVATE: N_("Take it to private chat"),
    Step.FAULT: N_("A real fault"),
    Step.MISTAKEN: N_("A misunderstanding"),
    Step.MALICE: N_("Malicious"),
    Step.OFFER: N_("Offer a solution"),
    Step.ACCEPTED: N_("Accepted"),
    Step.DECLINED: N_("Not accepted"),
    Step.CLARIFY: N_("Make it clear"),
    Step.ANYTHING: N_("Ask: anything else?"),
    Step.TIME: N_("Tell by when"),
    Step.CLOSE: N_("Close"),
}
FUNCTION_NAMES: Final[dict[str, str]] = {
    "product": N_("Product"),
    "it": N_("IT"),
    "marketing": N_("Marketing"),
    "service": N_("Customer service"),
}

_SAID: Final[dict[str, str]] = {
    Step.APOLOGY: N_(
        "@%(names)s Hello, we are very sorry about this and sorry for the trouble. "
        "We have written it down and are looking into it now; I will write to you in private."
    ),
    Step.PRIVATE: N_(
        "%(name)s, hello! I am writing about what you said in the group just now, and I am truly sorry. "
        "Could you tell me what happened, with a picture or the order number if you have it? I will see to it at once."
    ),
    Step.OFFER: N_("%(name)s, hello! We have looked into it. What we can do: %(note)s Is that all right with you?"),
    Step.CLARIFY: N_(
        "%(name)s, hello! Thank you for telling us. To explain: %(note)s "
        "We should have said so more clearly, sorry about that."
    ),
    Step.ANYTHING: N_(
        "%(name)s, hello! We have noted what you said and stay with the matter itself. "
        "Is there anything else about it that we can settle for you?"
    ),
    Step.TIME: N_("%(name)s, hello! It will be done by %(time)s, and I will tell you as soon as it is."),
    Step.CLOSE: N_(
        "%(name)s, hello! What you told us about is settled now. Thank you for your patience; "
        "if anything else is not right, write to me at any time."
    ),
}
_FIXED: Final = N_(
    "%(name)s, hello! What you told us about, “%(title)s”, has been mended. Thank you for pointing it out: "
    "please try it again, and tell me if anything is still not right."
)


def step_words(step: Step, names: Sequence[str], *, note: str = "", time: str = "") -> list[dict[str, Any]]:
    """What is said at a step. names: who complained, the first one first."""
    called = [name for name in names if name][:MOST_NAMES] or [""]
    params = {"names": " @".join(called), "name": called[0], "note": note.strip(), "time": time}
    used = {key: value for key, value in params.items() if f"%({key})s" in _SAID[step]}
    return [{"msgid": _SAID[step], "params": used}]


def fixed_words(name: str, title: str) -> list[dict[str, Any]]:
    """That what they complained of has been mended."""
    return [{"msgid": _FIXED, "params": {"name": name, "title": title}}]


def moment_text(at: int, hours: ServiceHours) -> str:
    """A time as it is told to a member: 11月23日 10:00."""
    wall = local(at, hours.tz)
    return f"{wall.month}月{wall.day}日 {wall:%H:%M}"


def title_of(step: Step, name: str) -> Mapping[str, Any]:
    """The title of the task of a step."""
    return {"msgid": _TITLES[step], "params": {"name": name}}


_TITLES: Final[dict[str, str]] = {
    Step.APOLOGY: N_("Apologise to %(name)s in the group"),
    Step.PRIVATE: N_("Write to %(name)s in private about the complaint"),
    Step.FAULT: N_("What is it that %(name)s complains of: a fault, a misunderstanding, malice?"),
    Step.OFFER: N_("Offer %(name)s a solution"),
    Step.ACCEPTED: N_("Does %(name)s accept the solution?"),
    Step.CLARIFY: N_("Explain it to %(name)s"),
    Step.ANYTHING: N_("Ask %(name)s whether there is anything else"),
    Step.TIME: N_("Tell %(name)s by when it is done"),
    Step.CLOSE: N_("Tell %(name)s that it is settled"),
}
