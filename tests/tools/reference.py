"""Everything the rooms register, as tables: ``python -m tests.tools.reference`` writes docs/reference.md anew.

With ``--check`` nothing is written; exit code 1 says that the file is out of date.
"""

import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
REFERENCE = ROOT / "docs" / "reference.md"
COMMAND = "python -m tests.tools.reference"
HEAD = f"""# Reference

What the rooms register, read from the running registries by `{COMMAND}`. Do not edit by hand: a test compares.
Words are the English msgids; what pages show comes from each room's `locale/`. What belongs in which registry says
[registries.md](registries.md)."""


def start() -> None:
    """Bring Django up, so that every room has registered."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "qunce.config.settings")
    os.environ.setdefault("QUNCE_DATA", str(ROOT / ".venv" / "scratch"))
    import django

    django.setup()
    from qunce.config.doctor import database, machine, product  # noqa: F401 - register their checks
    from qunce.gateway.connectors.api import load_all

    load_all()


def _cell(value: object) -> str:
    if value is None or value == "" or value == ():
        return "–"
    return str(value).replace("|", "\\|").replace("\n", " ")


def _table(title: str, head: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[str]:
    yield f"\n## {title}\n"
    yield f"| {' | '.join(head)} |"
    yield f"|{'---|' * len(head)}"
    for key, *rest in sorted(rows, key=lambda row: str(row[0])):
        yield f"| `{key}` | {' | '.join(_cell(value) for value in rest)} |"


def _journal() -> Iterator[str]:
    from qunce.base.journal.registry import fact_types

    yield from _table(
        "Fact types",
        ("Type", "Sentence", "Erasing a person blanks", "On the audit page", "Measures"),
        (
            (key, f.sentence, ", ".join(f.private), "yes" if f.audit else "", ", ".join(f.measures))
            for key, f in fact_types.items()
        ),
    )


def _jobs() -> Iterator[str]:
    from qunce.base.jobs.registry import queues, tasks

    yield from _table(
        "Jobs",
        ("Task", "Title", "Queue", "Tries", "Comes round"),
        ((key, t.title, t.queue, t.max_attempts, f"every {t.every} s" if t.every else "") for key, t in tasks.items()),
    )
    yield from _table("Queues", ("Queue", "Jobs at once"), ((key, queue.limit) for key, queue in queues.items()))


def _work() -> Iterator[str]:
    from qunce.base.verdicts.registry import verdict_kinds
    from qunce.base.worklist.registry import task_kinds

    yield from _table(
        "Verdict kinds",
        ("Kind", "Title", "Decisions"),
        (
            (key, kind.title, ", ".join(f"`{code}` {words}" for code, words in kind.decisions.items()))
            for key, kind in verdict_kinds.items()
        ),
    )
    yield from _table(
        "Task kinds",
        ("Kind", "Title", "Button"),
        ((key, kind.title, kind.verb) for key, kind in task_kinds.items()),
    )


def _community() -> Iterator[str]:
    from qunce.community.charter.purposes import MEASURES, PURPOSES
    from qunce.community.registry import listeners

    yield from _table(
        "Purposes",
        ("Purpose", "Name", "Reply limit, minutes", "Silent days", "Size cap", "Weights"),
        (
            (
                key,
                purpose.name,
                purpose.terms.reply_limit_minutes,
                purpose.terms.silent_days,
                purpose.terms.size_cap,
                ", ".join(f"{measure} {weight:g}" for measure, weight in purpose.weights.items()),
            )
            for key, purpose in PURPOSES.items()
        ),
    )
    yield from _table("Measures", ("Measure", "Name"), MEASURES.items())
    yield from _table(
        "Listeners",
        ("Listener", "Job", "Order"),
        ((key, listener.task, listener.order) for key, listener in listeners.items()),
    )


def _gateway() -> Iterator[str]:
    from qunce.gateway.connectors.api import dialects
    from qunce.gateway.outbox.registry import action_kinds, executors

    yield from _table(
        "Dialects",
        ("Dialect", "Label", "Usual endings"),
        ((key, dialect.label, ", ".join(dialect.suffixes)) for key, dialect in dialects.items()),
    )
    yield from _table(
        "Action kinds",
        ("Kind", "Title", "Button", "Capability", "Needs approval", "Lives, hours"),
        (
            (key, k.title, k.verb, f"`{k.capability}`", "yes" if k.needs_approval else "", k.lives // 3600)
            for key, k in action_kinds.items()
        ),
    )
    yield from _table(
        "Executors",
        ("Executor", "Title", "Capabilities"),
        ((key, e.title, ", ".join(sorted(e.capabilities))) for key, e in executors.items()),
    )


def _practice() -> Iterator[str]:
    from qunce.practice.lifecycle.policy.key_members import SORTS
    from qunce.practice.moderation.policy.detectors import DETECTORS

    yield from _table(
        "Breach detectors", ("Detector", "Rule of the charter"), ((d.key, f"`{d.rule}`") for d in DETECTORS)
    )
    yield from _table("Sorts of credit", ("Sort", "Weight"), ((key, sort.weight) for key, sort in SORTS.items()))


def _checks() -> Iterator[str]:
    from qunce.kernel.diagnosis import checks

    yield from _table(
        "Checks of `qunce doctor`",
        ("Check", "Title", "Only with --deep"),
        ((key, check.title, "yes" if check.deep else "") for key, check in checks.items()),
    )


PARTS = (_journal, _jobs, _work, _community, _gateway, _practice, _checks)


def render() -> str:
    """The whole page; ``start`` first."""
    return "\n".join([HEAD, *(line for part in PARTS for line in part())]) + "\n"


def main(arguments: Sequence[str]) -> int:
    start()
    text = render()
    if "--check" in arguments:
        return int(not REFERENCE.exists() or REFERENCE.read_text(encoding="utf-8") != text)
    REFERENCE.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
