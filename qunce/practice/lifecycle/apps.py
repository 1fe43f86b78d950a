from django.apps import AppConfig


class LifecycleConfig(AppConfig):
    name = "qunce.practice.lifecycle"
    label = "lifecycle"
