"""Forks workers that a test kills: Django is loaded once, each worker is a fork of it.

Protocol over the pipes: a line in starts a worker, a line out is its pid, another line out ("gone") says it ended.
"""

import os
import sys

import django


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "qunce.config.settings")
    django.setup()
    from django.db import connections

    from qunce.base.jobs.worker import drain
    from qunce.gateway.connectors import api
    from qunce.practice.moderation.policy.detectors.adverts import lexicon

    api.load_all()
    lexicon()  # a second and more of work for each process; a worker that is killed within one would never be past it
    for _line in sys.stdin:
        pid = os.fork()
        if pid == 0:
            connections.close_all()
            drain()
            os._exit(0)
        sys.stdout.write(f"{pid}\n")
        sys.stdout.flush()
        os.waitpid(pid, 0)
        sys.stdout.write("gone\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
