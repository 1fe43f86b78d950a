"""Dependencies point down only (design §3): the import-linter contracts of pyproject.toml."""

import shutil
import subprocess
import sys
from pathlib import Path

from tests.architecture.sources import ROOT


def lint_imports(root: Path) -> subprocess.CompletedProcess[str]:
    program = Path(sys.executable).parent / "lint-imports"
    argv = [
        str(program if program.exists() else "lint-imports"),
        "--no-cache",
        "--config",
        str(root / "pyproject.toml"),
    ]
    return subprocess.run(argv, cwd=root, capture_output=True, text=True, env={"PYTHONPATH": str(root), "PATH": ""})


def test_contracts_hold():
    done = lint_imports(ROOT)
    assert done.returncode == 0, done.stdout


def test_contracts_notice_an_import_that_points_up(tmp_path):
    shutil.copytree(ROOT / "qunce", tmp_path / "qunce", ignore=shutil.ignore_patterns("build", "*.mo", "__pycache__"))
    shutil.copytree(ROOT / "bench", tmp_path / "bench", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    planted = tmp_path / "qunce" / "base" / "jobs" / "planted.py"
    planted.write_text("from qunce.community import models\n")
    done = lint_imports(tmp_path)
    assert done.returncode != 0
    assert "qunce.base.jobs.planted -> qunce.community.models" in done.stdout
