"""Papers look as they should: each page beside its reference picture, and faults that only eyes would see are seen."""

from pathlib import Path

import fontpkg_ibm_plex_sans_arabic
import pytest

from reintegration.ground import paper_fonts, pdf
from tests.disbursements.paper_pictures import FOLDER, PICTURES, drawn, kept, looks_as

LIMIT = 60_000
"""Bytes of one picture."""


@pytest.fixture
def fresh_press():
    """Sheets and fonts are read anew in the test, and again after it."""
    pdf.press.cache_clear()
    yield
    pdf.press.cache_clear()


@pytest.fixture
def altered(monkeypatch, fresh_press):
    """Change a stylesheet of the papers for one test."""

    def alter(sheet, old, new):
        read = Path.read_text

        def read_altered(path, *args, **kwargs):
            text = read(path, *args, **kwargs)
            if path.name != f"{sheet}.css":
                return text
            assert old in text, f"{sheet}.css does not say {old} any more"
            return text.replace(old, new)

        monkeypatch.setattr(Path, "read_text", read_altered)

    return alter


@pytest.mark.parametrize("name", PICTURES)
def test_paper_looks_as_its_reference(name):
    assert looks_as(drawn(name), kept(name)), f"{name} looks otherwise: see tests/disbursements/paper_pictures.py"


@pytest.mark.parametrize("name", ["certificate-bi", "list-first-ar"])
def test_letters_smoothed_otherwise_look_the_same(name):
    assert looks_as(drawn(name, finer=3), kept(name))


def test_every_reference_is_small_and_of_a_paper():
    assert {path.stem for path in FOLDER.iterdir()} == set(PICTURES)
    assert [path.name for path in FOLDER.iterdir() if path.stat().st_size > LIMIT] == []


FAULTS = [
    ("certificate-ar", "certificate", "inset-inline-start: 38mm", "inset-inline-start: 41mm"),
    ("certificate-ar", "certificate", "url(asset:border.svg)", "none"),
    ("certificate-fr", "certificate", ".certificate .seal .qr { width: 25mm", ".certificate .seal .qr { width: 22mm"),
    (
        "certificate-long-bi",
        "certificate",
        ".bi .longer .half { font-size: 11pt",
        ".bi .longer .half { font-size: 12pt",
    ),
    ("list-first-ar", "handover_list", "col.name { width: 50mm }", "col.name { width: 53mm }"),
    ("list-first-fr", "handover_list", "border: .25mm solid var(--line)", "border: 0"),
    ("list-last-bi", "handover_list", ".totals { width: 190mm", ".totals { width: 184mm"),
]


@pytest.mark.parametrize(("name", "sheet", "old", "new"), FAULTS)
def test_control_a_shifted_or_dropped_part_is_seen(altered, name, sheet, old, new):
    altered(sheet, old, new)
    assert not looks_as(drawn(name), kept(name))


@pytest.mark.parametrize("name", ["certificate-ar", "certificate-fr", "list-first-ar", "list-last-fr"])
def test_control_another_font_is_seen(monkeypatch, fresh_press, name):
    plex = Path(fontpkg_ibm_plex_sans_arabic.ROOT) / "files"
    faces = {"Amiri-Regular.ttf": "IBMPlexSansArabic-Regular", "Amiri-Bold.ttf": "IBMPlexSansArabic-Bold"}
    other = {face: next(plex.rglob(f"{instead}.*")).read_bytes() for face, instead in faces.items()}
    monkeypatch.setattr(paper_fonts, "plain", other.__getitem__)
    assert not looks_as(drawn(name), kept(name))


@pytest.mark.parametrize("name", ["certificate-ar", "list-first-ar"])
def test_control_letters_that_do_not_join_are_seen(altered, name):
    altered("base", "font-kerning: none;", 'font-kerning: none; font-feature-settings: "init" 0, "medi" 0, "fina" 0;')
    assert not looks_as(drawn(name), kept(name))


def test_control_one_page_is_not_another():
    assert not looks_as(drawn("list-first-ar"), kept("list-last-ar"))
