from django.apps import AppConfig


class OutboxConfig(AppConfig):
    name = "qunce.gateway.outbox"
    label = "outbox"

    def ready(self) -> None:
        from qunce.gateway.outbox import registrations, tasks  # noqa: F401 - registers the jobs

        registrations.install()
