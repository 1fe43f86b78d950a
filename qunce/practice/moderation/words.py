"""The gentle answers that come before any penalty (D8)."""

from collections.abc import Sequence

from qunce.kernel.i18n import N_

Words = list[dict[str, object]]


MOST_NAMED = 10
SIDE = N_("If you feel like a chat, “%(group)s” is just the place.")
CHATTER = ("flood", "offtopic")  # kinds of rule that the group for chatter answers


def quiet(names: Sequence[str], hours: str, side_group: str) -> Words:
    """A gentle word after the quiet hours: names, the hours, and where a chat is welcome (D8)."""
    listed = " ".join(f"@{name}" for name in names[:MOST_NAMED])
    said: Words = [
        {
            "msgid": N_("%(names)s Hello! %(hours)s is the quiet time of our group, so that everybody can rest."),
            "params": {"names": listed, "hours": hours},
        }
    ]
    if side_group:
        said.append({"msgid": SIDE, "params": {"group": side_group}})
    said.append({"msgid": N_("If it is urgent, please write to us in private. Thank you!"), "params": {}})
    return said


def off_topic(name: str, topic: str, side_group: str) -> Words:
    """A gentle word to somebody whose talk is off the group's topic: no reproach, and where it is welcome (D8)."""
    said: Words = [
        {
            "msgid": N_("@%(name)s Hello, a lively topic! Here we keep to %(topic)s, so that everybody finds it."),
            "params": {"name": name, "topic": topic},
        }
    ]
    if side_group:
        said.append({"msgid": SIDE, "params": {"group": side_group}})
    return said


def left_topic(topic: str, subject: str, side_group: str) -> Words:
    """A gentle word to everybody when the talk has left the topic; nobody is named. ``topic`` may be "" (D8)."""
    if topic:
        msgid = N_("What a lively talk! Here we keep to %(topic)s, so that everybody finds what they came for.")
        said: Words = [{"msgid": msgid, "params": {"topic": topic}}]
    else:
        msgid = N_(
            "What a lively talk! Our charter leaves %(subject)s out here, so that everybody finds what they came for."
        )
        said = [{"msgid": msgid, "params": {"subject": subject}}]
    if side_group:
        said.append({"msgid": SIDE, "params": {"group": side_group}})
    return said
