from django.apps import AppConfig


class VisitorsConfig(AppConfig):
    name = "qunce.community.visitors"
    label = "visitors"
