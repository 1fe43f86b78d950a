"""The house rules, held by tests: floors, budgets, who may write, what is pinned and why."""
