from django.apps import AppConfig


class ModerationConfig(AppConfig):
    name = "qunce.practice.moderation"
    label = "moderation"
