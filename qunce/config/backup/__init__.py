"""Backups: one file that holds everything, checked before it is believed.

``services`` writes and restores; ``archive`` is the file's inside, ``sealed`` its encryption, ``databases`` what is
particular to SQLite and PostgreSQL.
"""
