from django.apps import AppConfig


class ComplaintsConfig(AppConfig):
    name = "qunce.practice.desk.complaints"
    label = "complaints"

    def ready(self) -> None:
        from qunce.practice.desk.complaints import facts, registrations, tasks  # noqa: F401 - registers the jobs

        facts.install()
        registrations.install()
