"""Loads sectors, axes, establishments and official texts from this folder's data; may run any number of times.

Adds what is missing and leaves what head office has changed. Works on the models of the `apps` registry it is given.
"""

import csv
from pathlib import Path

DATA = Path(__file__).parent / "data"


def load_reference(apps):
    provinces = apps.get_model("territory", "Province").objects.in_bulk(field_name="code")
    _load(apps.get_model("reference", "Sector"), "sectors.csv", order=int)
    _load(apps.get_model("reference", "Axis"), "axes.csv", order=int, is_protected=_yes)
    _load(apps.get_model("reference", "Establishment"), "establishments.csv", province=provinces.__getitem__)
    _load(apps.get_model("reference", "OfficialText"), "official_texts.csv", is_outward=_yes)


def _load(model, file_name, **readers):
    with (DATA / file_name).open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            values = {name: readers.get(name, str)(text) for name, text in row.items()}
            model.objects.get_or_create(code=values.pop("code"), defaults=values)


def _yes(text):
    return text == "yes"
