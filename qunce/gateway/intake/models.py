"""Files and pastes on their way in: wizard, memory, progress, errors, undo."""

from django.db import models
from django.utils.translation import gettext

from qunce.base.tenancy.models import Scoped
from qunce.community.models import Group, Source

PASTE = "paste.txt"  # the file name of what was pasted


class Import(Scoped):
    """One file or paste, from upload to undo.

    plan      dialect, encoding, options, mapping, group id or name, own names, group size: what the person confirmed
    preview   what the parser saw: rows, dates, names, problems, duplicates
    counts    messages, duplicates, roster, problems, people
    """

    class State(models.TextChoices):
        UPLOADED = "uploaded"
        LOOKING = "looking"
        READY = "ready"
        UNREADABLE = "unreadable"
        RUNNING = "running"
        DONE = "done"
        FAILED = "failed"
        UNDOING = "undoing"
        UNDONE = "undone"

    batch = models.CharField(max_length=32)  # files dropped together
    file_name = models.CharField(max_length=255)
    path = models.CharField(max_length=300)
    size = models.BigIntegerField()
    sha256 = models.CharField(max_length=64)
    state = models.CharField(max_length=12, choices=State.choices, default=State.UPLOADED)
    group = models.ForeignKey(Group, null=True, on_delete=models.SET_NULL, related_name="imports")
    source = models.OneToOneField(Source, null=True, on_delete=models.SET_NULL, related_name="of_import")
    plan = models.JSONField(default=dict)
    preview = models.JSONField(default=dict)
    counts = models.JSONField(default=dict)
    error = models.JSONField(default=dict)  # msgid, params
    job_id = models.BigIntegerField(null=True)
    created_at = models.BigIntegerField()
    created_by = models.BigIntegerField(null=True)
    finished_at = models.BigIntegerField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["workspace", "-created_at"], name="import_recent"),
            models.Index(fields=["workspace", "batch"], name="import_batch"),
        ]

    def __str__(self) -> str:
        return self.shown

    @property
    def pasted(self) -> bool:
        return self.file_name == PASTE

    @property
    def shown(self) -> str:
        """What people call it: the file's name; a paste has none."""
        return gettext("Pasted chat") if self.pasted else self.file_name


class ImportProblem(models.Model):
    """A row that was not taken, for the error report."""

    of_import = models.ForeignKey(Import, on_delete=models.CASCADE, related_name="problems")
    row = models.BigIntegerField()
    raw = models.CharField(max_length=520)
    reason = models.CharField(max_length=200)
    suggestion = models.CharField(max_length=200)
    params = models.JSONField(default=dict)

    class Meta:
        indexes = [models.Index(fields=["of_import", "row"], name="problem_rows")]

    def __str__(self) -> str:
        return f"{self.row}: {self.reason}"


class Memory(Scoped):
    """What a workspace told us once and need not tell again.

    kind "mapping" (key: header signature), "group" (key: file name stem), "own_name" (key: folded name)
    """

    kind = models.CharField(max_length=10)
    key = models.CharField(max_length=200)
    value = models.JSONField(default=dict)
    updated_at = models.BigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["workspace", "kind", "key"], name="remembered_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"
