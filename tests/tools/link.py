"""Make the environment that runs this know the checkout: ``qunce`` on its path, ``import qunce`` from anywhere."""

import sys
import sysconfig
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def main() -> None:
    (Path(sysconfig.get_path("purelib")) / "qunce-checkout.pth").write_text(f"{ROOT}\n")
    command = Path(sysconfig.get_path("scripts")) / "qunce"
    command.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m qunce "$@"\n')
    command.chmod(0o755)


if __name__ == "__main__":
    main()
