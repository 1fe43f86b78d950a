"""Why a backup or a restore was refused: a sentence for a person. Nothing live was touched."""


class BackupError(Exception):
    """The message says what is wrong and what to do."""


class DamagedError(BackupError):
    """The file is not what was written: cut short, changed, or another passphrase."""
