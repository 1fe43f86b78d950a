"""``qunce doctor``: what is wrong with this installation, and what to do about each thing.

The checks of the installation itself are here; rooms register theirs with ``qunce.kernel.diagnosis.check``.
"""
