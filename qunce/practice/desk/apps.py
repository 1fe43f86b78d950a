from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "qunce.practice.desk"
    label = "desk"

    def ready(self) -> None:
        from qunce.practice.desk import registrations, tasks  # noqa: F401 - registers the jobs

        registrations.install()
