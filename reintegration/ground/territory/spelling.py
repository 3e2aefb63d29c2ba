"""One key for all spellings of a place's name: without accents, case, hyphens, spaces and Arabic variants."""

from reintegration.ground.arabic import fold


def spelling_key(text):
    """The folded key of a place's name; equal for what a reader takes as the same name. Pure."""
    return fold(str(text)).replace(" ", "")
