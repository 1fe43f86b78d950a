from django.apps import AppConfig


class CommunityConfig(AppConfig):
    name = "qunce.community"
    label = "community"

    def ready(self) -> None:
        from qunce.community import facts

        facts.install()
