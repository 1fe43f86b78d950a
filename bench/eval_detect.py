"""Detection measured: recall by family of evasion, precision, false alarms per 1,000 ordinary messages. Prints JSON.

    python -m bench.eval_detect [--sealed] [--only generator,ordinary,talk,copies,telegram,abuse,sms,speed]

    generator  ``bench.evasions``: every family, with intervals. "seen" is raised at all, "exact" what may act.
               curated: our small lists alone; listed: the phrases stand on the workspace's own list as well
    ordinary   the generator's hard negatives
    talk       ordinary messages of five corpora nobody here wrote: what each rule that may act alone would accuse.
               Ordinary for a rule: no account (no address) stands in it. One does where "://" or "www." is written,
               or where whoever built this read the message so: hashes in ``bench/looked_at.json``. All else is false
    copies     whether an advert and its disguise are one case, by family; and whether two different adverts are
    telegram   ../shared/data/spam_tg_zh, a fifth held by near-duplicate cluster (no cluster on both sides)
    abuse      ../shared/data/cold: recall of abuse, false alarms on the clean part
    sms        ../shared/data/spam_sms_zh: false alarms
    speed      messages a second on one core (CPU time, median of 7 runs) without and with lists of 10,000 and 100,000
               words; ``python -m bench`` prints it under "detect"

``--sealed`` takes the half of the generator's phrases that nothing was tuned on: for a final figure only; the
issue's note says how often it was run. Intervals are Wilson's, 95 %.
"""

import argparse
import csv
import hashlib
import json
import math
import os
import random
import re
import statistics
import sys
import time
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from bench.evasions import families, negatives, phrases, tables
from bench.evasions.families import Attack
from qunce.community.charter.types import EffectiveCharter, Rule
from qunce.kernel.text import skeleton
from qunce.practice.moderation.copies.policy import ALIKE, likeness, sketch
from qunce.practice.moderation.policy import Message, Watch, judge_messages, own_lexicon

ROOT = Path(__file__).resolve().parents[1]
SAMPLE = 3_000
KINDS = ("advert", "contact", "link", "flood")


def data() -> Path | None:
    places = (os.environ.get("QUNCE_SHARED_DATA"), ROOT.parent / "shared/data", ROOT.parents[1] / "shared/data")
    return next((Path(place) for place in places if place and Path(place).is_dir()), None)


def wilson(hits: int, n: int, digits: int = 4) -> dict[str, Any]:
    if not n:
        return {"n": 0}
    z, share = 1.96, hits / n
    middle, spread = share + z * z / (2 * n), z * math.sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    low, high = (middle - spread) / (1 + z * z / n), (middle + spread) / (1 + z * z / n)
    found = {"share": share, "low": max(0.0, low), "high": min(1.0, high)}
    return {name: round(value, digits) for name, value in found.items()} | {"n": n}


def per_thousand(hits: int, n: int) -> dict[str, Any]:
    return {key: round(value * 1000, 2) if key != "n" else value for key, value in wilson(hits, n, 7).items()} | {
        "hits": hits
    }


def charter(*kinds: str) -> EffectiveCharter:
    rules = tuple(Rule(kind, f"no {kind}", limit=15 if kind == "flood" else None) for kind in kinds)
    return EffectiveCharter(purpose="bench", rules=rules)


def watch(listed: Sequence[str] = (), kinds: Sequence[str] = KINDS) -> Watch:
    return Watch(charter(*kinds), listed=own_lexicon(listed) if listed else None)


def decide(watching: Watch, messages: Iterable[Message]) -> tuple[str, list[Any]]:
    """The gravest decision on some messages, and all verdicts."""
    verdicts = [verdict for message in messages if (verdict := watching.see(message))]
    decisions = {verdict.decision for verdict in verdicts}
    return ("breach" if "breach" in decisions else "review" if decisions else ""), verdicts


def sent(attack: Attack, number: int) -> list[Message]:
    """Seconds apart, by one person nobody else is."""
    return [
        Message(number * 1000 + i, number, 1_700_000_000 + number * 3600 + i * 5, text, nickname=attack.nickname)
        for i, text in enumerate(attack.messages)
    ]


