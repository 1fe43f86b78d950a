"""The machine under the installation: clock, disk, permissions, network."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlparse

import psutil
from django.conf import settings
from django.db import connection

from qunce.base.jobs import queries as jobs
from qunce.base.jobs.models import Job
from qunce.base.jobs.services import lease
from qunce.config import network
from qunce.kernel import clock
from qunce.kernel.diagnosis import Finding, check, error, note, warning
from qunce.kernel.i18n import N_

BUILT = 1_764_547_200  # 2025-12-01: no clock of a running Qunce is before its making
SKEW_SECONDS = 5
GIGABYTE = 1_000_000_000


@check("machine.clock", N_("Clock"))
def clock_right() -> Iterator[Finding]:
    now = clock.timestamp()
    if now < BUILT:
        yield error(N_("The clock of this machine stands in the past"), N_("Set it: timedatectl set-ntp true"))
    skew = lease.moment() - now
    if abs(skew) > SKEW_SECONDS:
        yield warning(
            N_("The database server's clock differs from this machine's by %(seconds)s s"),
            N_("Let both follow a time server: timedatectl set-ntp true"),
            seconds=skew,
        )
    newest = Job.objects.order_by("-id").values_list("created_at", flat=True).first() or 0
    if newest > now + 60:
        yield warning(
            N_("A job was entered %(seconds)s s in the future: the clock was set back"),
            N_("Check the time of this machine; jobs wait until it has caught up"),
            seconds=newest - now,
        )


@check("machine.disk", N_("Disk"))
def disk_free() -> Iterator[Finding]:
    for path in {settings.ENV.data, Path(tempfile.gettempdir())}:
        free = shutil.disk_usage(path).free
        words = {"path": str(path), "free": f"{free / GIGABYTE:.1f}"}
        if free < GIGABYTE // 5:
            yield error(N_("%(path)s has %(free)s GB left"), N_("Make room at once: writes are about to fail"), **words)
        elif free < 2 * GIGABYTE:
            yield warning(
                N_("%(path)s has %(free)s GB left"), N_("Make room; a backup needs as much as the data"), **words
            )


@check("machine.memory", N_("Memory"))
def memory_free() -> Iterator[Finding]:
    free = psutil.virtual_memory().available
    if free < GIGABYTE // 2:
        yield warning(
            N_("%(free)s MB of memory are free"),
            N_("An import needs up to 400 MB: close something, or add memory"),
            free=free // 1_000_000,
        )


@check("machine.permissions", N_("Permissions"))
def permissions_tight() -> Iterator[Finding]:
    data = settings.ENV.data
    if not os.access(data, os.W_OK | os.X_OK):
        yield error(N_("%(path)s cannot be written"), N_("Give it to the user that runs Qunce"), path=str(data))
    private = [data / "secret_key"]
    if connection.vendor == "sqlite":
        private.append(Path(connection.settings_dict["NAME"]))
    for path in private:
        others = path.exists() and path.stat().st_mode & 0o077
        if others and data.stat().st_mode & 0o077:
            yield warning(
                N_("Other users of this machine can read %(path)s"),
                N_("Take it from them: chmod -R go= %(folder)s"),
                path=str(path),
                folder=str(data),
            )


@check("machine.port", N_("Address"))
def address_reachable() -> Iterator[Finding]:
    port = settings.ENV.port
    host = network.listen_on(settings.ENV.host)
    if jobs.workers_alive() and not network.answers(host, port):
        yield note(
            N_("Workers run, but nothing answers on port %(port)s"),
            N_("Fine for a host of workers only; else start: qunce up"),
            port=port,
        )
    try:
        taken = None if network.answers(host, port) else network.port_taken(host, port)
    except PermissionError:
        yield error(N_("Port %(port)s may not be opened by this user"), N_("Choose another: PORT=8000"), port=port)
        return
    if taken is not None:
        yield warning(N_("Port %(port)s is taken by something else"), N_("Choose another: PORT=8001"), port=port)


@check("machine.public_url", N_("Public address"))
def public_url_sound() -> Iterator[Finding]:
    given = settings.ENV.public_url
    if not given:
        return
    parsed = urlparse(given)
    if parsed.scheme not in {"http", "https"} or not parsed.hostname:
        yield error(
            N_("QUNCE_PUBLIC_URL is %(url)s, which is no address"), N_("Write it like https://q.example.com"), url=given
        )
    elif parsed.scheme == "http" and parsed.hostname not in {"localhost", "127.0.0.1"}:
        yield warning(
            N_("QUNCE_PUBLIC_URL is not encrypted: passwords travel in the clear"),
            N_("Put a server with TLS in front and write https://"),
        )
    elif parsed.scheme == "https" and not settings.ENV.trusted_proxies:
        yield warning(
            N_("Behind a proxy every visitor seems to come from one address"),
            N_("Say how many proxies are yours: QUNCE_TRUSTED_PROXIES=1"),
        )
