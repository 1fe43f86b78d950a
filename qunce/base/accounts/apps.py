from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "qunce.base.accounts"
    label = "accounts"
