"""What a page says to its reader, and which of it is in the wrong language."""

import re
from functools import cache
from html.parser import HTMLParser

import polib
from django.conf import settings
from django.utils.text import capfirst

# Of files, lists, certificates and orders, and what keys are called: the same in every language.
NUMBER = re.compile(r"\b[A-Z]{1,4}(?:-[A-Z]{2,4})?-\d{4}-\d+\b|\bCtrl\+[A-Z]\b")
# Between Unicode's marks, as in `bdi`.
APART = re.compile("\u2068[^\u2069]*\u2069")
LATIN_WORD = re.compile(r"[A-Za-zÀ-ÖØ-öø-ÿ]{3}")
ARABIC_WORD = re.compile(r"[؀-ۿ]{2}")
# Words of another language stand in these; what people typed is theirs.
ISOLATED = ("bdi", "code", "textarea")
# The title in the window repeats the heading.
SILENT = ("script", "style", "template", "title")
SPOKEN_ATTRIBUTES = ("placeholder", "title", "aria-label", "alt")
BUTTONS = ("submit", "button", "reset")
VOID = set("area base br col embed hr img input link meta source track wbr use path circle rect".split())


@cache
def english_texts():
    """Texts of the sources that no French page may show whole; words that are French too are left aside."""
    catalogue = polib.pofile(str(settings.LOCALE_PATHS[0] / "fr" / "LC_MESSAGES" / "django.po"))
    french = {entry.msgstr.lower() for entry in catalogue}
    texts = {entry.msgid for entry in catalogue if entry.msgid.lower() not in french and len(entry.msgid) > 1}
    return texts | {capfirst(text) for text in texts}


class _Reader(HTMLParser):
    def __init__(self):
        super().__init__()
        self.open, self.texts, self.links, self.html = [], [], [], {}

    def handle_starttag(self, tag, attrs):
        attrs = {name: value or "" for name, value in attrs}
        if tag == "html":
            self.html = attrs
        if tag == "a" and attrs.get("href"):
            self.links.append(attrs["href"])
        foreign = tag in ISOLATED or tag in SILENT or (tag != "html" and "lang" in attrs) or _is_record(tag, attrs)
        if not foreign and not self._isolated():
            self.texts += [attrs[name] for name in SPOKEN_ATTRIBUTES if name in attrs]
            if tag == "input" and attrs.get("type") in BUTTONS:
                self.texts.append(attrs.get("value", ""))
        elif tag == "textarea":
            self.texts.append(attrs.get("placeholder", ""))
        if tag not in VOID:
            self.open.append((tag, foreign))

    def handle_endtag(self, tag):
        while any(tag == name for name, _ in self.open):
            if self.open.pop()[0] == tag:
                break

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)
        self.handle_endtag(tag)

    def handle_data(self, data):
        if not self._isolated():
            self.texts.append(data)

    def _isolated(self):
        return any(foreign for _, foreign in self.open)


def _is_record(tag, attrs):
    """A choice that is a record, by its number, and so has a name of its own."""
    return tag == "option" and attrs.get("value", "").isdecimal()


class Page:
    """The texts, links and language of one page of HTML."""

    def __init__(self, markup):
        reader = _Reader()
        reader.feed(markup)
        reader.close()
        self.texts = [" ".join(NUMBER.sub("", APART.sub("", text)).split()) for text in reader.texts if text.strip()]
        self.links = reader.links
        self.language, self.direction = reader.html.get("lang"), reader.html.get("dir")

    def foreign_to_arabic(self):
        """Texts with three Latin letters in a row outside `bdi`, `[lang]` and `code`."""
        return [text for text in self.texts if LATIN_WORD.search(text)]

    def foreign_to_french(self, english):
        """Texts with an Arabic word outside `bdi` and `[lang]`, and whole texts that are among the `english` ones."""
        return [text for text in self.texts if ARABIC_WORD.search(text) or text in english]
