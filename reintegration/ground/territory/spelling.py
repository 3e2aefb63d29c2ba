"""One key for all spellings of a place's name: without accents, case, hyphens, article signs and Arabic variants."""

import re
import unicodedata

ARABIC_VARIANTS = str.maketrans({"أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ى": "ي", "ئ": "ي", "ؤ": "و", "ة": "ه", "ـ": None})


def spelling_key(text):
    """The folded key of a place's name; equal for what a reader takes as the same name. Pure."""
    folded = unicodedata.normalize("NFKD", unicodedata.normalize("NFC", str(text)).translate(ARABIC_VARIANTS).casefold())
    letters = "".join(c for c in folded if not unicodedata.combining(c))
    return re.sub(r"[\W_]+", "", letters)
