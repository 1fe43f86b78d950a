"""The decisions about complaints (A18, E7, E8). Pure: no Django, no database."""
