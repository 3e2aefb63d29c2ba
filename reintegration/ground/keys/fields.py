"""A column of frozen text, sealed with the key of the person whom its row is about."""

from django.core.exceptions import FieldError
from django.db import models
from django.db.models.query_utils import DeferredAttribute
from django.utils.translation import gettext_lazy as _

from reintegration.ground.classes import owner_of
from reintegration.ground.keys import owned


class Token(str):
    """Text as the column holds it, not opened yet."""

    __slots__ = ()


class _OpenedWhenRead(DeferredAttribute):
    def __get__(self, instance, cls=None):
        value = super().__get__(instance, cls)
        if isinstance(value, Token) and value:
            value = instance.__dict__[self.field.attname] = owned.unseal(value)
        return value

    def __set__(self, instance, value):
        # With it, Django's descriptor is asked even where the instance holds a value.
        instance.__dict__[self.field.attname] = value


class OwnedTextField(models.TextField):
    """Text sealed for its row's person; opened when it is read, written anew only when it is another text.

    Before reading many, `hold` asks for their keys at once. A text that was read says `is_gone` when it is.
    """

    description = _("Text sealed for one person")
    descriptor_class = _OpenedWhenRead

    @staticmethod
    def hold(rows, name):
        """Inside `owned.held`: ask for the keys of a column of many rows with one query."""
        texts = [row.__dict__.get(name) for row in rows]
        owned.hold([text for text in texts if isinstance(text, Token)])

    def from_db_value(self, value, expression, connection):
        return value if value is None else Token(value)

    def pre_save(self, model_instance, add):
        value = model_instance.__dict__.get(self.attname, "")
        if isinstance(value, owned.Opened):
            return Token(value.token)
        return value if isinstance(value, Token) else Token(owned.Seal(lambda: owner_of(model_instance))(value))

    def get_db_prep_value(self, value, connection, prepared=False):
        if value and not isinstance(value, Token):
            raise FieldError(f"'{self.name}' is sealed for one person: written by saving its row, never searched.")
        return super().get_db_prep_value(value, connection, prepared)