def cites(attack: Attack, verdicts: Sequence[Any], number: int) -> bool:
    """Whether a verdict marks characters of what was altered."""
    wanted = {
        (str(number * 1000 + i), at)
        for i, spans in enumerate(attack.altered)
        for start, end in spans
        for at in range(start, end)
    }
    marked = {(str(e.ref), at) for v in verdicts for e in v.evidence if e.span for at in range(*e.span)}
    return not wanted or bool(wanted & marked)


def one_family(family: str, *, sealed: bool, listed: bool) -> Counter[str]:
    words = phrases.half(phrases.PHRASES, sealed=sealed) if listed else ()
    watching, counts = watch(words), Counter[str]()
    for number, attack in enumerate(families.attacks(family, sealed=sealed), 1):
        decision, verdicts = decide(watching, sent(attack, number))
        counts["made"] += 1
        counts["seen"] += bool(decision)
        counts["exact"] += decision == "breach"
        counts["cited"] += bool(decision) and cites(attack, verdicts, number)
        if not decision and MISSES:
            MISSES_SEEN.append((family, attack))
    return counts


MISSES = bool(os.environ.get("MISSES"))
MISSES_SEEN: list[tuple[str, Attack]] = []


def generator(*, sealed: bool) -> dict[str, Any]:
    report: dict[str, Any] = {"half": "sealed" if sealed else "open"}
    for name, listed in (("curated", False), ("listed", True)):
        found = {family: one_family(family, sealed=sealed, listed=listed) for family in families.FAMILIES}
        seen = {family: counts["seen"] / counts["made"] for family, counts in found.items()}
        worst = min(seen, key=lambda family: seen[family])
        report[name] = {
            "macro_recall": round(sum(seen.values()) / len(seen), 4),
            "macro_interval": _bootstrap(found),
            "macro_exact": round(sum(c["exact"] / c["made"] for c in found.values()) / len(found), 4),
            "worst": {"family": worst, "recall": round(seen[worst], 4)},
            "span_meets_what_was_altered": wilson(
                sum(c["cited"] for c in found.values()), sum(c["seen"] for c in found.values())
            ),
            "families": {
                family: {"seen": wilson(c["seen"], c["made"]), "exact": round(c["exact"] / c["made"], 4)}
                for family, c in found.items()
            },
        }
    return report


def _bootstrap(found: dict[str, Counter[str]], times: int = 400) -> list[float]:
    """95 % interval of the macro recall, attacks drawn anew within each family."""
    rng = random.Random(1)
    drawn = sorted(
        sum(sum(rng.random() < c["seen"] / c["made"] for _ in range(c["made"])) / c["made"] for c in found.values())
        / len(found)
        for _ in range(times)
    )
    return [round(drawn[int(times * 0.025)], 4), round(drawn[int(times * 0.975)], 4)]


def ordinary(*, sealed: bool) -> dict[str, Any]:
    out: dict[str, Any] = {}
    for name, listed in (("curated", ()), ("listed", phrases.half(phrases.PHRASES, sealed=sealed))):
        watching, tally = watch(listed), Counter[tuple[str, str]]()
        for number, said in enumerate(negatives.ordinary(sealed=sealed), 1):
            verdict = watching.see(Message(number, number, number * 100, said.text, is_staff=said.is_staff))
            tally[said.family, verdict.decision if verdict else ""] += 1
            if MISSES and verdict and verdict.decision == "breach":
                MISSES_SEEN.append((name, Attack(said.family, "", (said.text,), ())))
        n = sum(tally.values())
        exact, looked = (sum(c for (_, d), c in tally.items() if d == wanted) for wanted in ("breach", "review"))
        out[name] = {
            "exact_per_1000": per_thousand(exact, n),
            "for_a_person_per_1000": per_thousand(looked, n),
            "exact_by_family": {family: c for (family, d), c in sorted(tally.items()) if d == "breach"},
        }
    return out


