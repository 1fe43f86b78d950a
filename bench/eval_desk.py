"""The desk's figures as JSON: finding questions, following them, putting repeated ones together.

    python bench/eval_desk.py [questions] [judge] [repeats] [volume]

Reads ../shared/data (or QUNCE_SHARED_DATA). Baseline of repeated questions: character 1-2-gram
TF-IDF with average linkage at its best threshold, on the same texts: query1 of every group with its
true paraphrases, distinct texts, pairwise F1. "near_misses" adds the labelled non-paraphrases, each
alone in its group; pairs of two such are unknown and do not count. The more groups, the more strangers are alike:
"of_900_groups" is a drawn half of all, so that figures stated for fewer groups can be compared.
"""

import csv
import json
import random
import re
import resource
import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
from scipy.cluster.hierarchy import fcluster, linkage
from scipy.spatial.distance import squareform

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench import desk_world, faq_data
from qunce.community.charter.types import EffectiveCharter, ServiceHours
from qunce.practice.desk.policy import DeskJudge, Line, Outcome, judge_lines, reply_stats
from qunce.practice.desk.questions import classify
from qunce.practice.desk.repeats import likeness
from qunce.practice.desk.repeats.clusters import cluster
from qunce.practice.desk.repeats.grouping import group_texts
from qunce.practice.desk.repeats.wording import read_all

DATA = Path(__file__).resolve().parents[1] / "qunce/practice/desk/tests/data"
CHARTER = EffectiveCharter("service")
ALWAYS = EffectiveCharter("exchange", service_hours=ServiceHours(tuple(((0, 1440),) for _ in range(7))))
_MARKS = re.compile(r"[?？]")


def questions() -> dict[str, object]:
    asked = {r[side] for part in ("train", "dev") for r in faq_data.rows(part) for side in ("query1", "query2")}
    bare = sorted({_MARKS.sub("", text).strip() for text in asked} - {""})
    own = [json.loads(line) for line in (DATA / "chat_lines.jsonl").read_text(encoding="utf-8").splitlines()]
    with (faq_data.SHARED / "spam_tg_zh" / "train.csv").open(encoding="utf-8-sig", newline="") as source:
        chat = [row["input"] for row in csv.DictReader(source) if row["target"] == "0"]
    with (faq_data.SHARED / "spam_tg_zh" / "train.csv").open(encoding="utf-8-sig", newline="") as source:
        every = [row["input"] for row in csv.DictReader(source)]
    labels = [json.loads(line) for line in (DATA / "tg_ham_labels.jsonl").read_text(encoding="utf-8").splitlines()]
    ordinary = [text for text in dict.fromkeys(chat) if not classify(text).is_question]
    return {
        "faq_recall_marks_stripped": _share(sum(classify(t).is_question for t in bare), len(bare)),
        "faq_recall_as_written": _share(sum(classify(t).is_question for t in asked), len(asked)),
        "own_lines": _agreement([(line["text"], line["asks"]) for line in own]),
        **{
            f"telegram_{name}": _agreement([(every[x["row"]], x["asks"]) for x in labels if x["set"] == name])
            for name in ("tuned", "fresh")
        },
        "telegram_fresh_when_first_run": {"precision": 0.789, "recall": 0.968, "lines": 300},
        "lines_per_cpu_second": {
            "telegram": _speed(chat),
            "telegram_not_asking": _speed(ordinary),
            "faq": _speed(bare),
        },
    }


def judge() -> dict[str, object]:
    irc = _irc()
    begin = time.process_time()
    found = judge_lines(irc, ALWAYS, irc[-1].at, member_names={line.name for line in irc})
    irc_spent = time.process_time() - begin
    days = reply_stats(found)
    return {
        "talking_group": _watched(list(desk_world.talking_group(200_000))),
        "year_of_talk": _watched(desk_world.year_of_talk(100_000)),
        "irc_qtox": {
            "lines": len(irc),
            "lines_per_cpu_second": round(len(irc) / irc_spent),
            "decisions": Counter(o.decision for o in found),
            "approximate": sum(o.approximate for o in found),
            "days": len(days),
        },
    }


def _watched(lines: Sequence[Line]) -> dict[str, object]:
    """CPU for each message of the judge alone: the better of two runs."""
    spent = []
    for _ in range(2):
        watch = DeskJudge(CHARTER, lines[-1].at, staff_ids=range(4), staff_names=("客服",))
        begin = time.process_time()
        outcomes = [outcome for line in lines for outcome in _heard(watch, line)] + watch.close()
        spent.append(time.process_time() - begin)
    return {
        "lines": len(lines),
        "microseconds_per_line": round(1e6 * min(spent) / len(lines), 1),
        "decisions": Counter(o.decision for o in outcomes),
    }


def _heard(watch: DeskJudge, line: Line) -> list[Outcome]:
    watch.hear(line)
    return watch.take()


