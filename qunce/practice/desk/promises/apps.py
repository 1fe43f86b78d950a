from django.apps import AppConfig


class PromisesConfig(AppConfig):
    name = "qunce.practice.desk.promises"
    label = "promises"

    def ready(self) -> None:
        from qunce.practice.desk.promises import facts, registrations, tasks  # noqa: F401 - registers the jobs

        facts.install()
        registrations.install()
