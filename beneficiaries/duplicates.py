"""Whether two files may be of one person: the keys that find candidates, and the score that compares them.

Nothing here writes, and nothing decides: a person does (`beneficiaries.services.duplicates`).
"""

import re

from reintegration.ground.arabic import one_spelling

_VOWELS = re.compile("(?<=.)[aiuاوي]")
KEYS = ("names_key_ar", "names_key_latin", "family_key", "initials_key")


def keys_of(values):
    """The key columns of a person, from a dict of their names: what its duplicates have in common. No query.

    Sorted skeletons of given and family name, in each script; the family name's alone; the first letters.
    """
    arabic = [_skeleton(values[name]) for name in ("given_name_ar", "family_name_ar")]
    latin = [_skeleton(values[name]) for name in ("given_name_latin", "family_name_latin")]
    return {
        "names_key_ar": " ".join(sorted(filter(None, arabic)))[:48],
        "names_key_latin": " ".join(sorted(filter(None, latin)))[:48],
        "family_key": arabic[1][:24],
        "initials_key": "".join(sorted(name[:1] for name in arabic)),
    }


def _skeleton(name):
    return "".join(_VOWELS.sub("", token) for token in one_spelling(name))
