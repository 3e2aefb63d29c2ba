"""Export formats for django-import-export whose cells stay text, whatever a person is called."""

import re
from datetime import datetime
from io import BytesIO

from django.utils.functional import Promise
from django.utils.timezone import is_aware, make_naive
from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _
from import_export.formats import base_formats
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

# A spreadsheet may run a cell that begins so; the last four are the signs of East Asian keyboards.
FORMULA = re.compile("[=+@\t\r\n＝＋－＠-]")
PLAIN_NUMBER = re.compile("-[0-9]+([.,][0-9]+)?")
COLUMN_WIDTH_MAX = 60


def can_run_as_formula(text: str) -> bool:
    """Say whether a spreadsheet could take `text` for something to compute; a negative number is none."""
    return FORMULA.match(text) is not None and PLAIN_NUMBER.fullmatch(text) is None


class SafeXLSX(base_formats.XLSX):
    """A workbook whose texts are of type text, whose numbers and dates stay such, and which reads in our direction."""

    def get_title(self):
        return _("Excel workbook")

    def export_data(self, dataset, **kwargs):
        return workbook({dataset.title or "1": [dataset.headers or [], *dataset]})


def workbook(sheets):
    """The bytes of a workbook of `{title: rows}`, the first row of each a heading; its texts stay texts."""
    book = Workbook(write_only=True)
    for title, rows in sheets.items():
        sheet = book.create_sheet(re.sub(r"[\\*?:/\[\]]", "-", title)[:31])
        sheet.sheet_view.rightToLeft = get_language_bidi()
        sheet.freeze_panes = "A2"
        for index, width in enumerate(_widths(rows), start=1):
            sheet.column_dimensions[get_column_letter(index)].width = width
        for index, row in enumerate(rows):
            sheet.append([_cell(sheet, value, bold=index == 0) for value in row])
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


class SafeCSV(base_formats.CSV):
    """Comma-separated text, marked as UTF-8 for Excel; an apostrophe stands before what would run as a formula."""

    def get_title(self):
        return _("Text with commas (CSV)")

    def export_data(self, dataset, **kwargs):
        safe = type(dataset)(
            *[[_csv_cell(value) for value in row] for row in dataset],
            headers=[_csv_cell(header) for header in dataset.headers or []] or None,
        )
        return "\ufeff" + safe.export("csv", **kwargs)


# django-import-export hands numbers and dates as such only to the formats in this list.
base_formats.BINARY_FORMATS.append(SafeXLSX)


def _cell(sheet, value, *, bold):
    """Return what `sheet.append` takes: a bare value where openpyxl makes the right cell of it, which is quicker."""
    if value is None or value == "":
        return None
    if isinstance(value, datetime) and is_aware(value):
        value = make_naive(value)
    if not isinstance(value, str | Promise):
        return value
    text = ILLEGAL_CHARACTERS_RE.sub("\N{REPLACEMENT CHARACTER}", str(value))
    can_run = can_run_as_formula(text)
    if not (bold or can_run or text.startswith("#")):
        return text
    cell = WriteOnlyCell(sheet, text)
    # openpyxl guesses "formula" and "error" from the text itself.
    cell.data_type = "s"
    if can_run:
        # Without it Excel would compute the text as soon as somebody edits the cell.
        cell.quotePrefix = True
    if bold:
        cell.font = Font(bold=True)
    return cell


def _csv_cell(value):
    if value is None:
        return ""
    text = str(value)
    return f"'{text}" if isinstance(value, str | Promise) and can_run_as_formula(text) else text


def _widths(rows):
    columns = zip(*rows, strict=False) if rows[0] else ()
    return [min(COLUMN_WIDTH_MAX, 2 + max(len(str(value)) for value in column)) for column in columns]
