"""Detectors, one file each. A new one is a file here and its line below."""

from qunce.practice.moderation.policy.detectors import abuse, adverts, codes, contacts, floods, links, pictures, repeats
from qunce.practice.moderation.policy.detectors.base import DETECTORS, Detector, Finding, Watcher

__all__ = [
    "DETECTORS",
    "Detector",
    "Finding",
    "Watcher",
    "abuse",
    "adverts",
    "codes",
    "contacts",
    "floods",
    "links",
    "pictures",
    "repeats",
]
