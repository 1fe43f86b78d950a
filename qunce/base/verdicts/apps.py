from django.apps import AppConfig


class VerdictsConfig(AppConfig):
    name = "qunce.base.verdicts"
    label = "verdicts"
