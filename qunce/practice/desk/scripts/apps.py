from django.apps import AppConfig


class ScriptsConfig(AppConfig):
    name = "qunce.practice.desk.scripts"
    label = "scripts"

    def ready(self) -> None:
        from qunce.practice.desk.scripts import facts, registrations

        facts.install()
        registrations.install()
