"""Dates in words as written in Morocco, in Arabic (ماي، غشت، دجنبر) and in French."""

NBSP = "\u00a0"
MONTHS = {
    "ar": "يناير فبراير مارس أبريل ماي يونيو يوليوز غشت شتنبر أكتوبر نونبر دجنبر".split(),
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre".split(),
}
WEEKDAYS = {
    "ar": "الاثنين الثلاثاء الأربعاء الخميس الجمعة السبت الأحد".split(),
    "fr": "lundi mardi mercredi jeudi vendredi samedi dimanche".split(),
}


def in_words(day, language):
    """Return `11 ماي 2021` or `1er mai 2021`, kept together by no-break spaces."""
    number = "1er" if language == "fr" and day.day == 1 else day.day
    return f"{number}{NBSP}{MONTHS[language][day.month - 1]}{NBSP}{day.year}"


def with_weekday(day, language):
    """Return `الثلاثاء 11 ماي 2021` or `mardi 11 mai 2021`."""
    return f"{WEEKDAYS[language][day.weekday()]} {in_words(day, language)}"
