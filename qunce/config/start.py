"""What ``qunce up`` does before and around the programs it starts."""

import sys
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder

from qunce.base.accounts import services as accounts
from qunce.base.jobs.management.commands.worker import team
from qunce.base.jobs.supervisor import Program
from qunce.config import network
from qunce.config.backup import services as backup
from qunce.config.backup.errors import BackupError
from qunce.demo import services as demo

THREADS = 4


def pending_migrations() -> int:
    """How many migrations the database still lacks."""
    executor = MigrationExecutor(connection)
    return len(executor.migration_plan(executor.loader.graph.leaf_nodes()))


@dataclass(frozen=True, slots=True)
class Update:
    """What bringing the database up to date did. steps: migrations that ran; saved: the backup made before, None for
    a new database; unsaved: why there is none although there should be."""

    steps: int
    saved: Path | None = None
    unsaved: str = ""


def update() -> Update:
    """Bring the database up to date. One that holds something is backed up first: steps do not go back."""
    steps = pending_migrations()
    if not steps:
        return Update(0)
    saved, unsaved = None, ""
    if MigrationRecorder(connection).applied_migrations():
        try:
            saved = backup.write().path
        except BackupError as error:
            unsaved = str(error)
    call_command("migrate", verbosity=0, interactive=False)
    return Update(steps, saved, unsaved)


def prepare() -> Update:
    """Everything before the first program starts; an empty database is given the demo, as a job."""
    done = update()
    if settings.ENV.demo:
        demo.load_if_empty()
    return done


def programs(host: str) -> list[Program]:
    """The web server and the workers. Threads, not processes, suit SQLite: they queue for one write lock."""
    env = settings.ENV
    options = {
        "--interface": "wsgi",
        "--host": host,
        "--port": env.port,
        "--workers": env.web_workers,
        "--blocking-threads": THREADS,
        "--workers-kill-timeout": 10,
        "--log-level": "warning",
    }
    argv = [sys.executable, "-m", "granian", *(str(part) for option in options.items() for part in option)]
    argv += ["--no-ws", "--respawn-failed-workers", "qunce.config.wsgi:application"]
    web = Program("web server", argv, ready=lambda: network.answers(host, env.port))
    return [web, *team(env.workers)]


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where the console answers: here, and for others on the network ("" when for nobody)."""

    here: str
    network: str
    setup: str


def addresses(host: str) -> Addresses:
    """Also makes the one-time set-up link, while nobody works here yet."""
    env = settings.ENV
    local = host in {network.ANYWHERE, network.LOOPBACK, "::", "::1", "localhost"}
    here = env.public_url or f"http://{'localhost' if local else host}:{env.port}"
    outside = ""
    if host == network.ANYWHERE and not env.public_url:
        outside = next((f"http://{address}:{env.port}" for address in network.own_addresses()), "")
    path = accounts.issue_setup_link()
    return Addresses(here, outside, here + path if path else "")
