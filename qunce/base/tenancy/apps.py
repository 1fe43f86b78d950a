from django.apps import AppConfig


class TenancyConfig(AppConfig):
    name = "qunce.base.tenancy"
    label = "tenancy"
