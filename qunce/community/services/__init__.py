"""The verbs of the community floor; the only writers of its tables."""
