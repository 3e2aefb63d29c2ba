"""Papers as PDF: the only module that imports WeasyPrint, and imported only by those that print: it takes a second."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from threading import Lock

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

from reintegration.ground import paper_fonts
from reintegration.ground.paper_backdrop import share_first_page

FOLDER = "documents"
PICTURES = {".svg": "image/svg+xml", ".png": "image/png"}
LANGUAGES = ("ar", "fr", "bi")
# Pango's font map isn't made for two threads at once.
_one_at_a_time = Lock()


class PaperError(Exception):
    """A paper asks for something that papers may not have."""


class Assets(URLFetcher):
    """Serves `asset:` names from our own folder and fonts, and data: addresses; no file, no network, no redirect."""

    def __init__(self):
        super().__init__(allowed_protocols=("data",), allow_redirects=False, fail_on_errors=True)
        self.folder = Path(settings.BASE_DIR) / "templates" / FOLDER

    def fetch(self, url, headers=None):
        if not url.startswith("asset:"):
            return super().fetch(url, headers)
        name = url.removeprefix("asset:")
        if name in paper_fonts.FACES.values():
            return URLFetcherResponse(url, paper_fonts.plain(name), {"Content-Type": "font/ttf"})
        path = self.folder / name
        if path.suffix not in PICTURES or path.parent != self.folder:
            raise ValueError(f"{url} is no asset of the papers.")
        return URLFetcherResponse(url, path.read_bytes(), {"Content-Type": PICTURES[path.suffix]})


class Press:
    """One font configuration and one parsed stylesheet for each paper, kept as long as the process."""

    def __init__(self):
        self.fetcher = Assets()
        self.fonts = FontConfiguration()
        self.sheets = {}
        faces = (
            f'@font-face {{ font-family: Amiri; font-weight: {weight}; src: url("asset:{name}") }}'
            for weight, name in paper_fonts.FACES.items()
        )
        self.base = [self._parsed("\n".join(faces)), self.sheet("base")]

    def sheet(self, name):
        """Return the parsed `name`.css."""
        if name not in self.sheets:
            self.sheets[name] = self._parsed((self.fetcher.folder / f"{name}.css").read_text(encoding="utf-8"))
        return self.sheets[name]

    def _parsed(self, text):
        return CSS(string=text, font_config=self.fonts, url_fetcher=self.fetcher)

    def pdf(self, html, *, sheets, identifier, finisher=None, is_tagged=True):
        """Return the bytes of the document; raise PaperError when it asks for anything but our assets."""
        source = HTML(string=html, url_fetcher=self.fetcher, base_url="asset:")
        try:
            document = source.render(stylesheets=[*self.base, *map(self.sheet, sheets)], font_config=self.fonts)
            return document.write_pdf(finisher=finisher, pdf_tags=is_tagged, pdf_identifier=identifier.encode())
        except FatalURLFetchingError as error:
            raise PaperError(f"{error}: {error.__cause__}") from error


@cache
def press():
    """Return this process's press."""
    return Press()


@dataclass(frozen=True, kw_only=True)
class Draft:
    """A paper ready for the press, as plain facts: any process of ours prints the same bytes from it."""

    html: str
    sheets: tuple[str, ...]
    identifier: str
    shares_backdrop: bool = False
    is_tagged: bool = True


def draft(paper, context, language, *, title, identifier, stamp, sheets=(), **facts):
    """Fill templates/documents/`paper`.html, in `ar`, `fr` or `bi` (both); its stylesheet comes before other `sheets`.

    The same arguments give the same bytes: `identifier` (the paper's number) and `stamp` (an aware datetime, when its
    text was frozen) stand in the file instead of chance and clock. With `shares_backdrop` page 1 is drawn under all.
    """
    if language not in LANGUAGES:
        raise ValueError(f"A paper is printed in {', '.join(LANGUAGES)}, not in {language!r}.")
    arabic, french = language != "fr", language != "ar"
    main = "ar" if arabic else "fr"
    frame = {"language": language, "ar": arabic, "fr": french, "main": main, "dir": "rtl" if arabic else "ltr"}
    frame |= {"title": title, "stamp": stamp.isoformat(timespec="seconds")}
    with translation.override(main):
        html = render_to_string(f"{FOLDER}/{paper}.html", context | frame)
    return Draft(html=html, sheets=(paper, *sheets), identifier=identifier, **facts)


def printed(draft):
    """Return a Draft as PDF bytes."""
    finisher = share_first_page if draft.shares_backdrop else None
    with _one_at_a_time:
        return press().pdf(
            draft.html,
            sheets=draft.sheets,
            identifier=draft.identifier,
            finisher=finisher,
            is_tagged=draft.is_tagged,
        )
