"""One writer at a time."""

from django.db import connection


def lock_group(group_id: int) -> None:
    """Let one writer at a time into a group (PostgreSQL; SQLite has one writer anyway)."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM community_group WHERE id = %s FOR UPDATE", [group_id])
