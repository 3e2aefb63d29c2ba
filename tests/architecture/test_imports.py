"""The import contracts of pyproject.toml find bad samples; bin/test holds the real packages against them."""

import subprocess
import sys

import pytest

from tests.architecture.sources import ROOT

LINT = """import sys
from importlinter.cli import lint_imports
sys.exit(lint_imports(config_filename=sys.argv[1], no_cache=True))"""
GROUND_AND_OFFICE = ("reintegration", "reintegration/ground", "reintegration/office", "reintegration/demo")
PACKAGES = (*GROUND_AND_OFFICE, "beneficiaries", "programs", "disbursements")


@pytest.fixture
def sample(tmp_path):
    """Packages of the same names, all empty."""
    for package in PACKAGES:
        (tmp_path / package).mkdir()
        (tmp_path / package / "__init__.py").touch()
    return tmp_path


def lint(folder):
    command = [sys.executable, "-c", LINT, str(ROOT / "pyproject.toml")]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


def test_control_clean_sample_passes(sample):
    done = lint(sample)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize(
    ("module", "imported"),
    [
        ("beneficiaries/models.py", "programs"),
        ("programs/services.py", "disbursements"),
        ("reintegration/ground/money.py", "reintegration.office"),
        ("reintegration/office/today.py", "reintegration.demo"),
        ("programs/models.py", "programs.services"),
        ("beneficiaries/services.py", "beneficiaries.admin"),
    ],
)
def test_control_import_upwards_is_found(sample, module, imported):
    target = sample / f"{imported.replace('.', '/')}.py"
    if not target.with_suffix("").is_dir():
        target.touch()
    (sample / module).write_text(f"import {imported}\n")
    done = lint(sample)
    assert done.returncode == 1 and "BROKEN" in done.stdout, done.stdout + done.stderr
