"""Tables are built on first use, which no single example should have to pay for."""

from hypothesis import settings

settings.register_profile("qunce-kernel", deadline=None)
settings.load_profile("qunce-kernel")
