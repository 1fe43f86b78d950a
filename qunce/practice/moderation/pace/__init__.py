"""How fast a group talks, kept as sums by day: what is usual is read from these, never from the messages again."""
