"""The ``qunce`` command: a short menu of our own verbs in front of Django's."""

import os
import sys

from qunce.kernel.i18n import N_

MENU = {
    "up": N_("start everything: web server and workers; Ctrl-C ends it"),
    "worker": N_("run background jobs only"),
    "import": N_("import chat files into a group"),
    "backup": N_("write a backup, also while everything runs"),
    "restore": N_("restore a backup into an empty place"),
    "resume": N_("let a restored copy act by itself again"),
    "doctor": N_("say what is wrong with this installation, and what to do"),
    "demo": N_("load or clear the sample world"),
    "migrate": N_("bring the database up to date"),
}


def language() -> str:
    """Of the terminal: English where its locale is, else Chinese, as the product."""
    locale = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or ""
    return "en" if locale.startswith("en") or locale.split(".")[0] in {"C", "POSIX"} else "zh-hans"


def menu() -> str:
    from django.core.management import get_commands
    from django.utils.translation import gettext

    known = get_commands()
    rows = [f"  qunce {name:<9} {gettext(what)}" for name, what in MENU.items() if name in known]
    return "\n".join(["Qunce 群策", "", *rows, "", gettext("qunce COMMAND --help says more."), ""])


def main() -> None:
    if sys.argv[1:] in (["--version"], ["version"]):
        from qunce import __version__

        sys.stdout.write(f"qunce {__version__}\n")
        return
    os.umask(0o077)  # what we write is the talk of others: for the owner of this account only
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "qunce.config.settings")
    import django
    from django.core.management import execute_from_command_line
    from django.utils import translation

    django.setup()
    with translation.override(language()):
        if sys.argv[1:] in ([], ["help"], ["--help"], ["-h"]):
            sys.stdout.write(menu())
        else:
            execute_from_command_line(sys.argv)
