"""Workbooks and CSV files as centres send them."""

from io import BytesIO

from openpyxl import Workbook

ARABIC = ["الاسم", "النسب", "الاسم بالفرنسية", "النسب بالفرنسية", "الجنس", "تاريخ الازدياد", "رقم البطاقة الوطنية"]
ARABIC += ["الإقليم", "تاريخ الموافقة"]
FRENCH = ["Prénom arabe", "Nom arabe", "Prénom", "Nom", "Sexe", "Date de naissance", "CNIE", "Province"]
FRENCH += ["Date du consentement"]
ENGLISH = ["given name in Arabic", "family name in Arabic", "given name", "family name", "sex", "birth date", "CIN"]
ENGLISH += ["province", "consented on"]

HASSAN = ["حسن", "بناني", "Hassan", "Bennani", "ذكر", "03/04/1985", "BE123456", "الجديدة", "02/03/2026"]
FATIMA = ["فاطمة", "العمراني", "Fatima", "El Amrani", "Femme", "1990-05-06", "", "El Jadida", "2026-03-02"]


def xlsx(*rows, headings=FRENCH):
    workbook = Workbook()
    for row in (headings, *rows):
        workbook.active.append(row)
    stream = BytesIO()
    workbook.save(stream)
    return stream.getvalue()


def csv(*rows, headings=FRENCH, encoding="utf-8"):
    return "\r\n".join(";".join(row) for row in (headings, *rows)).encode(encoding)


def changed(row, column, value):
    """The row with another value in the column of that number."""
    return [*row[:column], value, *row[column + 1 :]]