def clusters(texts: Sequence[str]) -> list[int]:
    """A cluster for each text: those whose skeletons share a long piece or most of their trigrams."""
    buckets: dict[str, int] = {}
    owner = list(range(len(texts)))

    def root(i: int) -> int:
        while owner[i] != i:
            owner[i] = owner[owner[i]]
            i = owner[i]
        return i

    for index, text in enumerate(texts):
        bones = re.sub(r"[0-9a-z]", "", skeleton(text))
        pieces = {bones[i : i + 8] for i in range(len(bones) - 7)} or {skeleton(text)}
        for piece in sorted(pieces):
            owner[root(index)] = root(buckets.setdefault(piece, index))
    return [root(i) for i in range(len(texts))]


def _rows(path: Path, encoding: str = "utf-8-sig") -> list[dict[str, str]]:
    with path.open(encoding=encoding, newline="") as file:
        return list(csv.DictReader(file))


def _counts(texts: Sequence[str], kinds: Sequence[str] = KINDS, name: str = "") -> Counter[str]:
    watching, counts = watch((), kinds), Counter[str]()
    for number, text in enumerate(texts, 1):
        verdict = watching.see(Message(number, number, number * 100, text))
        counts[verdict.decision if verdict else ""] += 1
        if MISSES and name and verdict and verdict.decision == "breach":
            MISSES_SEEN.append((name, Attack(name, "", (text,), ())))
    return counts


def _by_rule(texts: Sequence[str], kinds: Sequence[str]) -> dict[str, int]:
    """Breaches by the rule that they are against, each rule alone."""
    return {kind: _counts(texts, (kind,))["breach"] for kind in kinds if kind != "flood"}


def _false_alarms(texts: Sequence[str], kinds: Sequence[str] = KINDS, name: str = "") -> dict[str, Any]:
    counts = _counts(texts, kinds, name)
    return {
        "exact_per_1000": per_thousand(counts["breach"], len(texts)),
        "for_a_person_per_1000": per_thousand(counts["review"], len(texts)),
        "exact_by_rule": _by_rule(texts, kinds),
    }


def telegram(place: Path) -> dict[str, Any]:
    rows = {r["input"].strip(): r["target"] == "1" for r in _rows(place / "spam_tg_zh/train.csv") if r["input"].strip()}
    texts = list(rows)
    groups = clusters(texts)
    held = [text for text, group in zip(texts, groups) if random.Random(f"tg:{group}").random() < 0.2]
    spam, ham = [t for t in held if rows[t]], [t for t in held if not rows[t]]
    counts = _counts(spam)
    exact = counts["breach"]
    alarms = _counts(ham)["breach"]
    return {
        "clusters": len(set(groups)),
        "distinct_texts": len(texts),
        "held_spam": len(spam),
        "recall_exact": wilson(exact, len(spam)),
        "recall_seen": wilson(exact + counts["review"], len(spam)),
        "precision_exact": wilson(exact, exact + alarms),
        "ham": _false_alarms(ham, name="telegram"),
    }


def abuse(place: Path) -> dict[str, Any]:
    """The rule against insults alone. Recall on dev, which nothing was chosen on; false alarms on all that is clean."""
    rows = {part: _rows(place / f"cold/{part}.csv") for part in ("train", "dev")}
    counts = _counts([r["TEXT"] for r in rows["dev"] if r["label"] == "1"], ("abuse",))
    clean = [r["TEXT"] for part in rows.values() for r in part if r["label"] == "0"]
    return {
        "recall_seen": wilson(counts["breach"] + counts["review"], sum(counts.values())),
        "clean": _false_alarms(clean, ("abuse",), "cold"),
        "telegram": _false_alarms(_telegram_ham(place), ("abuse",), "telegram"),
    }


def _telegram_ham(place: Path) -> list[str]:
    rows = _rows(place / "spam_tg_zh/train.csv")
    return list(dict.fromkeys(r["input"].strip() for r in rows if r["target"] == "0" and r["input"].strip()))