def repeats() -> dict[str, object]:
    parts = {part: faq_data.rows(part) for part in ("train", "dev")}
    parts["all"] = parts["train"] + parts["dev"]
    firsts = set(random.Random(1).sample(sorted(faq_data.groups(parts["all"])), 900))
    parts["of_900_groups"] = [row for row in parts["all"] if row["query1"] in firsts]
    report: dict[str, object] = {}
    for part, rows in parts.items():
        texts, gold = faq_data.universe(rows, near_misses=False)
        every, singles = faq_data.universe(rows, near_misses=True)
        joined = _joined(texts, gold)
        report[part] = {
            "texts": len(texts),
            "groups": len(set(gold)),
            "baseline": _baseline(texts, gold),
            "ours": faq_data.pairwise(group_texts(texts), gold),
            "ours_without_folding_equal_keys": faq_data.pairwise(_unfolded(texts), gold),
            "groups_joined_by_equal_keys": {
                "baseline": _baseline(texts, joined),
                "ours": faq_data.pairwise(group_texts(texts), joined),
            },
            "with_near_misses": {
                "texts": len(every),
                "baseline": _baseline(every, singles),
                "ours": faq_data.pairwise(group_texts(every), singles),
            },
            "labelled_pairs_put_together": _labelled(rows, dict(zip(every, group_texts(every)))),
        }
    return report


def volume() -> dict[str, object]:
    asked, gold = desk_world.repeated_questions(100_000)
    texts = [one.text for one in asked]
    begin, cpu = time.perf_counter(), time.process_time()
    groups = group_texts(texts)
    return {
        "questions": len(texts),
        "true_groups": len(set(gold)),
        "seconds": round(time.perf_counter() - begin, 1),
        "cpu_seconds": round(time.process_time() - cpu, 1),
        "peak_rss_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        **faq_data.pairwise(groups, gold),
    }


def _share(part: int, whole: int) -> dict[str, float]:
    return {"value": round(part / whole, 4), "of": whole}


def _agreement(lines: Sequence[tuple[str, bool]]) -> dict[str, float]:
    counts = Counter((asks, classify(text).is_question) for text, asks in lines)
    return {
        "lines": len(lines),
        "asking": counts[True, True] + counts[True, False],
        "precision": round(counts[True, True] / (counts[True, True] + counts[False, True]), 4),
        "recall": round(counts[True, True] / (counts[True, True] + counts[True, False]), 4),
    }


def _speed(texts: Sequence[str]) -> int:
    best = 1e9
    for _ in range(3):
        begin = time.process_time()
        for text in texts:
            classify(text)
        best = min(best, time.process_time() - begin)
    return round(len(texts) / best)


def _irc() -> list[Line]:
    with (faq_data.SHARED / "irc_qtox" / "messages.csv").open(encoding="utf-8", newline="") as source:
        rows = [row for row in csv.DictReader(source) if row["kind"] == "message"]
    people: dict[str, int] = {}
    lines = [
        Line(
            number,
            int(datetime.fromisoformat(row["time"]).replace(tzinfo=UTC).timestamp()),
            people.setdefault(row["nick"], len(people)),
            False,
            "text",
            row["text"],
            row["nick"],
        )
        for number, row in enumerate(rows)
    ]
    return sorted(lines, key=lambda line: (line.at, line.id))


def _baseline(texts: Sequence[str], gold: Sequence[int]) -> dict[str, float]:
    counts, _ = likeness._counts([text.lower() for text in texts])
    unit = likeness._unit(counts, likeness._idf(counts))
    distance = np.maximum(1 - (unit @ unit.T).toarray(), 0)
    np.fill_diagonal(distance, 0)
    tree = linkage(squareform(distance, checks=False), "average")
    tried = (
        (faq_data.pairwise(fcluster(tree, cut, "distance").tolist(), gold), cut) for cut in np.arange(0.3, 0.75, 0.02)
    )
    best, cut = max(tried, key=lambda found: found[0]["f1"])
    return best | {"threshold": round(float(cut), 2)}


def _unfolded(texts: Sequence[str]) -> list[int]:
    """Only exact repetitions are one, all else is left to likeness."""
    first: dict[str, int] = {}
    wordings = read_all(texts)
    units = [first.setdefault(wording.full, len(first)) for wording in wordings]
    distinct = dict(zip(reversed(units), reversed(wordings)))
    ordered = [distinct[unit] for unit in range(len(first))]
    group = cluster(len(ordered), likeness.alike_pairs(ordered, (np.bincount(units) > 1).tolist()))
    return [group[unit] for unit in units]


def _joined(texts: Sequence[str], gold: Sequence[int]) -> list[int]:
    """Gold groups that hold the same question in other fillers are one group."""
    parent = {group: group for group in gold}

    def root(group: int) -> int:
        while parent[group] != group:
            group = parent[group]
        return group

    seen: dict[object, int] = {}
    for wording, group in zip(read_all(texts), gold):
        parent[root(group)] = root(seen.setdefault(wording.key, group))
    return [root(group) for group in gold]


def _labelled(rows: Sequence[faq_data.Row], group: dict[str, int]) -> dict[str, float]:
    met = Counter((row["label"], group[row["query1"]] == group[row["query2"]]) for row in rows)
    return {
        "paraphrases": round(met["1", True] / (met["1", True] + met["1", False]), 4),
        "near_misses": round(met["0", True] / (met["0", True] + met["0", False]), 4),
    }


PARTS: dict[str, Callable[[], dict[str, object]]] = {
    "volume": volume,  # first: its memory is the process's peak
    "questions": questions,
    "judge": judge,
    "repeats": repeats,
}


def main() -> None:
    wanted = sys.argv[1:] or list(PARTS)
    json.dump({name: run() for name, run in PARTS.items() if name in wanted}, sys.stdout, ensure_ascii=False, indent=1)
    sys.stdout.write("\n")


if __name__ == "__main__":
    main()
