"""What the processes of ``nursery`` are forked from."""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "qunce.config.settings")
django.setup()
