from django.apps import AppConfig


class QaConfig(AppConfig):
    name = "qunce.practice.desk.qa"
    label = "qa"

    def ready(self) -> None:
        from qunce.practice.desk.qa import facts, registrations

        facts.install()
        registrations.install()
