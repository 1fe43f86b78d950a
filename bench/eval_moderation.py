"""How well breaches are seen: recall, precision, false alarms, evasions, spans, speed. Prints JSON.

    python bench/eval_moderation.py [--part held|tune]

Real texts come from ``../shared/data`` (or QUNCE_SHARED_DATA) and are split by a hash of the text:
phrases were chosen on the "tune" half, figures are reported on the "held" half. The SMS corpus masks
digits as x; it is judged as it is and with digits put back at random, as phones and prices had them.
"""

import argparse
import csv
import hashlib
import json
import os
import platform
import random
import re
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from qunce.community.charter.types import EffectiveCharter, Rule
from qunce.kernel.text import fold_text
from qunce.kernel.text.fold import fold_table
from qunce.kernel.verdict import Verdict
from qunce.practice.moderation.policy import Message, Pace, Watch, judge_message, judge_messages, measure_habits
from qunce.practice.moderation.policy.detectors.adverts import lexicon
from qunce.practice.moderation.tests.evasions import FAMILIES, adverts

ROOT = Path(__file__).resolve().parents[1]
Labelled = list[tuple[str, bool]]
FULL = ("advert", "contact", "link", "flood")
SAMPLE = 2_000
SEED = 2026  # not the one the tests use
NO_LINK = ("advert", "contact", "flood")


def shared_data() -> Path:
    here = os.environ.get("QUNCE_SHARED_DATA")
    for place in (here, ROOT.parent / "shared" / "data", ROOT.parents[1] / "shared" / "data"):
        if place and Path(place).is_dir():
            return Path(place)
    raise SystemExit("no ../shared/data here, and QUNCE_SHARED_DATA names none")


def charter(*kinds: str) -> EffectiveCharter:
    rules = tuple(Rule(kind, f"no {kind}", limit=15 if kind == "flood" else None) for kind in kinds)
    return EffectiveCharter(purpose="bench", rules=rules)


def is_held(text: str) -> bool:
    return hashlib.sha1(text.strip().encode()).digest()[0] >= 128


def rows(path: Path, encoding: str = "utf-8") -> list[dict[str, str]]:
    with path.open(encoding=encoding, newline="") as file:
        return list(csv.DictReader(file))


def unmask(text: str) -> str:
    rng = random.Random(text)

    def digits(match: re.Match[str]) -> str:
        tail = "".join(rng.choice("0123456789") for _ in range(len(match[0]) - 1))
        return ("1" + rng.choice("3578") + tail[1:]) if len(match[0]) == 11 else rng.choice("123456789") + tail

    return re.sub("x+", digits, text)


def corpora(data: Path) -> dict[str, tuple[Labelled, tuple[str, ...]]]:
    telegram = {r["input"].strip(): r["target"] == "1" for r in rows(data / "spam_tg_zh/train.csv")}
    sms_lines = (data / "spam_sms_zh/data_set.tsv").read_text("utf-8").splitlines()
    sms = [(text, label == "1") for label, text in (line.split("\t", 1) for line in sms_lines if "\t" in line)]
    irc = [r["text"] for r in rows(data / "irc_qtox/messages.csv") if r["kind"] in ("message", "action")]
    faq = sorted({r[key] for r in rows(data / "faq_epidemic/train.csv") for key in ("query1", "query2")})
    cold = [r["TEXT"] for part in ("train", "dev") for r in rows(data / f"cold/{part}.csv", "utf-8-sig")]
    seeds = [
        sentence.strip()
        for path in sorted((data.parent / "seeds").glob("*.txt"))
        for sentence in re.split(r"[。！？\n]", path.read_text("utf-8"))
        if sentence.strip()
    ]
    return {
        "spam_tg_zh": ([(text, spam) for text, spam in telegram.items() if text], FULL),
        "spam_sms_zh": (sms, FULL),
        "spam_sms_zh_digits_restored": ([(unmask(text), spam) for text, spam in sms], FULL),
        "irc_qtox": ([(text, False) for text in irc], NO_LINK),
        "faq_epidemic": ([(text, False) for text in faq], FULL),
        "cold": ([(text, False) for text in cold], FULL),
        "seed_articles": ([(text, False) for text in seeds], FULL),
    }


