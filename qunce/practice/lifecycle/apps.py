from django.apps import AppConfig


class LifecycleConfig(AppConfig):
    name = "qunce.practice.lifecycle"
    label = "lifecycle"

    def ready(self) -> None:
        from qunce.practice.lifecycle import registrations, tasks  # noqa: F401 - registers the jobs

        registrations.install()