ALONE = ("advert", "contact", "link")  # told by their words; a flood is measured in real time by bench.eval_moderation
_WRITTEN = re.compile(r"://|www\.", re.IGNORECASE)


def looked_at() -> dict[str, frozenset[str]]:
    """By rule, hashes of the accused messages of ``talk`` that were read and hold what the rule forbids."""
    kept = json.loads((ROOT / "bench/looked_at.json").read_text("utf-8"))
    return {kind: frozenset(hashes) for kind, hashes in kept.items()}


def _mark(text: str) -> str:
    return hashlib.sha256(text.strip().encode()).hexdigest()[:12]


def _accused(texts: Sequence[str], kind: str) -> list[str]:
    watching = watch((), (kind,))
    messages = (Message(number, number, number * 100, text) for number, text in enumerate(texts, 1))
    return [
        text
        for text, verdict in zip(texts, map(watching.see, messages))
        if verdict is not None and verdict.decision == "breach"
    ]


def _talk_of(name: str, texts: Sequence[str]) -> dict[str, Any]:
    distinct, out = list(dict.fromkeys(text.strip() for text in texts if text.strip())), {}
    for kind in ALONE:
        hits, known = _accused(distinct, kind), looked_at()[kind]
        written = {text for text in distinct if kind == "link" and _WRITTEN.search(text)}
        wrong = [text for text in hits if text not in written and _mark(text) not in known]
        rightly = len(hits) - len(wrong)
        ordinary = len(distinct) - len(written) - sum(text not in written for text in hits) + len(wrong)
        out[kind] = {"accused": len(hits), "rightly": rightly, "false_per_1000": per_thousand(len(wrong), ordinary)}
        if MISSES:
            MISSES_SEEN.extend((f"{name}:{kind}", Attack(kind, _mark(text), (text,), ())) for text in wrong)
    return out


def talk(place: Path) -> dict[str, Any]:
    """Exact findings on ordinary messages, by rule; ``rightly``: the message holds what the rule forbids."""
    sms_lines = [line.split("\t", 1) for line in (place / "spam_sms_zh/data_set.tsv").read_text("utf-8").splitlines()]
    corpora = {
        "irc_qtox (a project's chat, English, links to bug reports among it)": [
            r["text"] for r in _rows(place / "irc_qtox/messages.csv") if r["kind"] == "message"
        ],
        "faq_epidemic (questions of patients, Chinese)": [
            r[column]
            for part in ("train", "dev")
            for r in _rows(place / f"faq_epidemic/{part}.csv")
            for column in ("query1", "query2")
        ],
        "cold (clean sentences from forums, Chinese)": [
            r["TEXT"] for part in ("train", "dev") for r in _rows(place / f"cold/{part}.csv") if r["label"] == "0"
        ],
        "spam_tg_zh (lines labelled ordinary of a rough chat, Chinese; our phrases were chosen beside them)": (
            _telegram_ham(place)
        ),
        "spam_sms_zh (labelled ordinary, Chinese)": [one[1] for one in sms_lines if len(one) == 2 and one[0] == "0"],
    }
    return {name: _talk_of(name, texts) for name, texts in corpora.items()}


def copies(most: int = 120) -> dict[str, Any]:
    """Pairs of the generator's open half: an advert and its disguise, and adverts that are different."""
    rng, out = random.Random(3), {}
    said = phrases.half(phrases.PHRASES, sealed=False)
    frames = [f for part in (phrases.WITH_CONTACT, phrases.WITHOUT_CONTACT) for f in phrases.half(part, sealed=False)]

    def advert() -> tuple[str, str, str]:
        return rng.choice(said), rng.choice(frames), rng.choice(phrases.CONTACTS)

    for family in families.REWRITES:
        drawn = [(one, families.rewritten(family, *one, rng)) for one in (advert() for _ in range(most))]
        pairs = [_one_case(_written(one), made.messages[0]) for one, made in drawn if made is not None]
        out[family] = wilson(sum(pairs), len(pairs))
    two = [(advert(), advert()) for _ in range(20 * most)]
    other = [_one_case(_written(a), _written(b)) for a, b in two if a[0] != b[0] and a[1] != b[1]]
    same = [_one_case(_written(a), _written((b[0], a[1], b[2]))) for a, b in two if a[0] != b[0]]
    return {
        "found_by_family": out,
        "different_adverts_taken_for_one": wilson(sum(other), len(other)),
        "other_phrase_in_the_same_frame_taken_for_one": wilson(sum(same), len(same)),
    }


