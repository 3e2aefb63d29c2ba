"""Workbooks come in within limits and as text, and go out with nothing that a spreadsheet would run."""

import csv
import io
import zipfile
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
import tablib
from django.utils import translation
from import_export.formats.base_formats import BINARY_FORMATS, XLSX
from openpyxl import Workbook, load_workbook

from reintegration.ground.errors import Refused
from reintegration.ground.spreadsheets import errors, limits
from reintegration.ground.spreadsheets.formats import SafeCSV, SafeXLSX
from reintegration.ground.spreadsheets.reading import Row, folded_aliases, read_rows, recognise, with_fields

ARABIC = "الاسم,العدد\nفاطمة,1\n"
SHEET = (
    '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{}</sheetData></worksheet>'
)


def workbook(*lines):
    book = Workbook()
    for line in lines:
        book.active.append(line)
    return saved(book)


def saved(book):
    stream = io.BytesIO()
    book.save(stream)
    return stream


def with_sheet(cells, **entries):
    """A workbook whose first sheet is written by hand, and further zip entries."""
    source, target = zipfile.ZipFile(workbook(["x"])), io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in source.namelist():
            archive.writestr(name, SHEET.format(cells) if name.endswith("sheet1.xml") else source.read(name))
        for name, body in entries.items():
            archive.writestr(name, body)
    return target


def read(upload, **options):
    return read_rows(upload if hasattr(upload, "read") else io.BytesIO(upload), **{"max_rows": 10, **options})


# Reading


def test_numbers_dates_and_empty_cells_become_the_text_one_sees():
    upload = workbook(
        ["phone", "born", "seen", "share", "ok", "none"],
        [612345678.0, date(1990, 3, 25), datetime(2020, 1, 2, 3, 4), 0.1 + 0.2, True, None],
    )
    (row,) = read(upload)
    assert row.number == 2
    assert list(row.cells) == ["phone", "born", "seen", "share", "ok", "none"]
    assert list(row.cells.values()) == ["612345678", "1990-03-25", "2020-01-02T03:04:00", "0.3", "TRUE", ""]


def test_rows_keep_their_number_in_the_file_over_blank_ones():
    upload = workbook([], [None, "name"], [None, " محمد\u200f "], [None, "  "], [None, "Ali"])
    assert read(upload) == [Row(3, {"name": "محمد"}), Row(5, {"name": "Ali"})]


def test_blank_rows_of_a_csv_count_too():
    assert [row.number for row in read(b"a;b\n\n1;2\n;\n3;4\n")] == [3, 5]


def test_first_visible_sheet_is_read():
    book = Workbook()
    book.active.append(["hidden"])
    book.active.sheet_state = "hidden"
    shown = book.create_sheet("data")
    shown.append(["name"])
    shown.append(["visible"])
    assert read(saved(book))[0].cells == {"name": "visible"}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_unicode_csv_is_read_whatever_its_form(encoding):
    assert read(ARABIC.encode(encoding)) == [Row(2, {"الاسم": "فاطمة", "العدد": "1"})]


def test_arabic_for_windows_is_shown_first_and_read_after():
    data = ARABIC.encode("windows-1256")
    with pytest.raises(errors.EncodingUnclear) as error:
        read(data)
    assert "فاطمة" in error.value.preview
    assert read(data, encoding="windows-1256")[0].cells["الاسم"] == "فاطمة"


def test_utf8_stays_utf8_when_the_clerk_says_windows():
    assert read(ARABIC.encode(), encoding="windows-1256")[0].cells["الاسم"] == "فاطمة"


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_separator_of_a_csv_is_told_from_its_headings(delimiter):
    data = f'name{delimiter}"place, street"\nx{delimiter}"a;b,c"\n'.encode()
    assert read(data)[0].cells == {"name": "x", "place, street": "a;b,c"}


@pytest.mark.parametrize(
    ("data", "error"),
    [
        (b"\xd0\xcf\x11\xe0old", errors.OldWorkbook),
        (b"PK\x03\x04 not a zip", errors.NotASheet),
        (b"\xff\xfe\x00", errors.NotASheet),
        (b"name\n", errors.EmptySheet),
        (b"", errors.EmptySheet),
        (b"a,b,a\n1,2,3\n", errors.RepeatedColumns),
        (b"a,,b\n1,2,3\n", errors.UnnamedColumns),
        (b"a\n1,2\n", errors.UnnamedColumns),
        (b"a\n" + b"1\n" * 11, errors.TooManyRows),
        (b"a\n" + b"x" * 5001, errors.BadCell),
        (b"a\n" + b"x" * 200_000, errors.NotASheet),
        (b"a\nx\x01y", errors.BadCell),
        (b",".join(b"%d" % number for number in range(201)) + b"\n1", errors.TooManyColumns),
    ],
)
def test_file_that_cannot_be_taken_is_refused_with_a_reason(data, error):
    with pytest.raises(error) as refused:
        read(data)
    assert isinstance(refused.value, Refused)
    assert "%(" not in refused.value.text


