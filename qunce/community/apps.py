from django.apps import AppConfig


class CommunityConfig(AppConfig):
    name = "qunce.community"
    label = "community"
