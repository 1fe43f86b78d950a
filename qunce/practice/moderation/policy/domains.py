"""Look-alike domains: one that the rule allows, written with other letters (D3).

By Unicode's own table of letters that look alike (TR39) and by the usual sleights (rn for m, 0 for o): two hosts
that come to the same bones and are not the same are an imitation. Internationalised names are decoded first.
"""

from functools import lru_cache

from confusable_homoglyphs import confusables

_SLEIGHTS = (("rn", "m"), ("vv", "w"), ("cl", "d"), ("0", "o"), ("1", "l"), ("5", "s"), ("-", ""))


def readable(host: str) -> str:
    """A host with its xn-- labels decoded; as it is where one is broken."""
    return ".".join(_label(label) for label in host.split("."))


def _label(label: str) -> str:
    if not label.startswith("xn--"):
        return label
    try:
        return label[4:].encode("ascii").decode("punycode")
    except (UnicodeError, ValueError):
        return label


@lru_cache(maxsize=4096)
def _looks_like(char: str) -> str:
    """The ASCII letter or digit that a letter looks like; itself where there is none."""
    if char.isascii():
        return char
    groups = confusables.is_confusable(char, greedy=True, preferred_aliases=[]) or []
    for group in groups:
        for one in group["homoglyphs"]:
            if len(one["c"]) == 1 and one["c"].isascii() and one["c"].isalnum():
                return str(one["c"]).lower()
    return char


def bones(host: str) -> str:
    """What two hosts must share to look alike."""
    text = "".join(_looks_like(char) for char in readable(host.lower()).removeprefix("www."))
    for written, meant in _SLEIGHTS:
        text = text.replace(written, meant)
    return text


def imitates(host: str, allowed: tuple[str, ...]) -> str:
    """The allowed domain that a host only looks like; "" where it imitates none."""
    plain = host.lower().removeprefix("www.")
    if not host or any(plain == domain or plain.endswith(f".{domain}") for domain in allowed):
        return ""
    ends = bones(host)
    for domain in allowed:
        if ends == bones(domain) or ends.endswith(f".{bones(domain)}"):
            return domain
    return ""
