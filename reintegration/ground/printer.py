"""A process that prints for another: drafts come in by a pipe, PDFs go back. It sees neither database nor records."""

import os
import shutil
import subprocess
import sys
import tempfile
from multiprocessing import Pipe
from multiprocessing.connection import Connection

from django.conf import settings

from reintegration.ground import pdf


class Printer:
    """The process as its owner holds it. When the owner is gone, however that came, its pipe closes and it ends.

    Not a ProcessPoolExecutor: killing one of its processes can leave the pool waiting for ever, and killing its owner
    leaves the processes.
    """

    def __init__(self):
        # The renderer lays fonts there, and whoever is killed does not clear up.
        self.folder = tempfile.TemporaryDirectory(prefix="printer-")
        self.pipe, theirs = Pipe()
        with theirs:
            self.process = subprocess.Popen(
                [sys.executable, "-m", __name__, str(theirs.fileno()), self.folder.name],
                pass_fds=[theirs.fileno()],
                cwd=settings.BASE_DIR,
                env=os.environ | {"DJANGO_SETTINGS_MODULE": settings.SETTINGS_MODULE},
                start_new_session=True,  # Ctrl-C in a terminal is the owner's to hear
            )

    def print(self, draft):
        """Return the bytes of a Draft; raise PaperError when it cannot be printed or the process is gone."""
        try:
            self.pipe.send(draft)
            answer = self.pipe.recv()
        except (EOFError, OSError) as error:
            raise pdf.PaperError("the printing process has ended unasked") from error
        if isinstance(answer, Exception):
            raise answer
        return answer

    def end(self):
        """Stop the process, also in the midst of a paper."""
        self.process.kill()
        self.process.wait()
        self.folder.cleanup()


def serve(pipe):
    """Answer each draft with its bytes, or with the error that kept it from being printed, until the pipe closes."""
    while True:
        try:
            draft = pipe.recv()
        except EOFError:
            return
        try:
            answer = pdf.printed(draft)
        except Exception as error:
            answer = pdf.PaperError(f"{type(error).__name__}: {error}")
        try:
            pipe.send(answer)
        except OSError:
            return


if __name__ == "__main__":
    _name, pipe, tempfile.tempdir = sys.argv
    serve(Connection(int(pipe)))
    # The owner is gone, who would have done it.
    shutil.rmtree(tempfile.tempdir, ignore_errors=True)
