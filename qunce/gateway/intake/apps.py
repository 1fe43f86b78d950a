from django.apps import AppConfig


class IntakeConfig(AppConfig):
    name = "qunce.gateway.intake"
    label = "intake"

    def ready(self) -> None:
        from qunce.community.registry import erasers
        from qunce.gateway.intake import facts, tasks  # noqa: F401 - registers the jobs
        from qunce.gateway.intake.services import erasing

        facts.install()
        erasers.register("intake", erasing.erase_names)