def judged(texts: Iterable[str], kinds: tuple[str, ...]) -> list[Verdict | None]:
    watch = Watch(charter(*kinds))
    return [watch.see(Message(i, i, i * 100, text)) for i, text in enumerate(texts)]


def score(labelled: Labelled, kinds: tuple[str, ...]) -> dict[str, Any]:
    verdicts = judged((text for text, _ in labelled), kinds)
    counts = Counter((spam, v.decision if v else "") for (_, spam), v in zip(labelled, verdicts))
    spam = sum(n for (is_spam, _), n in counts.items() if is_spam)
    ham = sum(n for (is_spam, _), n in counts.items() if not is_spam)
    out: dict[str, Any] = {"rules": list(kinds)}
    if spam:
        breach, review = counts[True, "breach"], counts[True, "review"]
        out |= {
            "spam": spam,
            "recall_breach": round(breach / spam, 4),
            "recall_breach_or_review": round((breach + review) / spam, 4),
            "precision_breach": round(breach / max(1, breach + counts[False, "breach"]), 4),
        }
    return out | {
        "ham": ham,
        "ham_breach": counts[False, "breach"],
        "ham_review": counts[False, "review"],
        "ham_breach_percent": round(100 * counts[False, "breach"] / ham, 3),
        "ham_breach_or_review_percent": round(100 * (counts[False, "breach"] + counts[False, "review"]) / ham, 3),
    }


def without(text: str, verdict: Verdict) -> str:
    gone = {i for e in verdict.evidence if e.span for i in range(*e.span)}
    return "".join(char for i, char in enumerate(text) if i not in gone)


def evasion(family: str, kinds: tuple[str, ...]) -> dict[str, Any]:
    totals: Counter[str] = Counter()
    for advert in adverts(FAMILIES[family], SEED):
        totals["made"] += 1
        verdict = judge_message(Message(1, 1, 0, advert.text), charter(*kinds))
        if verdict is None:
            continue
        totals[verdict.decision] += 1
        marked = {i for e in verdict.evidence if e.span for i in range(*e.span)}
        pieces = [range(*advert.phrase), range(*advert.contact)]
        totals["span_whole"] += all(set(piece) <= marked for piece in pieces)
        totals["span_some_piece"] += any(set(piece) <= marked for piece in pieces)
        left = judge_message(Message(1, 1, 0, without(advert.text, verdict)), charter(*kinds))
        totals["flipped"] += left is None or left.decision != verdict.decision
    seen = totals["breach"] + totals["review"]
    return {
        "made": totals["made"],
        "recall_breach": round(totals["breach"] / totals["made"], 4),
        "recall_breach_or_review": round(seen / totals["made"], 4),
        "spans_hold_both_pieces": round(totals["span_whole"] / max(1, seen), 4),
        "spans_hold_a_piece": round(totals["span_some_piece"] / max(1, seen), 4),
        "removal_flips": round(totals["flipped"] / max(1, seen), 4),
    }


def disguised_talk(family: str, texts: list[str]) -> dict[str, Any]:
    """False alarms on ordinary talk that is written as adverts are: a disguise alone is no breach."""
    rng = random.Random(SEED)
    verdicts = judged((FAMILIES[family](text, rng) for text in texts if text), FULL)
    counts = Counter(v.decision for v in verdicts if v)
    return {"made": len(verdicts), "breach": counts["breach"], "review": counts["review"]}


