"""``train_complaints``: the score that puts possible complaints before a person, taught by what was decided."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from qunce.base.tenancy.models import Workspace
from qunce.practice.desk.complaints import store
from qunce.practice.desk.complaints.services import learning


class Command(BaseCommand):
    help = "Teach a workspace's score of complaints what its people confirmed and dismissed. --forget goes back."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("workspace", help="the workspace's slug")
        parser.add_argument("--forget", action="store_true", help="use the score that Qunce comes with again")

    def handle(self, *args: Any, **options: Any) -> None:
        workspace = Workspace.objects.filter(slug=options["workspace"]).first()
        if workspace is None:
            raise CommandError(f"no workspace {options['workspace']}")
        if options["forget"]:
            store.SCORE.forget(workspace.pk)
            self.stdout.write("forgotten")
            return
        decided = learning.decisions(workspace)
        if not decided:
            raise CommandError("nobody has decided on a complaint yet")
        model = learning.learn(workspace, decided)
        yes, place = sum(label for _, label in decided), store.SCORE.place(workspace.pk)
        self.stdout.write(f"{yes} confirmed, {len(decided) - yes} dismissed; {place} ({model.examples:,} lines)")
