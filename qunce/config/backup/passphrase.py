"""Where a passphrase comes from: the first line of a file, never the command line (others can read that)."""

from pathlib import Path

from django.utils.translation import gettext as _

from qunce.config.backup.errors import BackupError

LEAST = 12


def read_passphrase(path: Path | None) -> str:
    """The first line of the file, "" without one. Raises BackupError when it is not there or empty."""
    if path is None:
        return ""
    try:
        line = path.read_text(encoding="utf-8").partition("\n")[0].strip()
    except (OSError, UnicodeDecodeError) as error:
        raise BackupError(_("The passphrase file cannot be read: %(why)s") % {"why": error}) from None
    if not line:
        raise BackupError(_("The passphrase file %(path)s is empty.") % {"path": path})
    return line


def new_passphrase(path: Path | None) -> str:
    """One to seal with; short ones are refused."""
    passphrase = read_passphrase(path)
    if passphrase and len(passphrase) < LEAST:
        raise BackupError(_("A passphrase has %(least)s characters or more.") % {"least": LEAST})
    return passphrase
