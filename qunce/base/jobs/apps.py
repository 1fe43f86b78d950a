from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "qunce.base.jobs"
    label = "jobs"

    def ready(self) -> None:
        from qunce.base.jobs import tasks  # noqa: F401 - registers
