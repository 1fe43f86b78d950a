"""``qunce doctor``: what is wrong with this installation, and what to do.

Exit code 0: nothing is wrong; 1: warnings; 2: errors.
"""

import json
from argparse import ArgumentParser
from collections.abc import Iterator
from typing import Any

from django.core.management.base import BaseCommand
from django.db import DatabaseError
from django.utils.translation import gettext as _

from qunce.config.doctor import database, machine, product  # noqa: F401 - register their checks
from qunce.kernel.diagnosis import Check, Finding, checks, error
from qunce.kernel.i18n import N_

WEIGHT = {"note": 0, "warning": 1, "error": 2}
SIGN = {"note": "·", "warning": "!", "error": "✗"}


class Command(BaseCommand):
    help = "Says what is wrong with this installation, and what to do. Exit code: 0 well, 1 warnings, 2 errors."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="for a machine to read")
        parser.add_argument("--deep", action="store_true", help="also read whole tables; may take minutes")

    def handle(self, *args: Any, **options: Any) -> None:
        chosen = [check for check in checks if options["deep"] or not check.deep]
        found = [(check, list(run(check))) for check in chosen]
        report = self._json if options["json"] else self._words
        report(found)
        worst = max((WEIGHT[finding.level] for _, findings in found for finding in findings), default=0)
        if worst:
            raise SystemExit(worst)

    def _words(self, found: list[tuple[Check, list[Finding]]]) -> None:
        for check, findings in found:
            if not findings:
                self.stdout.write(f"✓ {_(check.title)}")
            for finding in findings:
                self.stdout.write(f"{SIGN[finding.level]} {_(check.title)}: {_(finding.what) % finding.params}")
                if finding.advice:
                    self.stdout.write(f"    → {_(finding.advice) % finding.params}")

    def _json(self, found: list[tuple[Check, list[Finding]]]) -> None:
        rows = [
            {
                "check": check.key,
                "level": finding.level,
                "what": _(finding.what) % finding.params,
                "advice": _(finding.advice) % finding.params if finding.advice else "",
                "params": dict(finding.params),
            }
            for check, findings in found
            for finding in findings
        ]
        document = {"checks": [check.key for check, findings in found], "findings": rows}
        self.stdout.write(json.dumps(document, ensure_ascii=False, indent=2))


def run(check: Check) -> Iterator[Finding]:
    """A check's findings; a check that fails is itself one."""
    try:
        yield from check.run()
    except DatabaseError as failure:
        yield error(
            N_("The database does not answer: %(why)s"), N_("Is it there? Try: qunce migrate"), why=str(failure)
        )
    except Exception as failure:  # the doctor must get to the end, whatever is broken
        yield error(
            N_("This could not be looked at: %(why)s"), N_("Report it"), why=f"{type(failure).__name__}: {failure}"
        )
