from django.apps import AppConfig


class JournalConfig(AppConfig):
    name = "qunce.base.journal"
    label = "journal"
