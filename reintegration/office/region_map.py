"""The map of the twelve regions, each shaded by its number. Shapes © OpenStreetMap contributors, ODbL."""

import json
from functools import cache
from math import ceil

from reintegration.ground.territory.loading import DATA

SHADES = 4
DARK_FROM = 3
"""The shade on which a number is written in light ink."""


@cache
def _shapes():
    return json.loads((DATA / "regions_map.json").read_text(encoding="utf-8"))


def region_map(regions):
    """What the page draws from `{code: (name, number, address)}`: the shapes with their shade, number and link."""
    most = max((number for _name, number, _url in regions.values()), default=0) or 1
    shapes = []
    for shape in _shapes()["regions"]:
        if shape["code"] in regions:
            name, number, url = regions[shape["code"]]
            shade = ceil(SHADES * number / most)
            drawn = {"name": name, "number": number, "url": url, "shade": shade, "is_dark": shade >= DARK_FROM}
            shapes.append(shape | drawn)
    return {"view_box": _shapes()["viewBox"], "shapes": shapes}
