"""Numbers and codes of certificates, as they are stored and as people read them from a paper and type them."""

import re

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LETTERS = 26
SHORT = 8
"""So many letters stand under the square of a certificate."""
OF_ROW = 4
"""So many stand before the three digits of the seat in the code of a row on the list."""
ARABIC_DIGITS = dict(zip(map(ord, "٠١٢٣٤٥٦٧٨٩"), "0123456789", strict=True))
# Letters that Crockford's base 32 leaves out, because a hand writes them like these digits.
READ_AS = ARABIC_DIGITS | str.maketrans("OIL", "011")


def as_written(code):
    """The letters of a code as it is stored, however it was typed; nothing when it cannot be one."""
    letters = "".join(sign for sign in code.upper() if sign.isalnum()).translate(READ_AS)
    return letters if set(letters) <= set(ALPHABET) else ""


def number_as_written(number):
    """A number such as ATT-2021-00001, whatever stands between its parts."""
    return "-".join(re.findall("[A-Z0-9]+", number.upper().translate(ARABIC_DIGITS)))
