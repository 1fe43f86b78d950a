from django.apps import AppConfig


class QunceConfig(AppConfig):
    name = "qunce.config"
    label = "config"

    def ready(self) -> None:
        from qunce.config import tasks  # noqa: F401 - registers
