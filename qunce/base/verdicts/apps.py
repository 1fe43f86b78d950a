from django.apps import AppConfig


class VerdictsConfig(AppConfig):
    name = "qunce.base.verdicts"
    label = "verdicts"

    def ready(self) -> None:
        from qunce.base.verdicts import facts

        facts.install()
