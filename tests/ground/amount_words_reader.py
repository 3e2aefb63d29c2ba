"""Reads an amount in words back into dirhams, knowing the words but none of the rules of the writer."""

from decimal import Decimal

ARABIC = {"صفر": 0, "واحد": 1, "أحد": 1, "اثنان": 2, "اثنا": 2, "ثلاثة": 3, "أربعة": 4, "خمسة": 5, "ستة": 6, "سبعة": 7}
ARABIC |= {"ثمانية": 8, "تسعة": 9, "عشرة": 10, "عشر": 10, "عشرون": 20, "ثلاثون": 30, "أربعون": 40, "خمسون": 50}
ARABIC |= {"ستون": 60, "سبعون": 70, "ثمانون": 80, "تسعون": 90, "مائة": 100, "مائتان": 200, "مائتا": 200}
ARABIC |= {"ثلاثمائة": 300, "أربعمائة": 400, "خمسمائة": 500, "ستمائة": 600, "سبعمائة": 700, "ثمانمائة": 800}
ARABIC |= {"تسعمائة": 900}
# A group word alone is one or two of it; after a number it is multiplied.
GROUPS = {"ألف": (1000, 1), "ألفا": (1000, 2), "ألفان": (1000, 2), "آلاف": (1000, None)}
GROUPS |= {"مليون": (10**6, 1), "مليونا": (10**6, 2), "مليونان": (10**6, 2), "ملايين": (10**6, None)}
DIRHAMS = {"درهم": 0, "درهما": 0, "دراهم": 0, "درهمان": 2}
CENTIMES = {"سنتيم": 0, "سنتيما": 0, "سنتيمات": 0, "سنتيمان": 2}

FRENCH = "zéro un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize".split()
FRENCH = {word: n for n, word in enumerate(FRENCH)}
FRENCH |= {"vingt": 20, "trente": 30, "quarante": 40, "cinquante": 50, "soixante": 60}


def read_arabic(text):
    """Return the dirhams; raise KeyError for a word that's no part of a number."""
    words = text.split()
    last = max((i for i, word in enumerate(words) if _bare(word) in DIRHAMS), default=-1)
    # One follows its noun: درهم واحد. Joined by و it would open the centimes.
    if last >= 0 and words[last + 1 : last + 2] == ["واحد"]:
        last += 1
    dirhams, centimes = words[: last + 1], words[last + 1 :]
    return Decimal(_arabic_number(dirhams, DIRHAMS)) + Decimal(_arabic_number(centimes, CENTIMES)) / 100


def _bare(word):
    return word if word == "واحد" else word.removeprefix("و")


def _arabic_number(words, noun):
    total = pending = 0
    for word in map(_bare, words):
        if word in GROUPS:
            size, alone = GROUPS[word]
            total += size * (pending or alone)
            pending = 0
        else:
            pending += noun[word] if word in noun else ARABIC[word]
    return total + pending


def read_french(text):
    """Return the dirhams; raise KeyError for a word that's no part of a number."""
    words = [word for word in text.replace("-", " ").split() if word not in ("et", "de")]
    last = max((i for i, word in enumerate(words) if word.rstrip("s") == "dirham"), default=-1)
    return Decimal(_french_number(words[: max(last, 0)])) + Decimal(_french_number(words[last + 1 : -1])) / 100


def _french_number(words):
    total = pending = 0
    for word in words:
        if word in ("million", "millions", "mille"):
            total += (pending or 1) * (1000 if word == "mille" else 10**6)
            pending = 0
        elif word in ("cent", "cents"):
            pending = 100 * (pending or 1)
        elif word in ("vingt", "vingts") and pending % 100 == 4:
            pending += 76
        else:
            pending += FRENCH[word]
    return total + pending
