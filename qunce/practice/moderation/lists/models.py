"""The workspace's own word list."""

from django.db import models

from qunce.base.tenancy.models import Scoped


class WordList(Scoped):
    """One for each workspace. words, ordinary: one a line, each once, as they were given.

    words     each counts as one of our telling phrases: with an offer or a way to get in touch it is an advert
    ordinary  phrases that hold such a word and mean something else
    digest    of both, so that what was made of them is made once
    """

    words = models.TextField(blank=True)
    ordinary = models.TextField(blank=True)
    count = models.IntegerField(default=0)
    digest = models.CharField(max_length=64, default="")
    changed_at = models.BigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["workspace"], name="one_word_list")]

    def __str__(self) -> str:
        return f"{self.count} words"


class LinkList(Scoped):
    """Addresses that every group of the workspace lets pass, whatever its own rule allows besides.

    domains   one a line, as the detector reads them ("example.com" covers www.example.com)
    official  whether those of public bodies and of WeChat itself pass as well
    """

    domains = models.TextField(blank=True)
    official = models.BooleanField(default=True)
    changed_at = models.BigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["workspace"], name="one_link_list")]

    def __str__(self) -> str:
        return f"{len(self.domains.splitlines())} domains"
