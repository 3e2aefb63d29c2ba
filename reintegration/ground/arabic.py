"""Folding of Arabic and Latin names into search tokens: one spelling in, every spelling a clerk may type found."""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from itertools import zip_longest

TEXT_LENGTH_MAX = 1500
TOKEN_LENGTH_MAX = 48
TERMS_MAX = 8

# What Unicode decomposition leaves apart although people write one for the other.
_ONE_LETTER = str.maketrans(
    {
        **dict.fromkeys("\u0640ء'’‘ʼʿʾ`´", ""),
        **{"ٱ": "ا", "ى": "ي", "ی": "ي", "ې": "ي", "ة": "ه", "ۀ": "ه", "ہ": "ه", "ھ": "ه", "ە": "ه", "ک": "ك"},
        **{"گ": "ك", "ڭ": "ك", "ݣ": "ك", "ڨ": "ق", "ڤ": "ف", "پ": "ب", "چ": "ج"},
        **{"ø": "o", "ł": "l", "đ": "d", "ð": "d", "æ": "ae", "œ": "oe", "ı": "i"},
    }
)
# Letter by letter, so that the key of the beginning of a word is the beginning of the word's key.
_SOUND = str.maketrans({"e": "a", "o": "u", "w": "u", "y": "i", "c": "s", "q": "k"})
_MUTE_END = re.compile("(?<=..)[eh]+$")
_TWICE = re.compile(r"([a-z])\1+")

_ARTICLES = frozenset({"el", "al", "l", "ال"})
_SUN_ARTICLE = re.compile("[ea](s|z|r|n|t|d|ch|sh)")
_SUN = re.compile("ch|sh|[sznrtd]")
_GLUED_ARTICLE = re.compile(r"(?:[ea]l(?=...)|l(?=....)|e(ch|[sznrtd])(?=\1..)|ال(?=...)|ل(?=...))(?P<base>.+)")
_PARTICLES = {
    **dict.fromkeys(("ben", "bel", "ibn"), ("ben", "bel")),
    **dict.fromkeys(("abd", "abdel", "abdul", "abdoul"), ("abd",)),
    **dict.fromkeys(("bou", "abou", "abu"), ("bou", "abou")),
    **{word: (word,) for word in ("bent", "oum", "ait", "ould", "sidi", "fatima")},
    **dict.fromkeys(("بن", "ابن", "بل"), ("بن",)),
    **dict.fromkeys(("بو", "ابو", "ابي"), ("بو", "ابو")),
    **{word: (word,) for word in ("بنت", "ام", "ايت", "ولد", "عبد", "سيدي", "فاطمه")},
}
_BEFORE_ARTICLE = frozenset("abd abdel abdul abdoul fatima عبد فاطمه".split())
_GLUED_PARTICLE = re.compile("(ben|bel|bou|abou|abd(?:el|oul|ul)?|ait|ould|fatima|بن|بو|ابو|ايت|عبد|فاطمه)(.{3,})")
_FAITH = frozenset({"eddine", "eddin", "edine", "ddine", "dine", "din", "الدين"})
_GLUED_FAITH = re.compile("(.{2,}?)(?:e?d+ine?|الدين)")
_ABDUL = re.compile("abd(?:ou|u)l")

_TITLES = frozenset("moulay mulay sidi si lalla lala مولاي سيدي سي لالا لاله".split())

# Names whose spellings differ by more than the sound rules above; one line is one name.
_SAME_NAME = """
driss idriss
brahim ibrahim
smail ismail ismael
mohamed med mouhmad
houcine hussein houssaine lahoucine lhoucine lhoussaine elhoucine
hassan lhassan lahcen lahssan elhassan
youssef yousouf
khalid khaled
kader kadir
abdellah abdullah
said saeed
zahra zohra
khadija khadidja
jamila djamila
jamal djamal
jilali djilali
rachid rached
mustapha mustafa
zineb zaineb zainab
ilyas elias
othman otmane osman
tarik tarek
walid waleed
reda rida ridha redha
redouane ridouane
younes younous younis
mbarek mbark moubarak embarek
larbi arabi
rkia rokia rokaya
meryem myriam
kawtar kawthar
btissam ibtissam
رحمان رحمن
اسحاق اسحق
اسماعيل سماعيل اسمعيل
ابراهيم براهيم
ادريس دريس
ياسين يسين يس
عيسي عيسا
موسي موسا
مصطفي مصطفا
يحيي يحيا
ليلي ليلا
سلمي سلما
هدي هدا
داود داوود
عبدالله عبداللا
بن ابن
بو ابو ابي
ben ibn
bou abou
"""


def fold(text: str) -> str:
    """Return the words of `text` in one case and one form of each letter, without marks, one space between."""
    loose = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    bare = "".join(sign for sign in loose if unicodedata.category(sign) not in ("Mn", "Me", "Cf"))
    words = "".join(sign if sign.isalnum() else " " for sign in bare.translate(_ONE_LETTER))
    plain = "".join(str(unicodedata.digit(sign, sign)) for sign in words)
    return " ".join(plain.split())


def search_text(*parts: str) -> str:
    """
    Return the value of a search column: unique tokens between single spaces, one before the first and after the last.

    Each part is one name or number; the plain tokens come first, so a value cut to `TEXT_LENGTH_MAX` loses only extras.
    """
    names = [_tokens(part) for part in parts if part]
    tokens = dict.fromkeys(token for plain, _others in names for token in plain)
    tokens.update(dict.fromkeys(token for _plain, others in names for token in others))
    text = " "
    for token in tokens:
        if len(text) + len(token) >= TEXT_LENGTH_MAX:
            break
        text += f"{token} "
    return text if tokens else ""


