"""SQLite with one writer at a time inside a process."""
