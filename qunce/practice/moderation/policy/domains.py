"""Whose address a link is: official, shortened, or only looking like one that the rule allows (D3).

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


# Run by a state, or by WeChat itself and nobody else: what stands there no advertiser wrote. An article of an official
# account (mp.weixin.qq.com) is anybody's, and so is a document or a form.
OFFICIAL = ("gov.cn", "weixin110.qq.com", "support.weixin.qq.com", "kf.qq.com", "12306.cn", "chsi.com.cn")
_SHORTENERS = frozenset(
    [
        "t.cn",
        "url.cn",
        "w.url.cn",
        "dwz.cn",
        "suo.im",
        "suo.nz",
        "u.nu",
        "mrw.so",
        "rrd.me",
        "reurl.cc",
        "985.so",
        "3.cn",
        "u.jd.com",
        "s.click.taobao.com",
        "m.tb.cn",
        "s.tb.cn",
        "c.tb.cn",
        "tb.cn",
        "p.pinduoduo.com",
        "v.douyin.com",
        "vt.tiktok.com",
        "xhslink.com",
        "b23.tv",
        "v.kuaishou.com",
        "bit.ly",
        "tinyurl.com",
        "goo.gl",
        "ow.ly",
        "is.gd",
        "t.co",
        "buff.ly",
        "rebrand.ly",
        "cutt.ly",
        "sourl.cn",
    ]
)
# Under these everybody has names: to allow one would allow nearly all.
PUBLIC_SUFFIXES = frozenset(
    [
        "com.cn",
        "net.cn",
        "org.cn",
        "ac.cn",
        "com.hk",
        "com.tw",
        "co.jp",
        "co.kr",
        "co.uk",
        "com.au",
        "com.sg",
        "github.io",
        "vercel.app",
        "netlify.app",
        "pages.dev",
        "workers.dev",
        "blogspot.com",
    ]
)


def within(host: str, domains: tuple[str, ...]) -> bool:
    """Whether a host is one of these domains or lies below one."""
    return any(host == domain or host.endswith(f".{domain}") for domain in domains)


def is_short(host: str) -> bool:
    """Whether an address tells nothing of where it leads."""
    return host.removeprefix("www.") in _SHORTENERS


def imitates(host: str, allowed: tuple[str, ...]) -> str:
    """The allowed domain that a host only looks like; "" where it imitates none."""
    plain = host.lower().removeprefix("www.")
    if not host or any(plain == domain or plain.endswith(f".{domain}") for domain in allowed):
        return ""
    ends = bones(host)
    for domain in allowed:
        if ends == bones(domain) or ends.endswith(f".{bones(domain)}") or f".{domain}." in f".{plain}":
            return domain
    return ""
