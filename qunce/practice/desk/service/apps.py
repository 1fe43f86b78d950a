from django.apps import AppConfig


class ServiceConfig(AppConfig):
    name = "qunce.practice.desk.service"
    label = "service"

    def ready(self) -> None:
        from qunce.practice.desk.service import registrations

        registrations.install()
