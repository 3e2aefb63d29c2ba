"""The three of every ground test: Amina acts, Brahim helps, Chadia is outside."""

from reintegration.ground.access.models import User


def make_user(username="amina", **fields):
    return User.objects.create_user(username, **{"full_name_ar": "أمينة", "full_name_latin": "Amina", **fields})
