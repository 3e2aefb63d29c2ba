"""Whether `bin/run` opens a demonstration: what the shell says holds, then what `.env` says, else it does."""

import os
import shutil
import subprocess

import pytest

from tests.servers import ROOT


@pytest.mark.parametrize(
    ("file", "shell", "demo"),
    [
        ("DEMO=false\n", {}, "false"),
        ("DEMO=false\n", {"DEMO": "true"}, "1"),
        ("DEMO=true\n", {}, "1"),
        ("DEMO=true\n", {"DEMO": "0"}, "0"),
        ("LOG_LEVEL=INFO\n", {}, "1"),
        (None, {}, "1"),
    ],
)
def test_folder_of_real_work_is_not_opened_as_a_demonstration(tmp_path, file, shell, demo):
    (tmp_path / "bin").mkdir()
    shutil.copy(ROOT / "bin/run", tmp_path / "bin/run")
    (tmp_path / "bin/setup").write_text("#!/bin/sh\necho $DEMO\nexit 1\n")
    (tmp_path / "bin/setup").chmod(0o755)
    if file is not None:
        (tmp_path / ".env").write_text(file)

    told = subprocess.run(
        [tmp_path / "bin/run"], env={"PATH": os.environ["PATH"], **shell}, capture_output=True, text=True, timeout=30
    )

    assert told.stdout == f"{demo}\n", told.stderr
