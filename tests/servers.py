"""The application in a process of its own, for tests that look at it from outside."""

import socket
import subprocess
import sys
import urllib.error
import urllib.request
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
GUNICORN = ("-m", "gunicorn", "--worker-class=gthread", "--threads=4", "--no-control-socket", "--log-level=warning")


@contextmanager
def running_site(environment: dict, *, log: Path):
    """Start gunicorn with this environment on a free port; yield its address once it answers; stop it.

    The listening socket is opened here and handed over, so that no other process can take the port, and a first
    request simply waits until the application has loaded.
    """
    with socket.create_server(("127.0.0.1", 0)) as listener, log.open("w") as output:
        command = [sys.executable, *GUNICORN, "--bind", f"fd://{listener.fileno()}", "reintegration.wsgi"]
        process = subprocess.Popen(
            command,
            cwd=ROOT,
            env=environment,
            stdout=output,
            stderr=subprocess.STDOUT,
            pass_fds=[listener.fileno()],
        )
        try:
            address = f"http://127.0.0.1:{listener.getsockname()[1]}"
            _wait_until_loaded(address, process, log)
            yield address
        finally:
            process.terminate()
            process.wait(timeout=20)


def _wait_until_loaded(address, process, log):
    try:
        urllib.request.urlopen(f"{address}/", timeout=60).close()
    except urllib.error.HTTPError as answer:
        # Any answer will do here, but a failing application must not look like a failing browser later.
        if answer.code >= 500:
            raise AssertionError(f"The site fails:\n{log.read_text()}") from answer
    except OSError as error:
        raise AssertionError(f"The site does not start (status {process.poll()}):\n{log.read_text()}") from error