def floods(data: Path, limit: int) -> dict[str, Any]:
    """A real group in real time, with and without knowing how fast its people usually talk."""
    talk = [
        Message(i, nicks, int(datetime.fromisoformat(r["time"]).replace(tzinfo=UTC).timestamp()), r["text"])
        for i, (r, nicks) in enumerate(_with_ids(rows(data / "irc_qtox/messages.csv")))
    ]
    rules = EffectiveCharter(purpose="bench", rules=(Rule("flood", "no floods", limit=limit),))
    habits = measure_habits(talk)
    out: dict[str, Any] = {"limit": limit, "messages": len(talk), "group_pace": asdict(habits.group or Pace(0, 0))}
    for name, known in (("without_habits", None), ("with_habits", habits)):
        out[name] = Counter(v.decision for v in judge_messages(talk, rules, known))
    return out


def _with_ids(lines: list[dict[str, str]]) -> Iterator[tuple[dict[str, str], int]]:
    ids: dict[str, int] = {}
    for line in lines:
        if line["kind"] in ("message", "action"):
            yield line, ids.setdefault(line["nick"], len(ids))


def seconds(work: Callable[[], object], times: int = 40) -> float:
    """The best of many short runs: what the code costs, not what the neighbours of this machine do."""
    best = float("inf")
    for _ in range(times):
        start = time.process_time()
        work()
        best = min(best, time.process_time() - start)
    return best


def speed(labelled: dict[str, tuple[Labelled, tuple[str, ...]]]) -> dict[str, Any]:
    out: dict[str, Any] = {"clock": f"process CPU time, best of 40 runs over {SAMPLE} messages, one process"}
    for name in ("faq_epidemic", "irc_qtox", "spam_tg_zh"):
        texts = [text for text, spam in labelled[name][0] if not spam]
        texts = texts[:: len(texts) // SAMPLE][:SAMPLE]
        messages = [Message(i, i % 200, i * 3, text) for i, text in enumerate(texts)]
        habits = measure_habits(messages)
        per_message = {
            "+".join(kinds): seconds(lambda k=kinds, ms=messages, h=habits: list(judge_messages(ms, charter(*k), h)))
            for kinds in (NO_LINK, FULL)
        }
        folding = seconds(lambda ts=texts: [fold_text(text) for text in ts])
        out[name] = {
            "characters_mean": round(sum(map(len, texts)) / SAMPLE, 1),
            "messages_per_second": {kinds: int(SAMPLE / spent) for kinds, spent in per_message.items()},
            "fold_text_us": round(folding / SAMPLE * 1e6, 2),
        }
    return out


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--part", choices=("held", "tune"), default="held")
    part = parser.parse_args().part
    start = time.process_time()
    fold_table()
    folded = time.process_time()
    judge_message(Message(1, 1, 0, "刷单加微信abc12345"), charter(*FULL))
    built = time.process_time()
    everything = corpora(shared_data())
    report = {
        "machine": {"python": platform.python_version(), "cpus": os.cpu_count()},
        "part": part,
        "build_seconds": {
            "fold_table": round(folded - start, 3),
            "views_lexicon_and_patterns": round(built - folded, 3),
        },
        "lexicon": {"phrases": len(lexicon().phrases), "table_entries": len(fold_table())},
        "corpora": {
            name: score(
                [r for r in labelled if is_held(r[0]) == (part == "held")] if name != "seed_articles" else labelled,
                kinds,
            )
            for name, (labelled, kinds) in everything.items()
        },
        "evasions": {
            family: {"all_rules": evasion(family, FULL), "advert_rule_only": evasion(family, ("advert",))}
            for family in FAMILIES
        },
        "disguised_faq": {
            family: disguised_talk(family, [text for text, _ in everything["faq_epidemic"][0] if is_held(text)])
            for family in FAMILIES
        },
        "floods_irc": floods(shared_data(), 10),
        "speed": speed(everything),
    }
    print(json.dumps(report, ensure_ascii=False, indent=2))


if __name__ == "__main__":
    main()
