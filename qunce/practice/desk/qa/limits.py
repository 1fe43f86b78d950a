"""How often a page without login may be opened: counted per address and minute, in this process's cache."""

from typing import Final

from django.core.cache import cache
from django.http import HttpRequest

from qunce.kernel import clock

A_MINUTE: Final = 60


def too_often(request: HttpRequest, what: str) -> bool:
    """Whether this address asked more than ``A_MINUTE`` times within the minute."""
    key = f"qa:{what}:{request.META.get('REMOTE_ADDR', '')}:{clock.timestamp() // 60}"
    cache.add(key, 0, 120)
    return cache.incr(key) > A_MINUTE
