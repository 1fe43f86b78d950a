from django.apps import AppConfig


class TodayConfig(AppConfig):
    name = "qunce.today"
    label = "today"