def search_terms(query: str) -> list[str]:
    """Return the terms of a query, at least two letters each; a record matches if each begins one of its tokens."""
    words = fold(query).split()
    articles = [_is_article(word, following) for word, following in zip_longest(words, words[1:], fillvalue="")]
    terms: dict[str, None] = {}
    for word, is_article in zip(words, articles, strict=True):
        if is_article and not all(articles):
            continue
        if word.startswith("ال") and len(word) > 4:
            word = word[2:]
        term = _sound(_ABDUL.sub("abdel", word))
        if len(term) >= 2:
            terms[term] = None
    return list(terms)[:TERMS_MAX]


# Few names belong to many people: an import folds most of them once.
@lru_cache(maxsize=16384)
def one_spelling(part: str) -> tuple[str, ...]:
    """
    Return one token for each name of `part`, the same however it is spelled: El Amrani and Lamrani, Ben Ali and Benali.

    Articles and titles are dropped, particles and the faith are joined to their name.
    """
    names: list[str] = []
    held = ""
    words = fold(part).split()
    for word, following in zip_longest(words, words[1:], fillvalue=""):
        if following and (word in _TITLES or _is_article(word, following)):
            continue
        if following and word in _PARTICLES:
            held += _PARTICLES[word][0]
        elif names and not held and word in _FAITH:
            names[-1] += _sound("din" if word.isascii() else "دين")
        else:
            names.append(held + _one_spelling(word, is_whole=not held))
            held = ""
    return tuple(names)


def _one_spelling(word: str, *, is_whole: bool) -> str:
    if is_whole and (match := _GLUED_PARTICLE.fullmatch(_ABDUL.sub("abdel", word))):
        particle = _PARTICLES.get(match[1], (match[1],))[0]
        return particle + _one_spelling(match[2], is_whole=False)
    if match := _GLUED_FAITH.fullmatch(word):
        return _one_spelling(match[1], is_whole=False) + ("din" if word.isascii() else "دين")
    token = _sound(word)
    if token not in _SAME:
        token = _sound(_without_article(word) or word)
    return _SAME.get(token, (token,))[0]


@lru_cache(maxsize=4096)
def _tokens(part: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the plain tokens of one name, and those of its other spellings."""
    words = fold(part).split()
    plain = tuple(map(_sound, words))
    others = tuple(map(_sound, _other_spellings(words)))
    return plain, tuple(spelling for token in plain + others for spelling in (token, *_SAME.get(token, ())))


def _sound(word: str) -> str:
    """Return the token of a folded word: letters that Moroccan spellings exchange become one, doubles single."""
    return _TWICE.sub(r"\1", _MUTE_END.sub("", word).translate(_SOUND))[:TOKEN_LENGTH_MAX]


def _is_article(word: str, following: str) -> bool:
    sun = _SUN_ARTICLE.fullmatch(word)
    return word in _ARTICLES or bool(sun and following.startswith(sun[1]))


def _other_spellings(words: list[str]) -> Iterator[str]:
    """Yield what the same words become with the article, the particle or the faith written apart or together."""
    for index, word in enumerate(words):
        rest = words[index + 1 :]
        yield _ABDUL.sub("abdel", word)
        if base := _without_article(word):
            yield from _with_article(base)
        if rest and _is_article(word, rest[0]):
            yield from _with_article(rest[0])
        if word in _PARTICLES and rest:
            yield from _with_particle(word, rest)
        elif match := _GLUED_PARTICLE.fullmatch(word):
            yield match[2]
            yield from _with_particle(match[1], [match[2]])
        if word in _FAITH and index:
            yield from _with_faith(words[index - 1], word)
        elif match := _GLUED_FAITH.fullmatch(word):
            yield from _with_faith(match[1], word)


def _without_article(word: str) -> str:
    match = _GLUED_ARTICLE.fullmatch(word)
    return match["base"] if match else ""


def _with_article(base: str) -> tuple[str, ...]:
    if not base.isascii():
        return base, f"ال{base}", f"ل{base}"
    # A sun letter takes the article's l away: Abdelrahman, Abderrahmane.
    sun = _SUN.match(base)
    return base, f"el{base}", f"l{base}", *((f"e{base}", f"e{sun[0]}{base}") if sun else ())


def _with_particle(particle: str, rest: list[str]) -> Iterator[str]:
    has_article = len(rest) > 1 and _is_article(rest[0], rest[1])
    name = rest[1] if has_article else rest[0]
    base = _without_article(name)
    same = dict.fromkeys([base or name, *_SAME.get(_sound(base or name), ())])
    endings = [name, *same]
    if has_article or base or particle in _BEFORE_ARTICLE:
        endings = [name, *(spelling for one in same for spelling in _with_article(one))]
        yield from _with_article(base or name)
    for ending in endings:
        for joint in _PARTICLES[particle]:
            yield joint + ending


def _with_faith(name: str, faith: str) -> tuple[str, ...]:
    if not faith.isascii():
        return f"{name}الدين", "الدين", "دين"
    return f"{name}eddine", f"{name}dine", "eddine", "dine"


def _same_names() -> dict[str, tuple[str, ...]]:
    groups = [tuple(dict.fromkeys(map(_sound, fold(line).split()))) for line in _SAME_NAME.split("\n") if line]
    return {token: group for group in groups for token in group}


_SAME = _same_names()
