"""``python -m qunce`` and the ``qunce`` command."""

from qunce.config.cli import main

if __name__ == "__main__":
    main()
