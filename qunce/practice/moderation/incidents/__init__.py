"""Incidents: what happened, kept as evidence, and the ladder of steps that answers it (D3-D7)."""
