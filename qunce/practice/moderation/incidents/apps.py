from django.apps import AppConfig


class IncidentsConfig(AppConfig):
    name = "qunce.practice.moderation.incidents"
    label = "incidents"

    def ready(self) -> None:
        from qunce.practice.moderation.incidents import registrations

        registrations.install()
