from django.apps import AppConfig


class ModerationConfig(AppConfig):
    name = "qunce.practice.moderation"
    label = "moderation"

    def ready(self) -> None:
        from qunce.practice.moderation import registrations, tasks  # noqa: F401 - registers the jobs

        registrations.install()