def test_bad_cell_is_named_by_row_and_heading():
    with pytest.raises(errors.BadCell) as error:
        read(workbook(["name", "account"], ["x", 123456789012345678]))
    assert (error.value.row, error.value.column) == (2, "account")
    assert "2" in error.value.text and "account" in error.value.text


def test_as_many_rows_as_allowed_are_read():
    assert len(read(b"a\n" + b"1\n" * 10)) == 10


# Limits


def test_file_beyond_the_size_is_refused_before_opening(monkeypatch):
    monkeypatch.setattr(limits, "FILE_SIZE_MAX", 100)
    with pytest.raises(errors.TooLarge):
        read(workbook(["name"], ["x"]))


def test_workbook_that_unpacks_too_far_is_refused():
    bomb = with_sheet("", **{"xl/sharedStrings2.xml": b" " * (limits.RATIO_FREE + 1)})
    with pytest.raises(errors.TooLarge):
        read(bomb)


def test_workbook_that_lies_about_its_unpacked_size_is_refused():
    honest = with_sheet("", **{"xl/sharedStrings2.xml": b" " * (limits.RATIO_FREE + 1)}).getvalue()
    lying = honest.replace((limits.RATIO_FREE + 1).to_bytes(4, "little"), (10).to_bytes(4, "little"))
    assert zipfile.ZipFile(io.BytesIO(lying)).getinfo("xl/sharedStrings2.xml").file_size == 10
    with pytest.raises(errors.TooLarge):
        read(lying)


def test_workbook_with_too_many_entries_is_refused(monkeypatch):
    monkeypatch.setattr(limits, "ENTRIES_MAX", 5)
    with pytest.raises(errors.TooLarge):
        read(workbook(["name"], ["x"]))


@pytest.mark.parametrize(
    ("cells", "error"),
    [
        ('<row r="1"><c r="A1"><v>1</v></c><c r="XFD1"><v>1</v></c></row>', errors.TooManyColumns),
        ("<row r='1'>" + "<c><v>1</v></c>" * 201 + "</row>", errors.TooManyColumns),
        ("<row r='1'>" + "<c/>" * 200 + "<c><v>1</v></c></row>", errors.TooManyColumns),
        ('<row><c t=">" r="GZ1"><v>1</v></c></row>', errors.TooManyColumns),
        ('<row r="1048576"><c r="A1048576"><v>1</v></c><c r="Z1048576"><v>1</v></c></row>', errors.TooLarge),
    ],
)
def test_sheet_whose_cells_reach_too_far_is_refused_before_opening(cells, error, monkeypatch):
    monkeypatch.setattr("reintegration.ground.spreadsheets.reading.CalamineWorkbook", None)
    with pytest.raises(error):
        read(with_sheet(cells))


def test_formatted_but_empty_cells_far_out_do_no_harm():
    cells = '<row r="1"><c r="A1"><v>1</v></c></row><row r="2"><c r="A2"><v>2</v></c></row>'
    assert read(with_sheet(cells + '<row r="1048576"><c r="XFD1048576" s="0" /></row>'))[0].cells == {"1": "2"}


@pytest.mark.parametrize("name", ["xl/workbook.bin", "content.xml"])
def test_workbook_that_could_be_read_as_another_kind_is_refused(name):
    with pytest.raises(errors.NotASheet):
        read(with_sheet("", **{name: b""}))


def test_other_zip_is_not_a_sheet():
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("readme.txt", "x")
    with pytest.raises(errors.NotASheet):
        read(stream)


# Headings

ALIASES = folded_aliases({"last_ar": ["النسب", "الاسم العائلي"], "cin": ["CIN", "رقم البطاقة", "N° CIN"]})


@pytest.mark.parametrize(
    ("header", "field"), [("النَّسب", "last_ar"), (" cin : ", "cin"), ("N°  CIN (*)", "cin"), ("name", None)]
)
def test_heading_is_recognised_as_people_write_it(header, field):
    assert recognise(header, ALIASES) == field


