from django.apps import AppConfig


class CopiesConfig(AppConfig):
    name = "qunce.practice.moderation.copies"
    label = "copies"
