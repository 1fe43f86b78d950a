"""Would a trained score find more abuse? Measured before anything is built in. Prints JSON.

    python -m bench.eval_abuse

``qunce.practice.moderation.score.model`` on ../shared/data/cold: trained on train, measured on those sentences of dev
that share no eight characters with it. Who is spoken of (a region, a people, a belief, a sex) is taken out of every
sentence first, for what somebody is is no sign. ``raised`` is the score beside the list of words, at the mark that lets
through so much of the clean part; a sentence counts only where it speaks of somebody. ``labels`` shows what the corpus
calls abusive: it was labelled by machine but for its test part, which is not here. What was made of it stands in docs/judgements.md.
"""

import json
import re
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from scipy.stats import rankdata

from bench.eval_detect import _rows, _telegram_ham, data, per_thousand, watch, wilson
from qunce.kernel.text import fold_text, skeleton
from qunce.practice.moderation.policy import Message
from qunce.practice.moderation.score import model

_PLACES = (
    "北京|上海|天津|重庆|河南|河北|山东|山西|陕西|安徽|江苏|浙江|福建|江西|湖南|湖北|广东|广西|海南|四川|贵州|云南|西藏|甘肃|青海|宁夏"
    "|新疆|内蒙古|黑龙江|吉林|辽宁|香港|澳门|台湾|东北|西北|南方|北方|广州|深圳|武汉|中国|日本|韩国|朝鲜|印度|美国|英国|法国|德国|俄罗斯"
    "|非洲|欧洲|亚洲|越南|泰国|西方|欧美|外国|外地|本地|农村|城里|乡下"
)
_WHO = re.compile(
    rf"(?:{_PLACES})(?:女人|男人|人|女|男)?|[黑白]人|[黄白黑]种人?|有色人种|[亚非]裔|华[人裔]|犹太人?|[汉满回维藏壮苗彝]族|[汉满藏]人|回民"
    "|维吾尔族?|蒙古[族人]?|少数民族|穆斯林|伊斯兰教?|基督[徒教]|佛教|老外|[女男](?:孩子|人|性|生|孩|的|权主义者?|权|拳|司机|朋友|友)?"
    "|[同双异]性恋者?|变性人|跨性别|直[男女]|妇女|大[妈爷]|老人|老头|剩女|母亲|婆婆|媳妇|老[婆公]|姑娘|种族|民族|地域|性别|肤色|黑|白"
)
_SOMEBODY = re.compile(r"[你您他她们人@谁女男]|[这那]种|全家")
_TALK_ABOUT = ("歧视", "骂", "恶心", "素质")

Flags = np.ndarray[Any, np.dtype[np.bool_]]


def _pieces(text: str) -> set[str]:
    bones = re.sub(r"[0-9a-z]", "", skeleton(text))
    return {bones[at : at + 8] for at in range(len(bones) - 7)} or {bones}


def _masked(texts: Sequence[str]) -> list[str]:
    return [_WHO.sub("", fold_text(text)) for text in texts]


def _listed(texts: Sequence[str]) -> Flags:
    watching = watch((), ("abuse",))
    return np.array([watching.see(Message(i, i, i * 100, text)) is not None for i, text in enumerate(texts, 1)])


def _of_somebody(texts: Sequence[str]) -> Flags:
    return np.array([bool(_SOMEBODY.search(text) or _WHO.search(text)) for text in texts])


def measure(place: Path) -> dict[str, Any]:
    train, dev = (_rows(place / f"cold/{part}.csv") for part in ("train", "dev"))
    known = set[str]().union(*(_pieces(row["TEXT"]) for row in train))
    fresh = [row for row in dev if not _pieces(row["TEXT"]) & known]
    texts, abusive = [row["TEXT"] for row in fresh], np.array([row["label"] == "1" for row in fresh])
    chat = _telegram_ham(place)
    trained = model.train(_masked([row["TEXT"] for row in train]), [row["label"] == "1" for row in train])
    scores, talk = (np.array(trained.scores(_masked(one))) for one in (texts, chat))
    listed, listed_talk = _listed(texts), _listed(chat)
    ranks = rankdata(scores)
    hits, clean = int(abusive.sum()), int((~abusive).sum())
    out: dict[str, Any] = {
        "train": len(train),
        "dev": {"sentences": len(dev), "without_near_copies": len(fresh), "abusive": hits},
        "auc": round(float((ranks[abusive].sum() - hits * (hits + 1) / 2) / (hits * clean)), 4),
        "list_alone": _figures(listed, abusive, listed_talk),
    }
    for share in (0.01, 0.02, 0.05):
        mark = float(np.quantile(scores[~abusive], 1 - share))
        found = listed | ((scores >= mark) & _of_somebody(texts))
        in_talk = listed_talk | ((talk >= mark) & _of_somebody(chat))
        out[f"raised at {share:.0%} of the clean part"] = {"mark": round(mark, 3)} | _figures(found, abusive, in_talk)
    out["labels"] = {
        word: wilson(int(abusive[(held := _holds(texts, word))].sum()), int(held.sum())) for word in _TALK_ABOUT
    }
    return out


def _figures(found: Flags, abusive: Flags, in_talk: Flags) -> dict[str, Any]:
    return {
        "recall": wilson(int(found[abusive].sum()), int(abusive.sum())),
        "clean": wilson(int(found[~abusive].sum()), int((~abusive).sum())),
        "chat_per_1000": per_thousand(int(in_talk.sum()), len(in_talk)),
    }


def _holds(texts: Sequence[str], word: str) -> Flags:
    return np.array([word in text for text in texts])


def main() -> None:
    place = data()
    if place is None:
        raise SystemExit("no ../shared/data here, and QUNCE_SHARED_DATA names none")
    json.dump(measure(place), sys.stdout, ensure_ascii=False, indent=1)
    sys.stdout.write("\n")


if __name__ == "__main__":
    main()
