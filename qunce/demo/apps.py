from django.apps import AppConfig


class DemoConfig(AppConfig):
    name = "qunce.demo"
    label = "demo"

    def ready(self) -> None:
        from qunce.demo import tasks  # noqa: F401 - registers the job
