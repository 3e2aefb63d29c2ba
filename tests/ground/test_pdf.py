"""The press: it fetches nothing but our own assets, embeds its fonts, and prints the same bytes from the same text."""

import threading
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from weasyprint.urls import URLFetcher

from reintegration.ground import paper_fonts, pdf
from reintegration.ground.pdf import Assets, PaperError

PICTURE = (
    "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABAQAAAAA3bvkkAAAACklEQVR4nGNgAAAAAgABSK+kcQAAAABJRU5ErkJggg=="
)


@pytest.fixture
def secret(tmp_path):
    file = tmp_path / "secret.png"
    file.write_bytes(b"secret")
    return file.as_uri()


@pytest.fixture
def neighbour():
    """Another service of the machine, which answers anyone who asks."""

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b"secret")

        def log_message(self, *args):
            """Keep the test's output clean."""

    server = HTTPServer(("127.0.0.1", 0), Answer)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(params=["secret", "neighbour"])
def address(request):
    return request.getfixturevalue(request.param)


def test_paper_reaches_no_file_and_no_network(address):
    with pytest.raises(ValueError, match="disallowed protocol"):
        Assets().fetch(address)


def test_default_fetcher_reaches_both(address):
    """The negative control: without our fetcher WeasyPrint reads the file and asks the neighbour."""
    assert URLFetcher().fetch(address).read() == b"secret"


@pytest.mark.parametrize("name", ["../settings.py", "base.css", "sub/emblem.svg", "/etc/hostname.svg", ".svg", ""])
def test_paper_gets_only_pictures_and_fonts_of_its_folder(name):
    with pytest.raises(ValueError, match="no asset"):
        Assets().fetch(f"asset:{name}")
    assert Assets().fetch("asset:emblem.svg").read().startswith(b"<svg")


@pytest.mark.parametrize(
    "asks",
    [
        '<img src="{}" alt="x">',
        '<link rel="stylesheet" href="{}">',
        '<link rel="attachment" href="{}">',
        "<style>p {{ background: url({}) }}</style>",
        "<style>@import url({});</style>",
        '<style>@font-face {{ font-family: x; src: url("{}") }}</style>',
    ],
)
def test_paper_that_asks_for_more_is_not_printed(asks, secret):
    with pytest.raises(PaperError):
        pdf.press().pdf(asks.format(secret) + "<p>text", sheets=[], identifier="1")


def test_paper_that_asks_for_our_own_is_printed():
    html = f'<style>p {{ background: url(asset:emblem.svg) }}</style><p>text<img src="{PICTURE}" alt="x">'
    assert pdf.press().pdf(html, sheets=[], identifier="1").startswith(b"%PDF")


def test_paper_prints_the_same_bytes_from_a_new_press():
    stamp = datetime(2021, 5, 7, 16, 30, tzinfo=UTC)

    def printed(**changes):
        arguments = {"title": "شهادة", "identifier": "ATT-1", "stamp": stamp} | changes
        return pdf.printed(pdf.draft("base", {}, "ar", **arguments))

    first = printed()
    pdf.press.cache_clear()
    assert printed() == first
    assert printed(identifier="ATT-2") != first
    assert printed(stamp=stamp.replace(day=8)) != first


def test_paper_is_printed_in_three_languages_only():
    with pytest.raises(ValueError, match="not in 'en'"):
        pdf.draft("certificate", {}, "en", title="", identifier="", stamp=datetime(2021, 5, 7, tzinfo=UTC))


def test_font_joins_letters_without_strokes_and_never_changes():
    face = paper_fonts.FACES[400]
    first = paper_fonts.plain(face)
    paper_fonts.plain.cache_clear()
    assert paper_fonts.plain(face) == first
    assert first != (paper_fonts.FOLDER / face).read_bytes()
