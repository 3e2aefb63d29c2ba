"""A file is whole or absent under its name, wherever its writer dies."""

import multiprocessing
import os
import signal

import pytest

from reintegration.ground.files import write_whole

STEPS = ["fsync", "replace"]


def write_and_die(path, step, lift):
    """Write a file, and be killed when the system is asked for `step`."""
    setattr(os, step, lambda *args: os.kill(os.getpid(), signal.SIGKILL))
    if lift:
        path.write_bytes(b"half")
        os.fsync(0)
    write_whole(path, b"whole")


def killed(*args):
    child = multiprocessing.get_context("fork").Process(target=write_and_die, args=args)
    child.start()
    child.join()
    return child.exitcode == -signal.SIGKILL


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("before", [None, b"old"])
def test_killed_writer_leaves_the_old_file_or_none(tmp_path, step, before):
    path = tmp_path / "paper.pdf"
    if before:
        path.write_bytes(before)

    assert killed(path, step, False)

    assert (path.read_bytes() if path.exists() else None) == before


def test_control_plain_writing_leaves_a_half(tmp_path):
    path = tmp_path / "paper.pdf"

    assert killed(path, "fsync", True)

    assert path.read_bytes() == b"half"
