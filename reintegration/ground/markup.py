"""What keeps its own direction inside a text of another: codes, names, amounts."""

from django.utils.html import format_html

from reintegration.ground.money import format_amount


def isolated(text):
    """Words of any language and direction, or a code, apart from the text around them."""
    return format_html("<bdi>{}</bdi>", text)


def dirhams(amount):
    """MAD as `12 500,00`, apart from the text around them."""
    return isolated(format_amount(amount))
