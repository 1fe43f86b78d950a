from django.apps import AppConfig


class ConnectorsConfig(AppConfig):
    name = "qunce.gateway.connectors"
    label = "connectors"
