"""The Q&A's figures as JSON: finding the entry, telling near-misses, opposites, speed.

    python -m bench.eval_qa [found] [crossed] [near] [polarity] [volume] [embedding]

Reads ../shared/data (or QUNCE_SHARED_DATA). The entries are the first questions of the 1,866 groups of faq_epidemic,
train and dev together; the questions are their paraphrases. Trained on train.csv only: the figures to go by are
those of dev's questions, "train" is shown for comparison; "crossed" measures all of them with weights that never saw
the question's group (``cross_qa``), which is the setting of the stated baselines. The baseline is BM25 (k1 1.5, b .75)
on characters and their pairs, over the same entries and questions. "embedding" and the vectors of "crossed" need the
extra of that name and are skipped without it.
"""

import json
import random
import resource
import sys
import time
from collections.abc import Callable, Sequence

import numpy as np
from scipy.stats import rankdata

from bench import faq_data
from bench.cross_qa import crossed
from qunce.practice.desk.qa.policy import SURE, Index, embedding, measures
from qunce.practice.desk.qa.policy.index import Match
from qunce.practice.desk.qa.tests.polarity import APART, SAME

VOLUME = 100_000


def _world() -> tuple[Index, list[str], dict[str, list[tuple[int, str]]]]:
    """The index of all entries, their texts, and by part the questions with the entry that answers each."""
    parts = {part: faq_data.groups(faq_data.rows(part)) for part in ("train", "dev")}
    entries = [first for groups in parts.values() for first in groups]
    number = {text: n for n, text in enumerate(entries)}
    index = Index()
    index.put((n, [text]) for text, n in number.items())
    asked = {
        part: [(number[first], text) for first, others in groups.items() for text in dict.fromkeys(others)]
        for part, groups in parts.items()
    }
    return index, entries, asked


def found() -> dict[str, object]:
    """Top-1 and top-3, ours and the baseline's."""
    index, _, asked = _world()
    report: dict[str, object] = {"entries": len(index)}
    whole: dict[str, list[tuple[int, Sequence[int]]]] = {"bm25": [], "ours": []}
    for part, questions in asked.items():
        looked_up = [(gold, index.lookup(text)) for gold, text in questions]
        ranked = {
            "bm25": [(gold, [key for key, _ in index.nearest(text)]) for gold, text in questions],
            "ours": [(gold, [one.key for one in best]) for gold, best in looked_up],
        }
        report[part] = {name: _tops(rows) for name, rows in ranked.items()} | {"first_is_sure": _sure(looked_up)}
        for name, rows in ranked.items():
            whole[name] += rows
    report["all"] = {name: _tops(rows) for name, rows in whole.items()}
    return report


def _tops(ranked: Sequence[tuple[int, Sequence[int]]]) -> dict[str, float]:
    return {
        "top1": round(100 * sum(keys[:1] == [gold] for gold, keys in ranked) / len(ranked), 1),
        "top3": round(100 * sum(gold in keys[:3] for gold, keys in ranked) / len(ranked), 1),
        "questions": len(ranked),
    }


def _sure(looked_up: Sequence[tuple[int, Sequence[Match]]]) -> dict[str, float]:
    """Of the questions whose first entry is shown as sure: how many there are, and the share that it answers."""
    right = [best[0].key == gold for gold, best in looked_up if best and best[0].probability >= SURE]
    return {"questions": len(right), "right": round(sum(right) / max(1, len(right)), 3)}


def near() -> dict[str, object]:
    """Labelled paraphrases against labelled near-misses: AUC of the probability; what would be put into the draft."""
    index, _, _ = _world()
    report: dict[str, object] = {}
    for part in ("train", "dev"):
        rows = faq_data.rows(part)
        same = np.array([row["label"] == "1" for row in rows])
        asked = measures.views([row["query2"] for row in rows])
        entries = measures.views([row["query1"] for row in rows])
        shares = [index.share(one, other) for one, other in zip(asked, entries, strict=True)]
        judged = [measures.judge(one, other, index.idf) for one, other in zip(asked, entries, strict=True)]
        likely = np.array([one.probability for one in judged])
        apart = np.array([one.apart for one in judged])
        report[part] = {
            "pairs": len(rows),
            "auc_bm25": _auc(np.array(shares), same),
            "auc": _auc(likely, same),
            "accuracy": {  # told right at even odds, and as sure or not
                str(cut): {
                    "all": round(float(((likely >= cut) == same).mean()), 3),
                    "near_misses": round(float((likely[~same] < cut).mean()), 3),
                    "paraphrases": round(float((likely[same] >= cut).mean()), 3),
                }
                for cut in (0.5, SURE)
            },
            "kept_apart_by_rule": {
                "near_misses": f"{int((apart & ~same).sum())} of {int((~same).sum())}",
                "paraphrases": f"{int((apart & same).sum())} of {int(same.sum())}",
            },
            "right_at": {
                str(cut): {
                    "precision": round(float(same[likely >= cut].mean()), 3) if (likely >= cut).any() else None,
                    "share_of_paraphrases": round(float((likely[same] >= cut).mean()), 3),
                    "share_of_near_misses": round(float((likely[~same] >= cut).mean()), 3),
                }
                for cut in (0.5, 0.7, 0.8, SURE, 0.95)
            },
        }
    return report


def _auc(scores: np.ndarray, same: np.ndarray) -> float:
    ranks = rankdata(scores)
    positive = int(same.sum())
    return round(float((ranks[same].sum() - positive * (positive + 1) / 2) / (positive * (~same).sum())), 3)


