from django.apps import AppConfig


class ActivityConfig(AppConfig):
    name = "qunce.community.activity"
    label = "activity"
