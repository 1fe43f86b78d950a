"""Jinja2 pages. Replaced when the ui branch lands."""

from django.template.backends.jinja2 import Jinja2


class Pages(Jinja2):
    app_dirname = "jinja2"
