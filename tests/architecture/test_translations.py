"""The check of the catalogues finds what a reader would stumble over."""

import importlib.util
from importlib.machinery import SourceFileLoader
from pathlib import Path

import polib
import pytest

from tests.architecture.sources import ROOT


@pytest.fixture(scope="module")
def messages():
    loader = SourceFileLoader("messages", str(ROOT / "bin" / "messages"))
    module = importlib.util.module_from_spec(importlib.util.spec_from_loader("messages", loader))
    loader.exec_module(module)
    return module


def entry(**values):
    return polib.POEntry(**{"msgid": "Hello %(name)s", "msgstr": "مرحبا %(name)s", **values})


def counted(*forms):
    return entry(msgid="%(n)s person", msgid_plural="%(n)s people", msgstr="", msgstr_plural=dict(enumerate(forms)))


@pytest.mark.parametrize(
    "found",
    [
        entry(msgstr=""),
        entry(flags=["fuzzy"]),
        entry(msgstr="مرحبا"),
        entry(msgstr="مرحبا %(nom)s"),
        counted("لا أحد", "شخص"),
        counted("لا أحد", "شخص", "شخصان", "%(n)s أشخاص", "%(n)s شخصا", ""),
    ],
    ids=["empty", "fuzzy", "placeholder lost", "placeholder renamed", "forms missing", "form empty"],
)
def test_control_bad_translation_is_found(messages, found):
    assert messages.fault_of(found, messages.forms_of("ar"))


def test_control_good_translation_passes(messages):
    six = counted("لا أحد", "شخص واحد", "شخصان", "%(n)s أشخاص", "%(n)s شخصا", "%(n)s شخص")
    assert not messages.fault_of(entry(), messages.forms_of("ar"))
    assert not messages.fault_of(six, messages.forms_of("ar"))


def test_control_text_outside_the_catalogue_is_found(messages, tmp_path, monkeypatch):
    path = tmp_path / "django.po"
    polib.POFile().save(str(path))
    monkeypatch.setattr(messages, "catalogue", lambda language, domain: path)
    assert list(messages.faults("fr", [entry()])) == ["fr: not in the catalogue: 'Hello %(name)s'"]


LIBRARIES = ("django.conf", "django.contrib.admin", "django.contrib.auth", "import_export")


def texts_of_libraries(domain):
    """Every text of the libraries whose texts we word anew; import-export brings no English catalogue."""
    found = set()
    for library in LIBRARIES:
        folder = Path(importlib.util.find_spec(library).submodule_search_locations[0], "locale")
        language = "en" if (folder / "en").exists() else "ar"
        path = folder / language / "LC_MESSAGES" / f"{domain}.po"
        found |= {(entry.msgctxt, entry.msgid) for entry in (polib.pofile(str(path)) if path.exists() else [])}
    return found


@pytest.mark.parametrize("domain", ["django", "djangojs"])
def test_texts_we_word_anew_are_still_those_of_the_libraries(messages, domain):
    borrowed = polib.pofile(str(messages.LOCALE / "borrowed" / f"{domain}.pot"))
    assert {messages.key(entry) for entry in borrowed} - texts_of_libraries(domain) == set()
