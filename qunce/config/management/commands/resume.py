"""``qunce resume``: a restored copy may act by itself again."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from qunce.base.jobs import services
from qunce.config.backup.services import quarantine_outbox


class Command(BaseCommand):
    help = "Lets jobs and schedules of a restored copy run again."

    def handle(self, *args: Any, **options: Any) -> None:
        quarantine_outbox()
        lifted = services.lift_hold()
        self.stdout.write(_("Jobs run again.") if lifted else _("Nothing was held."))
