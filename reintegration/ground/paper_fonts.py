"""Amiri as the papers need it: without the joining strokes that spoil names when a PDF is read back."""

import io
from functools import cache
from pathlib import Path

import fontpkg_amiri
from fontTools.ttLib import TTFont

FOLDER = Path(fontpkg_amiri.ROOT) / "files"
FACES = {400: "Amiri-Regular.ttf", 700: "Amiri-Bold.ttf"}
MULTIPLE_SUBSTITUTION = 2


@cache
def plain(name):
    """Return the bytes of one face (0.2 s the first time).

    Amiri inserts a small stroke between some letters (الكبير، أبو الخير). A PDF keeps one text for each glyph and gives
    the letter's to the stroke: بجير is read back as بخير. Without these lookups letters join directly.
    """
    font = TTFont(FOLDER / name, recalcTimestamp=False)
    for lookup in font["GSUB"].table.LookupList.Lookup:
        for table in lookup.SubTable:
            table = getattr(table, "ExtSubTable", table)
            if table.LookupType == MULTIPLE_SUBSTITUTION:
                table.mapping = {one: many for one, many in table.mapping.items() if not _adds_a_stroke(one, many)}
    out = io.BytesIO()
    font.save(out)
    return out.getvalue()


def _adds_a_stroke(one, many):
    """Tell letter → letter and stroke; vowel signs, which split in two as well, have names of their own."""
    return len(many) == 2 and many[0] == one and one.startswith("glyph")
