from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "qunce.base.jobs"
    label = "jobs"
