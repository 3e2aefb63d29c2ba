"""Looks into a workbook before anything opens it: what it unpacks to and how far its cells reach."""

import re
import zipfile
import zlib
from io import BytesIO

from reintegration.ground.spreadsheets.errors import NotASheet, TooLarge, TooManyColumns

MEGABYTE = 1024 * 1024
FILE_SIZE_MAX = 10 * MEGABYTE
UNPACKED_SIZE_MAX = 150 * MEGABYTE
# Real workbooks unpack to 5-40 times their size.
RATIO_MAX = 150
RATIO_FREE = 2 * MEGABYTE
ENTRIES_MAX = 500
COLUMNS_MAX = 200
# The reader lays out the rectangle up to the last cell, 30 bytes for each place in it.
CELLS_MAX = 5_000_000

_PACKING = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_TAG = re.compile(rb"""<(?:[\w.-]+:)?(row|c)((?:\s(?:"[^"]*"|'[^']*'|[^<>"'])*)?/?)>""")
_REFERENCE = re.compile(rb"""\sr\s*=\s*["']([A-Za-z]{0,4})([0-9]{1,9})["']""")


def check_workbook(data: bytes):
    """Refuse a workbook beyond our limits, whatever its zip declares; raises NotASheet, TooLarge, TooManyColumns."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            _check_names(archive)
            _check_contents(archive, len(data))
    # RuntimeError is an encrypted entry.
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, EOFError, OSError, zlib.error):
        raise NotASheet from None


def _check_names(archive):
    names = {info.filename.lower() for info in archive.infolist()}
    # The other two would be read as another kind of workbook, past our look at the cells.
    if "xl/workbook.xml" not in names or names & {"xl/workbook.bin", "content.xml"}:
        raise NotASheet
    if len(archive.infolist()) > ENTRIES_MAX:
        raise TooLarge(UNPACKED_SIZE_MAX // MEGABYTE)


def _check_contents(archive, packed_size):
    left = min(UNPACKED_SIZE_MAX, max(RATIO_FREE, packed_size * RATIO_MAX))
    for info in archive.infolist():
        if info.compress_type not in _PACKING:
            raise NotASheet
        # The declared size may lie: read until the data ends or the limit is passed.
        info.file_size = left + 2
        with archive.open(info) as entry:
            body = entry.read(left + 1)
        left -= len(body)
        if left < 0:
            raise TooLarge(UNPACKED_SIZE_MAX // MEGABYTE)
        _check_reach(body)


def _check_reach(body: bytes):
    """Refuse a sheet whose last filled cell is too far out; a cell without a reference follows the one before."""
    if b"\0" in body[:64] and body.lstrip()[:2] in (b"\xff\xfe", b"\xfe\xff", b"<\0", b"\0<"):
        raise NotASheet
    row = column = last_row = last_column = 0
    for tag in _TAG.finditer(body):
        reference = _REFERENCE.search(tag[2])
        if tag[1] == b"row":
            row, column = int(reference[2]) if reference else row + 1, 0
            continue
        if reference:
            row, column = int(reference[2]), _column_number(reference[1])
        else:
            column += 1
        if not tag[2].endswith(b"/"):
            last_row, last_column = max(row, last_row), max(column, last_column)
    if last_column > COLUMNS_MAX:
        raise TooManyColumns(COLUMNS_MAX)
    if last_row * last_column > CELLS_MAX:
        raise TooLarge(UNPACKED_SIZE_MAX // MEGABYTE)


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number
