from django.apps import AppConfig


class UiConfig(AppConfig):
    name = "qunce.base.ui"
    label = "ui"
