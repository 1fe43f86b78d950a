"""``train_score``: the score that orders what a person looks at, from decisions or from a labelled file."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from qunce.base.tenancy.models import Workspace
from qunce.practice.moderation.score import store, training


class Command(BaseCommand):
    help = "Train (or teach) the score of a workspace: from its own decisions, or with --file from a labelled .csv."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("workspace", help="the workspace's slug")
        parser.add_argument("--file", type=Path, help="a .csv with the columns input and target (1 = advert)")
        parser.add_argument("--anew", action="store_true", help="forget the model there is")

    def handle(self, *args: Any, **options: Any) -> None:
        workspace = Workspace.objects.filter(slug=options["workspace"]).first()
        if workspace is None:
            raise CommandError(f"no workspace {options['workspace']}")
        if options["anew"]:
            store.SCORE.forget(workspace.pk)
        labelled = training.from_file(options["file"]) if options["file"] else training.decisions(workspace)
        try:
            model = training.learn(workspace, labelled)
        except ValueError as error:
            raise CommandError("not enough data: it needs adverts that were confirmed, and ordinary talk") from error
        self.stdout.write(
            f"{len(labelled)} labelled messages; {store.SCORE.place(workspace.pk)} ({model.examples} in all)"
        )
