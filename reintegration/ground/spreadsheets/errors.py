"""What can be wrong with an uploaded spreadsheet, each with a sentence for the person who uploaded it."""

from django.utils.translation import gettext_lazy as _

from reintegration.ground.errors import Refused


class SheetError(Refused):
    """The file can't be taken as it is."""


class NotASheet(SheetError):
    def __init__(self):
        super().__init__(
            _("This is neither an Excel workbook (.xlsx) nor a CSV file, or it is damaged."), code="not_a_sheet"
        )


class OldWorkbook(SheetError):
    def __init__(self):
        message = _("This is an old or a protected workbook. Save it as .xlsx without a password and upload it again.")
        super().__init__(message, code="old_workbook")


class EmptySheet(SheetError):
    def __init__(self):
        super().__init__(_("The file has no row below its headings."), code="empty_sheet")


class TooLarge(SheetError):
    """The file, or what it unpacks to, is beyond our limits."""

    def __init__(self, megabytes):
        message = _("The file is too large: at most %(megabytes)s MB, unpacked. Split it or remove empty areas.")
        super().__init__(message, code="too_large", params={"megabytes": megabytes})


class TooManyRows(SheetError):
    def __init__(self, max_rows):
        message = _("The file has too many rows: at most %(max_rows)s. Split it.")
        super().__init__(message, code="too_many_rows", params={"max_rows": max_rows})


class TooManyColumns(SheetError):
    def __init__(self, max_columns):
        message = _("The file has too many columns: at most %(max_columns)s.")
        super().__init__(message, code="too_many_columns", params={"max_columns": max_columns})


class EncodingUnclear(SheetError):
    """The bytes are not Unicode; `preview` shows the first lines read as Arabic for Windows."""

    def __init__(self, preview):
        self.preview = preview
        message = _("The alphabet of this file is unclear. Look at the first lines: can you read them?")
        super().__init__(message, code="encoding_unclear")


class _ColumnsError(SheetError):
    sentence = ""

    def __init__(self, columns):
        self.columns = list(columns)
        # Not "list_separator": headings hold commas of their own.
        super().__init__(self.sentence, code="columns", params={"columns": " · ".join(self.columns)})


class UnknownColumns(_ColumnsError):
    sentence = _("We don't know these columns: %(columns)s.")


class MissingColumns(_ColumnsError):
    sentence = _("These columns are missing: %(columns)s.")


class RepeatedColumns(_ColumnsError):
    sentence = _("These columns stand more than once: %(columns)s.")


class UnnamedColumns(_ColumnsError):
    sentence = _("These columns hold values but have no heading: %(columns)s.")


class BadCell(SheetError):
    """One cell can't be taken; `row` counts as in the file, `column` is its heading."""

    def __init__(self, row, column, reason):
        self.row, self.column, self.reason = row, column, reason
        message = _("Row %(row)s, column “%(column)s”: %(reason)s")
        super().__init__(message, code="bad_cell", params={"row": row, "column": column, "reason": reason})
