"""How many phrasings of promises are read right: ``python -m bench.eval_promises``.

Against the table of ``qunce/practice/desk/promises/tests/gold.py``: a promise counts when its deadline is the very
minute, a put-off when it asks for a time, anything else when nothing is seen.
"""

from qunce.practice.desk.promises.policy import find_promise
from qunce.practice.desk.promises.tests.gold import NONE, TIMED, UNTIMED, WED
from qunce.practice.desk.promises.tests.test_finding import HOURS, at, shown


def main() -> None:
    now, daily = at(WED), HOURS["day"]
    deadlines = [(line, due, find_promise(line, at(said), HOURS[hours])) for said, hours, line, due in TIMED]
    wrong = [f"{line}: {found and shown(found.due_at)}, not {due}" for line, due, found in deadlines
             if found is None or shown(found.due_at) != shown(at(due))]  # fmt: skip
    put_off = [line for line in UNTIMED if (one := find_promise(line, now, daily)) is None or one.kind != "untimed"]
    false = [line for line in NONE if find_promise(line, now, daily) is not None]
    print(f"deadlines      {len(TIMED) - len(wrong)} of {len(TIMED)} right")
    print(f"put off        {len(UNTIMED) - len(put_off)} of {len(UNTIMED)} seen")
    print(f"no promise     {len(NONE) - len(false)} of {len(NONE)} left alone")
    for line in [*wrong, *put_off, *false]:
        print(f"  {line}")


if __name__ == "__main__":
    main()
