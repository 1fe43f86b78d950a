from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "qunce.practice.desk"
    label = "desk"
