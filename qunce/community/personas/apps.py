from django.apps import AppConfig


class PersonasConfig(AppConfig):
    name = "qunce.community.personas"
    label = "personas"

    def ready(self) -> None:
        from qunce.community.personas import facts, registrations, tasks  # noqa: F401 - registers the jobs

        facts.install()
        registrations.install()
