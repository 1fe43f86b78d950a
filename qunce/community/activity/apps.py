from django.apps import AppConfig


class ActivityConfig(AppConfig):
    name = "qunce.community.activity"
    label = "activity"

    def ready(self) -> None:
        from qunce.base.journal.registry import subscribers
        from qunce.community.activity import services

        subscribers.register("activity", services.subscribe)