def polarity() -> dict[str, object]:
    """Our own table of opposites and of the same in other words: is the opposite never sure, the same found?"""
    index = Index()
    index.put((n, [one]) for n, (one, _) in enumerate([*APART, *SAME]))
    told = [_pair(index, one, other) for one, other in APART]
    alike = [_pair(index, one, other) for one, other in SAME]
    return {
        "opposites": {
            "pairs": len(APART),
            "kept_apart_by_rule": sum(one.apart for one in told),
            "sure_though_opposite": sum(one.probability >= SURE for one in told),
        },
        "same": {
            "pairs": len(SAME),
            "kept_apart_by_mistake": sum(one.apart for one in alike),
        },
    }


def _pair(index: Index, one: str, other: str) -> measures.Judged:
    asked, entry = measures.views([one, other])
    return measures.judge(asked, entry, index.idf)


def volume() -> dict[str, object]:
    """100,000 entries, put in one by one; noisy lookups, some entries replaced in between."""
    dice = random.Random(7)
    texts = _invented(dice, VOLUME)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    index, begin = Index(), time.perf_counter()
    index.put((n, [text]) for n, text in enumerate(texts))
    built = time.perf_counter() - begin
    begin = time.perf_counter()
    for n in range(200):
        index.put([(n, [texts[n] + "呢"])])
    changed = (time.perf_counter() - begin) / 200
    spent, worked, hits = [], [], 0
    for _ in range(500):
        n = dice.randrange(200, VOLUME)
        asked = _noisy(dice, texts[n])
        begin, cpu = time.perf_counter(), time.process_time()
        best = index.lookup(asked)
        spent.append(time.perf_counter() - begin)
        worked.append(time.process_time() - cpu)
        hits += any(texts[one.key] == texts[n] for one in best)
    p50, p95 = np.percentile(spent, [50, 95])
    return {
        "entries": VOLUME,
        "seconds_to_build": round(built, 1),
        "ms_to_change_one": round(1000 * changed, 2),
        "ms_p50": round(1000 * float(p50), 1),
        "ms_p95": round(1000 * float(p95), 1),
        "cpu_ms_p95": round(1000 * float(np.percentile(worked, 95)), 1),
        "found_in_three": f"{hits} of 500",
        "index_mb": (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024,
    }


_WHO = ["会员", "新人", "孩子", "家长", "老客户", "团长", "学员", "店员", "群友", "同事"]
_WHAT = [
    "打卡",
    "抽奖",
    "发票",
    "退款",
    "优惠券",
    "套餐",
    "停车",
    "外卖",
    "预约",
    "直播",
    "回放",
    "课程",
    "积分",
    "快递",
    "包装",
    "菜单",
    "座位",
    "红包",
    "资料",
    "报名",
    "补卡",
    "接龙",
    "提现",
    "充值",
    "登录",
    "活动",
    "门票",
    "试吃",
    "换货",
    "保修",
]
_HOW = [
    "怎么弄",
    "在哪里",
    "多少钱",
    "什么时候",
    "能不能改",
    "要多久",
    "找谁",
    "有什么要求",
    "可以取消吗",
    "为什么失败",
    "需要带什么",
    "有没有限制",
]
_MORE = [
    "周一",
    "周末",
    "晚上",
    "中午",
    "第一次",
    "上个月",
    "明天",
    "三人份",
    "大份",
    "小程序里",
    "群公告里",
    "门口",
    "二楼",
    "手机上",
    "电脑上",
    "朋友圈",
    "订单里",
    "前台",
]


def _invented(dice: random.Random, count: int) -> list[str]:
    signs = "阿白成东方高海江康林梅宁平秋若山石天文新星阳玉云长中竹子"
    return [
        f"{dice.choice(_MORE)}{dice.choice(_WHO)}的{''.join(dice.choices(signs, k=3))}{dice.choice(_WHAT)}{dice.choice(_HOW)}"
        for _ in range(count)
    ]


def _noisy(dice: random.Random, text: str) -> str:
    at = dice.randrange(len(text))
    return f"请问{text[:at]}{text[at + 1 :]}啊"


def embed() -> dict[str, object]:
    """Top-1 and top-3 of dev's questions with the vectors of the optional wheel beside the measures."""
    if not embedding.available():
        return {"skipped": "the extra 'embedding' is not installed"}
    plain, entries, asked = _world()
    index = Index(embedding.vectors)
    index.put((n, [text]) for n, text in enumerate(entries))
    begin = time.perf_counter()
    ranked = [(gold, [one.key for one in index.lookup(text)]) for gold, text in asked["dev"]]
    spent = (time.perf_counter() - begin) / len(ranked)
    sample = asked["train"][::5]
    return {
        "dev": _tops(ranked),
        "dev_without": _tops([(gold, [one.key for one in plain.lookup(text)]) for gold, text in asked["dev"]]),
        "train_every_fifth": _tops([(gold, [one.key for one in index.lookup(text)]) for gold, text in sample]),
        "ms_each": round(1000 * spent, 1),
    }


PARTS: dict[str, Callable[[], dict[str, object]]] = {
    "volume": volume,  # first: its memory is the process's peak
    "found": found,
    "crossed": crossed,
    "near": near,
    "polarity": polarity,
    "embedding": embed,
}


def main() -> None:
    wanted = sys.argv[1:] or list(PARTS)
    json.dump({name: run() for name, run in PARTS.items() if name in wanted}, sys.stdout, ensure_ascii=False, indent=1)
    sys.stdout.write("\n")


if __name__ == "__main__":
    main()
