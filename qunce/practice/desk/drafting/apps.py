from django.apps import AppConfig


class DraftingConfig(AppConfig):
    name = "qunce.practice.desk.drafting"
    label = "drafting"

    def ready(self) -> None:
        from qunce.practice.desk.drafting import facts, registrations

        facts.install()
        registrations.install()
