from django.apps import AppConfig


class CharterConfig(AppConfig):
    name = "qunce.community.charter"
    label = "charter"

    def ready(self) -> None:
        from qunce.community.charter import facts

        facts.install()
