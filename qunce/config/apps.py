from django.apps import AppConfig


class QunceConfig(AppConfig):
    name = "qunce.config"
    label = "config"