def test_rows_get_fields_for_headings():
    assert with_fields(read("النسب,CIN\nx,BE1\n".encode()), ALIASES) == [Row(2, {"last_ar": "x", "cin": "BE1"})]


@pytest.mark.parametrize(
    ("headers", "error", "named"),
    [
        ("النسب,weight", errors.UnknownColumns, ["weight"]),
        ("CIN,N° CIN", errors.RepeatedColumns, ["CIN", "N° CIN"]),
    ],
)
def test_wrong_headings_are_named(headers, error, named):
    with pytest.raises(error) as refused:
        with_fields(read(f"{headers}\nx,y\n".encode()), ALIASES)
    assert refused.value.columns == named


# Export

TEXTS = ["==1+1", "=1+1", "+1", "-cmd", "@SUM(1)", "\t=1", "#N/A", "فاطمة", "a,b", "1"]


def exported(*rows, headers=("value",)):
    return tablib.Dataset(*[(row,) for row in rows], headers=headers)


def cells(content):
    sheet = load_workbook(io.BytesIO(content)).active
    return [row[0] for row in sheet.iter_rows(min_row=2)]


def test_texts_in_a_workbook_stay_texts():
    written = cells(SafeXLSX().export_data(exported(*TEXTS)))
    assert [cell.value for cell in written] == TEXTS
    assert {cell.data_type for cell in written} == {"s"}


def test_text_that_looks_like_a_formula_stays_text_when_edited():
    written = cells(SafeXLSX().export_data(exported("=1+1", "-5", "فاطمة")))
    assert [bool(cell.quotePrefix) for cell in written] == [True, False, False]


def test_formula_in_a_heading_stays_text():
    sheet = load_workbook(io.BytesIO(SafeXLSX().export_data(exported("x", headers=["=1+1"])))).active
    assert (sheet["A1"].value, sheet["A1"].data_type) == ("=1+1", "s")


def test_stock_format_would_have_made_a_formula():
    assert cells(XLSX().export_data(exported("=1+1")))[0].data_type == "f"


def test_numbers_dates_and_nothing_keep_their_type_in_a_workbook():
    aware = datetime(2020, 1, 2, 12, tzinfo=UTC)
    written = cells(SafeXLSX().export_data(exported(Decimal("12.50"), date(2020, 1, 2), aware, None, "\x01", "end")))
    assert [cell.data_type for cell in written[:4]] == ["n", "d", "d", "n"]
    assert written[3].value is None
    assert written[4].value == "\N{REPLACEMENT CHARACTER}"


@pytest.mark.parametrize(("language", "right_to_left"), [("ar", True), ("fr", False)])
def test_workbook_reads_in_the_direction_of_its_language(language, right_to_left):
    with translation.override(language):
        content = SafeXLSX().export_data(exported("x"))
    assert bool(load_workbook(io.BytesIO(content)).active.sheet_view.rightToLeft) is right_to_left


def test_export_without_rows_has_its_headings():
    assert load_workbook(io.BytesIO(SafeXLSX().export_data(exported()))).active["A1"].value == "value"
    assert SafeCSV().export_data(exported()).strip("\ufeff\r\n") == "value"


def test_admin_hands_numbers_as_numbers_to_the_workbook():
    assert SafeXLSX in BINARY_FORMATS


def test_csv_puts_an_apostrophe_before_what_would_run():
    content = SafeCSV().export_data(exported(*TEXTS, "-12.50", None, "\r=1", "＝1", Decimal("-3")))
    values = [row[0] if row else "" for row in csv.reader(io.StringIO(content, newline=""))][1:]
    assert values == [
        *["'==1+1", "'=1+1", "'+1", "'-cmd", "'@SUM(1)", "'\t=1", "#N/A", "فاطمة", "a,b", "1"],
        *["-12.50", "", "'\r=1", "'＝1", "-3"],
    ]


def test_csv_is_marked_as_unicode_for_excel():
    assert SafeCSV().export_data(exported("فاطمة")).encode().startswith(b"\xef\xbb\xbf")


@pytest.mark.parametrize("text", ["=1+1", "-cmd", "'quoted'", "فاطمة"])
def test_exported_text_is_read_back_as_it_was(text):
    dataset = exported(text)
    assert read(SafeCSV().export_data(dataset).encode())[0].cells == {"value": text}
    assert read(SafeXLSX().export_data(dataset))[0].cells == {"value": text}
