"""Every paper as a small grey picture, beside the pictures of how it should look.

After a wanted change of a paper, look at it, then draw the references anew:

    python -m tests.disbursements.paper_pictures

A picture passes when it differs little on the whole and in no place much: other versions of the libraries smooth
letters otherwise, but move nothing.
"""

import os
from pathlib import Path

import django
from PIL import Image, ImageChops, ImageFilter, ImageStat

from disbursements.papers import Both, certificates, handover_list
from tests.disbursements.paper_eyes import pictures_of
from tests.disbursements.paper_samples import certificate_paper, handover_list_paper

FOLDER = Path(__file__).parent / "pictures"
DPI = 60
STEP = 17
"""Sixteen greys from black to white keep the files small."""
BLOCK = 12
"""So many dots, 5 mm, a side has the place that is looked at alone."""
SOFT = ImageFilter.GaussianBlur(1.5)
"""Takes from both what only smooths letters otherwise."""
MEAN, WORST = 1.5, 24.0
"""How much all dots, and those of the worst place, may differ on average; white and black differ by 255."""
LONG = Both(" ".join(["صناعة القوارب"] * 14), " ".join(["pêche côtière"] * 14))


def _certificate(language, **facts):
    return lambda dpi: pictures_of(certificates([certificate_paper(1, **facts)], language), dpi=dpi)[0]


def _list(language, page):
    return lambda dpi: pictures_of(handover_list(handover_list_paper(26), language), dpi=dpi)[page]


PICTURES = {
    f"{name}-{language}": draw(language)
    for language in ("ar", "fr", "bi")
    for name, draw in {
        "certificate": _certificate,
        "certificate-long": lambda language: _certificate(language, project=LONG),
        "list-first": lambda language: _list(language, 0),
        "list-last": lambda language: _list(language, -1),
    }.items()
}
"""Name → how its page is drawn at so many dots an inch."""


def drawn(name, *, finer=2):
    """Draw a picture: finer than it is kept, so that letters are smoothed alike everywhere."""
    return PICTURES[name](finer * DPI).reduce(finer).point(lambda grey: round(grey / STEP) * STEP)


def kept(name):
    with Image.open(FOLDER / f"{name}.png") as picture:
        return picture.convert("L")


def differences(picture, reference):
    """(mean, mean of the worst block) of how much the dots of two pictures differ."""
    if picture.size != reference.size:
        return 255.0, 255.0
    apart = ImageChops.difference(*(one.filter(SOFT) for one in (picture, reference)))
    return ImageStat.Stat(apart).mean[0], float(apart.reduce(BLOCK).getextrema()[1])


def looks_as(picture, reference):
    mean, worst = differences(picture, reference)
    return mean <= MEAN and worst <= WORST


def keep_all():
    FOLDER.mkdir(exist_ok=True)
    for name in PICTURES:
        drawn(name).save(FOLDER / f"{name}.png", optimize=True)


if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
    django.setup()
    keep_all()
