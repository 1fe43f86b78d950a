"""The worklist's tasks that carried a step become the actions of those steps, each with its task."""

from django.conf import settings
from django.db import migrations
from django.utils import translation

OLD = "moderation.warn"
CAPABILITIES = {"ask": "send_private", "warn": "send_private", "notice": "send_group", "remove": "kick"}
STATES = {"open": "handed", "snoozed": "handed", "done": "confirmed", "not_needed": "cancelled"}
LIVES = 7 * 86_400


def convert(apps, schema_editor):
    from qunce.base.ui.reasons import reason_text

    Task, Action = apps.get_model("worklist", "Task"), apps.get_model("outbox", "Action")
    TakenStep = apps.get_model("incidents", "TakenStep")
    Incident = apps.get_model("incidents", "Incident")
    for task in Task.objects.filter(kind=OLD).order_by("id").iterator(chunk_size=200):
        if "action" in task.data:
            continue
        step, incident, state = task.data.get("step", "ask"), task.data.get("incident"), STATES.get(task.state)
        task.kind = f"moderation.{step}"
        if state is None or incident is None:
            task.save(update_fields=["kind"])
            continue
        with translation.override(settings.LANGUAGE_CODE):
            words = "\n".join(reason_text(part) for part in task.words)
        if step != "ask" and state == "handed":
            state = "proposed"  # approved by whoever does it
        by = f"staff:{task.closed_by}" if task.closed_by else ""
        said_yes = state in ("confirmed", "handed") or (state == "cancelled" and step == "ask")
        action, made = Action.objects.get_or_create(
            workspace_id=task.workspace_id, kind=task.kind, subject=f"person:{task.person_id}",
            slot=f"incident:{incident}",
            defaults={
                "group_id": task.group_id, "person_id": task.person_id, "verdict_id": task.verdict_id,
                "title": task.title, "words": words, "capability": CAPABILITIES[step], "state": state,
                "executor": "person", "due_at": task.due_at, "expires_at": task.opened_at + LIVES,
                "proposed_at": task.opened_at, "proposed_by": "system", "closed_at": task.closed_at,
                "settled_by": by, "reason": task.reason if state == "cancelled" else "",
                "approved_at": (task.closed_at or task.opened_at) if said_yes else None,
                "approved_by": (by or "system") if said_yes else "",
                "data": {
                    "incident": incident, "incidents": [incident], "step": step, "why": task.data.get("why", []),
                    "count": task.title.get("params", {}).get("offences", 1), "skipped_why": "",
                    "verdicts": task.data.get("verdicts", []), "value": task.value, "sources": task.source_ids,
                },
            },
        )  # fmt: skip
        if not made:
            task.save(update_fields=["kind"])
            continue
        if state == "cancelled":
            Incident.objects.filter(pk=incident).update(let_be=True)
        if state == "confirmed":
            TakenStep.objects.filter(incident_id=incident, state="proven").update(action_id=action.pk)
        task.key, task.data = f"{action.pk}.1", {"action": action.pk, "verdicts": task.data.get("verdicts", [])}
        task.words = [{"msgid": "%(words)s", "params": {"words": words}}] if words else []
        task.save(update_fields=["kind", "key", "data", "words"])


class Migration(migrations.Migration):
    dependencies = [
        ("incidents", "0002_actions"),
        ("outbox", "0001_initial"),
        ("worklist", "0001_initial"),
    ]

    operations = [migrations.RunPython(convert, migrations.RunPython.noop)]
