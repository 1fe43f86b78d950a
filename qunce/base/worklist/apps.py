from django.apps import AppConfig


class WorklistConfig(AppConfig):
    name = "qunce.base.worklist"
    label = "worklist"