def _written(advert: tuple[str, str, str]) -> str:
    return advert[1].format(p=advert[0], c=advert[2])


def _one_case(one: str, other: str) -> bool:
    """As the database finds it: a band in common, and alike enough."""
    first, second = sketch(one), sketch(other)
    if first is None or second is None:
        return False
    return bool(set(first.bands) & set(second.bands)) and likeness(first.signature, second.signature) >= ALIKE


def sms(place: Path) -> dict[str, Any]:
    lines = (place / "spam_sms_zh/data_set.tsv").read_text("utf-8").splitlines()
    rows = [line.split("\t", 1) for line in lines if "\t" in line]
    counts = _counts([text for label, text in rows if label == "1"])
    return {
        "recall_seen": wilson(counts["breach"] + counts["review"], sum(counts.values())),
        "ham": _false_alarms([text for label, text in rows if label == "0"], name="sms"),
    }


def speed(place: Path, sizes: Sequence[int] = (0, 10_000, 100_000), runs: int = 7) -> dict[str, Any]:
    """Messages a second on one core, all rules, the score excluded; by the size of the workspace's own list."""
    rng, out = random.Random(5), {}
    talk = {
        "chat": [r["input"] for r in _rows(place / "spam_tg_zh/train.csv") if r["target"] == "0"][:SAMPLE],
        "questions": [r["query1"] for r in _rows(place / "faq_epidemic/train.csv")][:SAMPLE],
    }
    for size in sizes:
        own = ["".join(rng.choice(tables.COMMON) for _ in range(rng.choice((2, 3, 4, 4, 5)))) for _ in range(size)]
        start = time.process_time()
        listed = own_lexicon(own) if own else None
        out[f"{size} words"] = figures = {"made_in_seconds": round(time.process_time() - start, 2)}
        for name, texts in talk.items():
            sent = [Message(i, i % 200, i * 3, text) for i, text in enumerate(texts)]
            spent = []
            for _ in range(runs):
                start = time.process_time()
                list(judge_messages(sent, charter(*KINDS), listed=listed))
                spent.append(time.process_time() - start)
            figures[f"{name}_per_second"] = int(len(sent) / statistics.median(spent))
    return out


def run(_place: Path, sizes: Mapping[str, int]) -> dict[str, Any]:
    """The speed of detection for ``python -m bench``; skipped where the shared data is absent."""
    place = data()
    if place is None:
        return {"skipped": "no ../shared/data"}
    small = sizes["messages"] < 1_000_000
    return speed(place, (0, 10_000) if small else (0, 10_000, 100_000), 3 if small else 7)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sealed", action="store_true")
    parser.add_argument("--only", default="")
    asked = parser.parse_args()
    runs: dict[str, Any] = {
        "generator": lambda: generator(sealed=asked.sealed),
        "ordinary": lambda: ordinary(sealed=asked.sealed),
        "copies": copies,
    }
    if place := data():
        runs |= {
            "speed": lambda: speed(place),
            "talk": lambda: talk(place),
            "telegram": lambda: telegram(place),
            "abuse": lambda: abuse(place),
            "sms": lambda: sms(place),
        }
    only = set(asked.only.split(",")) - {""}
    report = {name: run() for name, run in runs.items() if not only or name in only}
    json.dump(report, sys.stdout, ensure_ascii=False, indent=1)
    sys.stdout.write("\n")
    for name, attack in MISSES_SEEN:
        print(name, "|", attack.messages, attack.nickname, file=sys.stderr)


if __name__ == "__main__":
    main()
