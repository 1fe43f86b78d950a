from django.apps import AppConfig


class ServiceConfig(AppConfig):
    name = "qunce.practice.desk.service"
    label = "service"

    def ready(self) -> None:
        from qunce.practice.desk.service import facts, registrations, tasks  # noqa: F401 - registers the job

        facts.install()
        registrations.install()
