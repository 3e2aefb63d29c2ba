"""Words that nothing shown outside may hold, in any form, and how a text is read for them."""

import re
import unicodedata

STEMS = (
    *(
        "سجن",
        "سجين",
        "سجون",
        "سجناء",
        "معتقل",
        "اعتقال",
        "نزيل",
        "نزلاء",
        "محبوس",
        "زنزان",
        "جناي",
        "جنح",
        "المفرج",
        "مصالحة",
    ),
    *("prison", "detenu", "detention", "carcer", "ecrou", "incarcer", "penitenti", "inmate", "jail", "convict", "sijn"),
)
FULL_NAME = ("مؤسسة محمد السادس لإعادة إدماج السجناء", "Fondation Mohammed VI pour la réinsertion des détenus")


def plain(text):
    """Letters alone, one alef for all: no vowel signs, accents, joiners, capitals, nor spaces that tear words apart."""
    letters = unicodedata.normalize("NFKD", text.replace("ـ", "")).casefold()
    return re.sub("[^\\w]", "", "".join(sign for sign in letters if not unicodedata.combining(sign)))


def forbidden_in(text):
    return [stem for stem in STEMS if plain(stem) in plain(text)]
