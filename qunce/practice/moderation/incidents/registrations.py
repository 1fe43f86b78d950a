"""What incidents register with the floors below."""

from qunce.community.registry import erasers
from qunce.practice.moderation.incidents import facts, services


def install() -> None:
    facts.install()
    erasers.register("moderation.incidents", services.erase)
