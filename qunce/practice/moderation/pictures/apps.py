from django.apps import AppConfig


class PicturesConfig(AppConfig):
    name = "qunce.practice.moderation.pictures"
    label = "pictures"

    def ready(self) -> None:
        from qunce.practice.moderation.pictures import registrations

        registrations.install()
