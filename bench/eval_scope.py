"""How often ordinary talk is taken for talk off the topic, and what it costs. Prints JSON.

    python -m bench.eval_scope [--show]

Judged are streams that nobody here wrote, as one group's talk under charters that name a topic: the chat of spam_tg_zh
without its spam, and the clean sentences of cold. Neither carries times or names: a line every 20 seconds from a dozen
members by turns, which is the densest that such a check can meet. Every run found is printed with ``--show``, to be
read by a person: a run about football in a lunch group is no false alarm.
"""

import argparse
import csv
import json
import os
import sys
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from qunce.community.charter.types import EffectiveCharter
from qunce.practice.moderation.policy import Message
from qunce.practice.moderation.policy.scope import Drift, Scope, drifts, scope_of

TOPICS = ("午餐和接龙；群友的推荐请自行判断", "亲子阅读、打卡，不聊股票和政治", "创业者互相介绍资源", "装修经验交流")
DATA = Path(os.environ.get("QUNCE_SHARED_DATA") or Path(__file__).resolve().parents[2] / "shared/data")
EVERY, MEMBERS = 20, 12


def stream(texts: Sequence[str]) -> list[Message]:
    return [Message(i + 1, i % MEMBERS + 1, 1_780_000_000 + i * EVERY, text) for i, text in enumerate(texts)]


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def shown(run: Drift) -> dict[str, object]:
    return {"subject": run.subject, "lines": [(line.message.text[:70], list(line.words)) for line in run.lines]}


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--show", action="store_true", help="print every run, to be read")
    show = asked.parse_args().show
    ham = [r["input"] for name in ("train", "test") if (p := DATA / f"spam_tg_zh/{name}.csv").exists()
           for r in rows(p) if r["target"] == "0"]  # fmt: skip
    clean = [r["TEXT"] for part in ("train", "dev") for r in rows(DATA / f"cold/{part}.csv") if r["label"] == "0"]
    report: dict[str, object] = {}
    for name, texts in (("spam_tg_zh, ham", ham), ("cold, clean", clean)):
        said = stream(texts)
        for topic in TOPICS:
            scope = scope_of(EffectiveCharter(purpose="exchange", topic_scope=topic))
            assert scope is not None
            found = list(drifts(said, scope))
            report[f"{name}: {topic}"] = {
                "lines": len(said), "hours": round(len(said) * EVERY / 3600), "runs": len(found),
                "subjects": Counter(run.subject for run in found), **({"found": [shown(r) for r in found]} if show else {}),
            }  # fmt: skip
    report["the sample world (medium), a topic for each group"] = demo()
    report["seconds for 100,000 lines"] = cost(ham)
    json.dump(report, sys.stdout, ensure_ascii=False, indent=1)
    sys.stdout.write("\n")


def demo() -> dict[str, int]:
    """The talk of the sample world as it stands in time, each group under its own theme as its topic."""
    from qunce.demo.world import build

    lines, found = 0, 0
    for group in build("medium", seed=7, until=1_780_000_000).groups():
        members = {key: number + 1 for number, key in enumerate(group.members)}
        said = [Message(n, members.get(line.who, 0), line.at, line.text) for n, line in enumerate(group.messages(), 1)]
        charter = replace(group.charter, topic_scope=group.charter.topic_scope or group.charter.theme or group.name)
        scope = scope_of(charter, group.name)
        lines += len(said)
        found += len(list(drifts(said, scope))) if scope is not None else 0
    return {"lines": lines, "runs": found}


def cost(texts: Sequence[str]) -> dict[str, float]:
    said = stream((list(texts) * (100_000 // len(texts) + 1))[:100_000])
    scope: Scope | None = scope_of(EffectiveCharter(purpose="exchange", topic_scope=TOPICS[0]))
    assert scope is not None
    list(drifts(said[:1000], scope))
    began, cpu = time.perf_counter(), time.process_time()
    list(drifts(said, scope))
    return {"wall": round(time.perf_counter() - began, 3), "cpu": round(time.process_time() - cpu, 3)}


if __name__ == "__main__":
    main()
