from django.apps import AppConfig


class IntakeConfig(AppConfig):
    name = "qunce.gateway.intake"
    label = "intake"
