from django.apps import AppConfig


class DraftingConfig(AppConfig):
    name = "qunce.practice.desk.drafting"
    label = "drafting"
