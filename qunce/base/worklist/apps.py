from django.apps import AppConfig


class WorklistConfig(AppConfig):
    name = "qunce.base.worklist"
    label = "worklist"

    def ready(self) -> None:
        from qunce.base.worklist import facts

        facts.install()
