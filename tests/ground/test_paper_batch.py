"""Long papers: printed by other processes to the same bytes, whole or not at all, and no process outlives them."""

import io
import os
import select
import signal
import subprocess
import sys
import tempfile
import threading
from datetime import UTC, datetime

import pikepdf
import pytest

from reintegration.ground import paper_batch, pdf, printer
from reintegration.ground.pdf import PaperError

NAMES = {"title": "شهادات", "identifier": "ATT-1..ATT-9", "stamp": datetime(2021, 5, 7, 16, 30, tzinfo=UTC)}
ALONE = """
import os, signal, subprocess, sys
from datetime import UTC, datetime
import django
from reintegration.ground import paper_batch, printer

started = []

class Recorded(subprocess.Popen):
    def __init__(self, command, **options):
        if sys.argv[1] == "unheard":
            command = [sys.executable, "-c", "import time; time.sleep(60)"]
        super().__init__(command, **options)
        started.append(self.pid)
        if len(started) == 2:
            print(*started, flush=True)
            os.kill(os.getpid(), signal.SIGKILL)

django.setup()
printer.subprocess.Popen = Recorded
paper_batch.ONE_DOCUMENT = 1
paper_batch.os.sched_getaffinity = lambda pid: {0, 1}
names = {"title": "", "identifier": "1", "stamp": datetime(2021, 5, 7, tzinfo=UTC)}
paper_batch.render("numbered", range(20), lambda part: {"pages": part}, "ar", part_size=1, **names)
"""


@pytest.fixture(autouse=True)
def short_papers_are_long(monkeypatch):
    monkeypatch.setattr(paper_batch, "ONE_DOCUMENT", 2)


@pytest.fixture(autouse=True)
def processes(monkeypatch):
    """The printing processes that a test has started."""
    started = []

    class Recorded(subprocess.Popen):
        def __init__(self, *args, **options):
            super().__init__(*args, **options)
            started.append(self)

    monkeypatch.setattr(printer.subprocess, "Popen", Recorded)
    return started


def has_ended(process):
    """Ended, and waited for: no zombie stays."""
    return process.returncode is not None


def printed(items, **options):
    """A page for each item, three items a part."""
    facts = NAMES | {"part_size": 3} | options
    return paper_batch.render("numbered", items, lambda part: {"pages": part}, "ar", **facts)


def test_batch_prints_the_same_bytes_with_all_its_pages_and_names():
    first = printed(range(8), is_numbered=True)
    assert printed(range(8), is_numbered=True) == first
    with pikepdf.open(io.BytesIO(first)) as document:
        assert len(document.pages) == 8
        assert document.Root.Lang == "ar"
        assert (document.docinfo.Title, document.docinfo.CreationDate) == ("شهادات", "D:20210507163000+00'00")


def test_batch_tells_how_far_it_is_and_leaves_no_font_behind(monkeypatch, tmp_path):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    heard = []

    def hear(*progress):
        heard.append(progress)
        assert list(tmp_path.glob("printer-*/*/*")), "the printers lay their fonts there"

    printed(range(8), on_progress=hear)
    assert not list(tmp_path.glob("printer-*"))
    printed(range(2), on_progress=lambda *progress: heard.append(progress))
    assert heard == [(3, 8), (6, 8), (8, 8), (2, 2)]


def test_part_that_fails_leaves_no_paper_and_no_process(monkeypatch, processes):
    real = pdf.draft

    def asking_for_a_file(*args, **kwargs):
        draft = real(*args, **kwargs)
        html = draft.html.replace("</body>", '<img src="file:///etc/hostname" alt="x"></body>')
        return pdf.Draft(html=html, sheets=draft.sheets, identifier="2") if 4 in args[1]["pages"] else draft

    monkeypatch.setattr(pdf, "draft", asking_for_a_file)
    with pytest.raises(PaperError, match=r"Part 2 of 3 was not printed: .*disallowed protocol"):
        printed(range(8))
    assert processes and all(map(has_ended, processes))


def test_printer_that_is_killed_leaves_no_paper_and_no_process(processes):
    def kill(done, total):
        for process in processes:
            process.kill()

    with pytest.raises(PaperError, match="ended unasked"):
        printed(range(60), part_size=1, on_progress=kill)
    assert processes and all(map(has_ended, processes))


def test_who_gives_up_leaves_no_process(processes):
    def give_up(done, total):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        printed(range(60), part_size=1, on_progress=give_up)
    assert processes and all(map(has_ended, processes))
    assert len(printed(range(8))) > 0, "the next batch does not wait for the one given up"


def test_thread_of_a_server_prints_a_batch():
    answers = []
    thread = threading.Thread(target=lambda: answers.append(printed(range(8))))
    thread.start()
    thread.join()
    assert answers == [printed(range(8))]


def _left_behind(how, folder):
    """Processes still alive after their owner was killed in the midst of a batch; they are ended here."""
    command, environment = [sys.executable, "-c", ALONE, how], os.environ | {"TMPDIR": str(folder)}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as owner:
        pids = [int(pid) for pid in owner.stdout.readline().split()]
        assert owner.wait() == -signal.SIGKILL
    left = []
    for pid in pids:
        try:
            handle = os.pidfd_open(pid)
        except ProcessLookupError:
            continue
        if not select.select([handle], [], [], 0.2 if how == "unheard" else 30)[0]:
            left.append(pid)
            os.kill(pid, signal.SIGKILL)
        os.close(handle)
    assert len(pids) == 2
    return left


def test_printers_end_with_an_owner_that_is_killed(tmp_path):
    assert _left_behind("heard", tmp_path) == []
    assert not list(tmp_path.glob("printer-*"))


def test_processes_that_do_not_hear_their_pipe_close_stay(tmp_path):
    """The negative control: nothing else ends them."""
    assert len(_left_behind("unheard", tmp_path)) == 2
