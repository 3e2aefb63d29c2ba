"""Papers of many pages, printed in parts by processes and joined to one file; imported by those that print."""

import io
import os
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import ExitStack
from queue import SimpleQueue
from threading import Lock

import pikepdf
from pikepdf import Name, ObjectStreamMode

from reintegration.ground import pdf
from reintegration.ground.printer import Printer

ONE_DOCUMENT = 60
"""So many certificates or rows are printed as one tagged document, here; more are worth starting processes."""
PRINTERS_MAX = 4
NUMBERED = "numbered"
# Each process takes 160 MB: two long batches asked for at once wait for each other.
_one_batch_at_a_time = Lock()


def render(
    paper, items, context, language, *, part_size, shares_backdrop=False, is_numbered=False, on_progress=None, **names
):
    """Print `items` with templates/documents/`paper`.html as one PDF; `context(part)` gives what the template shows.

    More than ONE_DOCUMENT are printed in parts of `part_size` that begin a page each. `is_numbered` writes x / y on
    every page. `names` are the title, identifier and stamp of `pdf.draft`, and decide the bytes together with the
    items. `on_progress(done, total)` counts items. Raises `PaperError` when a part fails: all is printed or nothing.
    """
    facts = names | {"shares_backdrop": shares_backdrop}
    progress = on_progress or (lambda done, total: None)
    if len(items) <= ONE_DOCUMENT:
        sheets = (NUMBERED,) if is_numbered else ()
        whole = pdf.printed(pdf.draft(paper, context(items), language, sheets=sheets, **facts))
        progress(len(items), len(items))
        return whole
    parts = [items[start : start + part_size] for start in range(0, len(items), part_size)]
    drafts = (pdf.draft(paper, context(part), language, is_tagged=False, **facts) for part in parts)
    printed = _print_all(drafts, len(parts), lambda done: progress(min(done * part_size, len(items)), len(items)))

    def numbers(pages):
        blank = pdf.draft(NUMBERED, {"pages": range(pages)}, language, sheets=(paper,), is_tagged=False, **names)
        return pdf.printed(blank)

    return _joined(printed, numbers if is_numbered else None)


def _print_all(drafts, count, on_part):
    """Return the bytes of all `count` drafts in order; `on_part(done)` hears how many are printed."""
    cores = len(os.sched_getaffinity(0))
    with _one_batch_at_a_time:
        printers = [Printer() for _number in range(min(cores, PRINTERS_MAX, count))]
        idle = SimpleQueue()
        for printer in printers:
            idle.put(printer)
        threads = ThreadPoolExecutor(len(printers))
        try:
            parts = {threads.submit(_print, idle, draft): number for number, draft in enumerate(drafts, 1)}
            for done, part in enumerate(as_completed(parts), 1):
                if error := part.exception():
                    raise pdf.PaperError(f"Part {parts[part]} of {count} was not printed: {error}") from error
                on_part(done)
            return [part.result() for part in parts]
        finally:
            threads.shutdown(wait=False, cancel_futures=True)
            for printer in printers:
                printer.end()


def _print(idle, draft):
    printer = idle.get()
    try:
        return printer.print(draft)
    finally:
        idle.put(printer)


def _joined(parts, numbers):
    """Return one PDF of all pages, with the title and dates of the first part; `numbers(pages)` is laid over them."""
    out = io.BytesIO()
    with ExitStack() as opened:
        whole, *others = [opened.enter_context(pikepdf.open(io.BytesIO(part))) for part in parts]
        for other in others:
            whole.pages.extend(other.pages)
        if numbers:
            over = opened.enter_context(pikepdf.open(io.BytesIO(numbers(len(whole.pages)))))
            for number, (page, sheet) in enumerate(zip(whole.pages, over.pages, strict=True), 1):
                _lay_over(page, whole.copy_foreign(sheet.as_form_xobject()), name=f"/Over{number}")
        whole.save(out, deterministic_id=True, object_stream_mode=ObjectStreamMode.generate)
    return out.getvalue()


def _lay_over(page, form, *, name):
    """Draw a form over a page. The pages of a part share their resources, and pikepdf's own names are chance."""
    page.add_resource(form, Name.XObject, Name(name))
    page.contents_add(b"q", prepend=True)
    page.contents_add(f"Q q {name} Do Q".encode())
