"""A worker that is asked to end twice at once, as by a terminal and by who started it, ends."""

import sys
import threading
from types import SimpleNamespace

from reintegration.ground.jobs import running
from reintegration.ground.jobs.working import Working


class Locked:
    """What a flag must not be: setting it takes a lock, as that of threading.Event does."""

    def __init__(self):
        self.lock = threading.Lock()

    def __setattr__(self, name, value):
        if name == "is_asked":
            with self.lock:
                object.__setattr__(self, name, value)
        else:
            object.__setattr__(self, name, value)


def ends_when_asked_again_at_every_line():
    worker = Working()

    def again(frame, event, arg):
        if event == "line":
            worker.shutdown(15, None)
        return again

    def ask():
        sys.settrace(again)
        worker.shutdown(2, None)

    asking = threading.Thread(target=ask, daemon=True)
    asking.start()
    asking.join(2)
    return not asking.is_alive()


def test_second_signal_in_the_midst_of_the_first_is_heard(monkeypatch):
    monkeypatch.setattr(running, "stopping", SimpleNamespace(is_asked=False))
    assert ends_when_asked_again_at_every_line()
    assert running.stopping.is_asked


def test_control_a_flag_that_takes_a_lock_would_wait_for_ever(monkeypatch):
    monkeypatch.setattr(running, "stopping", Locked())
    assert not ends_when_asked_again_at_every_line()
