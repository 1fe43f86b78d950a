"""Insults (D3, D8): exact only where somebody is called an unmistakable one to their face, else a person looks.

The score adds up what stands together and orders the review; it never accuses. What somebody is (where from, of which
people, sex or belief) is no sign at all: no such word is listed. Words stand in ``data/abuse.toml``.
"""

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from qunce.community.charter.types import Rule
from qunce.kernel.i18n import N_
from qunce.kernel.text import Hit, PhraseFinder
from qunce.kernel.verdict import Evidence, Reason
from qunce.practice.moderation.policy.detectors.base import NOTHING, Finding, Watcher, register
from qunce.practice.moderation.policy.habits import Habits
from qunce.practice.moderation.policy.reading import Reading, disguises

_PACKAGE = "qunce.practice.moderation.policy"
_MOST_HITS = 50
_WEIGHTS = {"curse": 0.7, "insult": 0.5, "coarse": 0.2}
_TOWARDS = 0.2  # 你, or 这种人, in the same clause
_LOOK = 0.4
_MOST = 0.9
# 你, 你们, or somebody called by name; then only what belongs to the insult, up to where it begins.
_FACE = re.compile(
    r"(?:你们?|您|@[^\s@,，。!！?？]{1,20}\s?)"
    r"(?:们|家|个|这|那|种|些|就|真|才|是|的|他妈|tm|td|特么|纯|简直|果然|一|群|帮|只|条|头|大|老|死|臭|小|全|都|也|还|太|可|[\s,，!！、]){0,8}$"
)
_TOWARD = re.compile(r"你|您|@|[这那]\s?[种些帮群类][^,，。!！?？]{0,6}|[他她它]们?|都是|一群|一帮|全是|就是")
_SELF = re.compile(r"(?:我|咱|俺|自己)(?:们|这|个|就|真|是|可|也|太|像|跟|当时|一|的|,|，|\s){0,6}$")
_DENIED = re.compile(r"(?:不是|不算|别|不要|没有|没|不许|禁止|不准|并非|又不)[^,，。!！?？;；]{0,3}$")
_TOLD = re.compile(
    r"(?:骂|说|叫|喊|称|当|笑|怼|嘲)(?:了|过|成|作)?(?:我|咱|俺|人|人家|他|她|别人|孩子|自己|你)?(?:是|为|一句|,|，|:|：|\s)?$"
)
_WRITTEN_OUT = ("plain", "separated")  # what only sounds like a curse is looked at by a person
_BEFORE = 14  # characters looked back

_CURSED = N_("A curse at somebody: “%(word)s”")
_CALLED = N_("Somebody is called “%(word)s” to their face")
_WORD = N_("Abusive word: “%(word)s”")
_MEANT = N_("It may be a quotation, a report or a joke about oneself")


@dataclass(frozen=True, slots=True)
class Words:
    """The list. kinds: for each phrase curse, insult, coarse or unless."""

    phrases: tuple[str, ...]
    kinds: tuple[str, ...]
    finder: PhraseFinder


@lru_cache(maxsize=1)
def words() -> Words:
    raw = tomllib.loads((files(_PACKAGE) / "data" / "abuse.toml").read_text("utf-8"))
    listed = [(phrase, kind) for kind, phrases in raw.items() for phrase in phrases]
    phrases, kinds = zip(*listed, strict=True)
    # Short words sound like ordinary ones: only a curse is sought in disguise as well.
    return Words(phrases, kinds, PhraseFinder(phrases, disguise=[kind == "curse" for kind in kinds]))


def _watch(_rule: Rule, _habits: Habits) -> Watcher:
    return see_abuse


def see_abuse(reading: Reading) -> Sequence[Finding]:
    """At most one finding: what the abusive words of a message amount to together."""
    listed = words()
    if not listed.finder.touches(reading.text):
        return NOTHING
    hits = _telling(listed, listed.finder.find(reading.text)[:_MOST_HITS])
    if not hits:
        return NOTHING
    face = [hit for hit in hits if _is_direct(reading, listed, hit)]
    if face:
        return (_finding(reading, listed, face[:1] + [hit for hit in hits if hit not in face], exact=True, score=1.0),)
    score = sum(_weight(reading, listed, hit) for hit in _each_once(listed, hits))
    if score and _TOWARD.search(reading.plain):
        score += _TOWARDS
    if score < _LOOK:
        return NOTHING
    return (_finding(reading, listed, hits, exact=False, score=min(_MOST, score)),)


def _telling(listed: Words, hits: Sequence[Hit]) -> list[Hit]:
    """Without what lies inside a longer phrase, or in one that means something else."""
    covers = [(hit.start, hit.end, listed.kinds[hit.keyword]) for hit in hits]
    return [
        hit
        for hit in hits
        if listed.kinds[hit.keyword] != "unless"
        and not any(
            start <= hit.start and hit.end <= end and (kind == "unless" or end - start > hit.end - hit.start)
            for start, end, kind in covers
        )
    ]


def _each_once(listed: Words, hits: Sequence[Hit]) -> list[Hit]:
    return list({listed.phrases[hit.keyword]: hit for hit in hits}.values())


def _is_meant(reading: Reading, hit: Hit) -> bool:
    """Said of somebody there, not denied, told, quoted, reported, or said of oneself."""
    before = reading.text[max(0, hit.start - _BEFORE) : hit.start].casefold()
    return not (
        _SELF.search(before)
        or _DENIED.search(before)
        or _TOLD.search(before)
        or reading.setting.is_report
        or reading.setting.is_quoted(hit.start, hit.end)
    )


def _is_direct(reading: Reading, listed: Words, hit: Hit) -> bool:
    kind = listed.kinds[hit.keyword]
    if kind == "coarse" or hit.view not in _WRITTEN_OUT or reading.setting.is_question or not _is_meant(reading, hit):
        return False
    before = reading.text[max(0, hit.start - _BEFORE) : hit.start].casefold()
    return kind == "curse" or bool(_FACE.search(before))


def _weight(reading: Reading, listed: Words, hit: Hit) -> float:
    full = _WEIGHTS[listed.kinds[hit.keyword]]
    return full if _is_meant(reading, hit) else full / 2


def _finding(reading: Reading, listed: Words, hits: Sequence[Hit], *, exact: bool, score: float) -> Finding:
    first = hits[0]
    shown = reading.text[first.start : first.end]
    curse = listed.kinds[first.keyword] == "curse"
    said = (_CURSED if curse else _CALLED) if exact else _WORD
    reasons = [Reason(said, {"word": listed.phrases[first.keyword]}), *disguises(shown)]
    if not exact and not all(_is_meant(reading, hit) for hit in hits):
        reasons.append(Reason(_MEANT))
    evidence = tuple(
        Evidence("message", reading.message.id, N_("the words"), span=(hit.start, hit.end)) for hit in hits
    )
    return Finding(exact, tuple(reasons), evidence, 1.0 if exact else round(score, 2))


ABUSE = register("abuse", "abuse", _watch)
