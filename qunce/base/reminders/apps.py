from django.apps import AppConfig


class RemindersConfig(AppConfig):
    name = "qunce.base.reminders"
    label = "reminders"

    def ready(self) -> None:
        from qunce.base.reminders import facts, registrations, tasks  # noqa: F401 - registers the jobs

        facts.install()
        registrations.install()
