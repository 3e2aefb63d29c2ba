"""Reading of uploaded workbooks and CSV files into rows of text, within limits that are checked before opening."""

import csv
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from io import BytesIO, StringIO

from django.utils.translation import gettext_lazy as _
from openpyxl.utils import get_column_letter
from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from reintegration.ground.arabic import fold
from reintegration.ground.spreadsheets import errors, limits
from reintegration.ground.spreadsheets.formats import can_run_as_formula

CELL_LENGTH_MAX = 5000
PREVIEW_LINES = 5
ARABIC_FOR_WINDOWS = "windows-1256"

_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_QUOTED = re.compile('"[^"]*"')
# Marks of direction that come along when a name is copied from a letter.
_EDGES = " \t\r\n\u00a0\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff"
_BYTE_ORDER_MARKS = (("utf-8-sig", b"\xef\xbb\xbf"), ("utf-16", b"\xff\xfe"), ("utf-16", b"\xfe\xff"))


@dataclass(frozen=True)
class Row:
    """One row: its number as the spreadsheet shows it, and its texts by heading or field."""

    number: int
    cells: dict[str, str]


def read_rows(upload, *, max_rows: int, encoding: str | None = None) -> list[Row]:
    """
    Return the filled rows below the headings of the first visible sheet, every cell as text.

    `upload` is a file open for reading bytes; .xlsx or CSV is told by its content. `encoding` is "windows-1256" only
    after a person has seen the preview of EncodingUnclear. Raises SheetError.
    """
    upload.seek(0)
    data = upload.read(limits.FILE_SIZE_MAX + 1)
    if len(data) > limits.FILE_SIZE_MAX:
        raise errors.TooLarge(limits.FILE_SIZE_MAX // limits.MEGABYTE)
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise errors.OldWorkbook
    if data.startswith(b"PK"):
        return _rows(_workbook_lines(data), max_rows)
    return _rows(_csv_lines(data, encoding), max_rows)


def folded_aliases(names: dict[str, Iterable[str]]) -> dict[str, str]:
    """Turn {field: headings people write} into the {folded heading: field} that `recognise` reads."""
    return {fold(str(alias)): field for field, aliases in names.items() for alias in aliases}


def recognise(header: str, aliases: dict[str, str]) -> str | None:
    """Return the field that a heading means, or None."""
    return aliases.get(fold(header))


def with_fields(rows: list[Row], aliases: dict[str, str]) -> list[Row]:
    """
    Return the rows with fields in place of headings; which of them a file must have, the caller says.

    Raises UnknownColumns, RepeatedColumns.
    """
    fields = {header: recognise(header, aliases) for header in (rows[0].cells if rows else ())}
    if unknown := [header for header, field in fields.items() if field is None]:
        raise errors.UnknownColumns(unknown)
    counts = Counter(fields.values())
    if repeated := [header for header, field in fields.items() if counts[field] > 1]:
        raise errors.RepeatedColumns(repeated)
    return [Row(row.number, {fields[header]: text for header, text in row.cells.items()}) for row in rows]


def _workbook_lines(data):
    limits.check_workbook(data)
    try:
        workbook = CalamineWorkbook.from_filelike(BytesIO(data))
        names = [
            sheet.name
            for sheet in workbook.sheets_metadata
            if sheet.typ == SheetTypeEnum.WorkSheet and sheet.visible == SheetVisibleEnum.Visible
        ]
        if not names:
            raise errors.NotASheet
        return workbook.get_sheet_by_name(names[0]).to_python(skip_empty_area=False)
    except CalamineError:
        raise errors.NotASheet from None


def _csv_lines(data, encoding):
    text = _decode(data, encoding)
    first_line = next((line for line in text.splitlines() if line.strip()), "")
    delimiter = max(",;\t", key=_QUOTED.sub("", first_line).count)
    try:
        for line in csv.reader(StringIO(text, newline=""), delimiter=delimiter):
            # Our own export puts an apostrophe before what would run as a formula.
            yield [cell[1:] if cell.startswith("'") and can_run_as_formula(cell[1:]) else cell for cell in line]
    except csv.Error:
        raise errors.NotASheet from None


def _decode(data, encoding):
    try:
        for name, mark in _BYTE_ORDER_MARKS:
            if data.startswith(mark):
                return data.decode(name)
        if b"\0" in data:
            # Separators, digits and line ends have an empty high byte: it tells which end comes first.
            return data.decode("utf-16-be" if data[::2].count(0) > data[1::2].count(0) else "utf-16-le")
    except UnicodeDecodeError:
        raise errors.NotASheet from None
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        # Any bytes at all can be read as this, so a person has to say that they make sense.
        as_arabic = data.decode(ARABIC_FOR_WINDOWS, errors="replace")
    if encoding != ARABIC_FOR_WINDOWS:
        raise errors.EncodingUnclear("\n".join(as_arabic.splitlines()[:PREVIEW_LINES])[:1000])
    return as_arabic


def _rows(lines, max_rows):
    headers, rows = None, []
    for number, line in enumerate(lines, start=1):
        if headers is None:
            headers = _headers(line, number)
            continue
        texts = [_text(value, number, _name(headers, index)) for index, value in enumerate(line)]
        if not any(texts):
            continue
        if len(rows) == max_rows:
            raise errors.TooManyRows(max_rows)
        if unnamed := [get_column_letter(i + 1) for i, text in enumerate(texts) if text and not _has(headers, i)]:
            raise errors.UnnamedColumns(unnamed)
        texts += [""] * (len(headers) - len(texts))
        rows.append(Row(number, {header: text for header, text in zip(headers, texts, strict=False) if header}))
    if not rows:
        raise errors.EmptySheet
    return rows


def _headers(line, number):
    headers = [_text(value, number, get_column_letter(index + 1)) for index, value in enumerate(line)]
    if len(headers) > limits.COLUMNS_MAX:
        raise errors.TooManyColumns(limits.COLUMNS_MAX)
    if repeated := [header for header, count in Counter(headers).items() if header and count > 1]:
        raise errors.RepeatedColumns(repeated)
    return headers if any(headers) else None


def _has(headers, index):
    return index < len(headers) and bool(headers[index])


def _name(headers, index):
    return headers[index] if _has(headers, index) else get_column_letter(index + 1)


def _text(value, row, column) -> str:
    """Return a cell as the text a person sees in it: 4.0 is 4, a day is 2021-03-25."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, int | float):
        return _number(value, row, column)
    if isinstance(value, datetime) and value.time() == time.min:
        value = value.date()
    if isinstance(value, date | time):
        return value.isoformat()
    text = str(value).strip(_EDGES)
    if len(text) > CELL_LENGTH_MAX:
        reason = _("longer than %(length)s signs") % {"length": CELL_LENGTH_MAX}
        raise errors.BadCell(row, column, reason)
    if _CONTROL.search(text):
        raise errors.BadCell(row, column, _("holds a sign that can't be printed"))
    return text


def _number(value, row, column):
    if abs(value) >= 10**15:
        # A spreadsheet keeps 15 digits: the rest of an account number is already lost.
        raise errors.BadCell(
            row, column, _("a number of more than 15 digits: format the column as text and type it again")
        )
    return f"{Decimal(f'{value:.15g}').normalize():f}"
