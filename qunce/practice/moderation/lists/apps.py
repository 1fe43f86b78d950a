from django.apps import AppConfig


class ListsConfig(AppConfig):
    name = "qunce.practice.moderation.lists"
    label = "lists"

    def ready(self) -> None:
        from qunce.practice.moderation.lists import facts, tasks  # noqa: F401 - registers the job

        facts.install()
