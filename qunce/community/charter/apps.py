from django.apps import AppConfig


class CharterConfig(AppConfig):
    name = "qunce.community.charter"
    label = "charter"
