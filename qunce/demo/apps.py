from django.apps import AppConfig


class DemoConfig(AppConfig):
    name = "qunce.demo"
    label = "demo"
