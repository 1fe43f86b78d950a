from django.apps import AppConfig


class PaceConfig(AppConfig):
    name = "qunce.practice.moderation.pace"
    label = "pace"
