"""Amounts: what people type, what the database keeps, what queries give back."""

from decimal import Decimal

import pytest
from django import forms
from django.apps.registry import Apps
from django.core.exceptions import FieldError, ValidationError
from django.db import connection, models, transaction
from django.db.models import Avg, Case, F, Max, Q, Sum, Value, When
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from reintegration.ground.money import (
    MoneyField,
    MoneyFormField,
    NotAnAmount,
    amount_in_text,
    format_amount,
    money,
    parse_amount,
    total,
)


class Purse(models.Model):
    """A table of two amounts that only these tests know."""

    held = MoneyField()
    spent = MoneyField(null=True, blank=True)
    items = models.IntegerField(default=1)

    class Meta:
        apps = Apps()
        app_label = "money_tests"
        db_table = "money_tests_purse"
        constraints = [models.CheckConstraint(condition=Q(spent__lte=F("held")), name="spent_within_held")]


@pytest.fixture
def purses(db):
    key = "bigserial" if connection.vendor == "postgresql" else "integer"
    with connection.cursor() as cursor:
        columns = f"id {key} PRIMARY KEY, held bigint NOT NULL, spent bigint, items integer NOT NULL"
        cursor.execute(f"CREATE TABLE money_tests_purse ({columns})")
    return Purse.objects


@pytest.mark.parametrize(
    ("text", "dirhams"),
    [
        ("12 500,00", "12500"),
        ("12\u00a0500,00", "12500"),
        ("12\u202f500,5", "12500.50"),
        ("12.500,00", "12500"),
        ("12,500.00", "12500"),
        ("12.500", "12500"),
        ("778.000.00", "778000"),
        ("778.000,00 درهم", "778000"),
        ("390.043,80", "390043.80"),
        ("1.233.341,69", "1233341.69"),
        ("1 233 341", "1233341"),
        ("35000.01", "35000.01"),
        ("35000,01 DH", "35000.01"),
        ("MAD 35000.01", "35000.01"),
        ("28242.68 dhs", "28242.68"),
        ("١٢٬٥٠٠٫٧٥", "12500.75"),
        ("۱۲۵۰۰", "12500"),
        ("12 500,00 د.م.", "12500"),
        ("\u206612 500,00\u2069 د.م", "12500"),
        ("0", "0"),
        ("0,5", "0.50"),
        ("007", "7"),
        ("-12,50", "-12.50"),
        ("\u221212,50", "-12.50"),
        ("999 999 999,99", "999999999.99"),
    ],
)
def test_clerk_types_an_amount_and_it_is_read(text, dirhams):
    read = parse_amount(text)
    assert read == Decimal(dirhams)
    assert read.as_tuple().exponent == -2


@pytest.mark.parametrize(
    "text",
    [
        *("", "abc", "12,", ",50", "12,5,0", "0.500", "12.5000", "12 50", "1.23.456", "1,2.3", "778.000.0", "12e3"),
        *("1 0000", "--5", "NaN", "Infinity", "1.234,567", "12 500,00 €", "1" * 4301, "10 000 000 000", "درهم"),
    ],
)
def test_clerk_types_nonsense_and_is_told_what_to_write(text):
    with pytest.raises(NotAnAmount) as refused:
        parse_amount(text)
    assert "12 500,00" in refused.value.messages[0]


@given(st.decimals(min_value=-(10**9) + 1, max_value=10**9 - 1, places=2))
def test_clerk_reads_back_every_amount_we_write(amount):
    assert parse_amount(format_amount(amount)) == amount


def test_clerk_sees_amounts_that_never_break():
    assert format_amount(Decimal("12500")) == "12\u00a0500,00"
    assert format_amount(-1234567) == "-1\u00a0234\u00a0567,00"
    assert format_amount(Decimal("0.5")) == "0,50"


@pytest.mark.parametrize(("language", "text"), [("ar", "1000,50"), ("fr", "1000,50"), ("en", "1000.50")])
def test_amount_in_a_sentence_takes_the_comma_of_its_language(language, text):
    with translation.override(language):
        assert amount_in_text(Decimal("1000.5")) == text


def test_program_keeps_centimes_and_gets_dirhams(purses):
    purse = purses.create(held="35000.01")
    with connection.cursor() as cursor:
        cursor.execute("SELECT held FROM money_tests_purse")
        assert cursor.fetchone() == (3500001,)
    assert purse.held == Decimal("35000.01")
    purse.refresh_from_db()
    assert (str(purse.held), purse.spent) == ("35000.01", None)


@pytest.mark.parametrize("amount", [Decimal("0.001"), 0.1, "12 500,00", Decimal("NaN"), object()])
def test_program_is_refused_what_centimes_cannot_hold(purses, amount):
    with pytest.raises(ValueError, match="decimal places|must be a Decimal|not an amount"), transaction.atomic():
        purses.create(held=amount)
    assert not purses.exists()


def test_program_adds_within_the_database(purses):
    purses.create(held=100, spent=Decimal("0.50"))
    purses.update(held=F("held") + money("0.01"))
    assert purses.values_list("held", flat=True).get() == Decimal("100.01")
    free = purses.annotate(free=F("held") - F("spent") - money("0.51"), twice=F("held") * F("items")).get()
    assert (str(free.free), str(free.twice)) == ("99.00", "100.01")


def test_program_cannot_mix_dirhams_with_bare_numbers(purses):
    with pytest.raises(FieldError):
        purses.annotate(more=F("held") + 1).get()
    with pytest.raises(FieldError):
        purses.annotate(more=F("held") + Value(Decimal(1))).get()


def test_program_compares_in_dirhams(purses):
    purses.create(held="35000.00", spent="35000.00")
    found = [
        purses.filter(held__gte=Decimal("35000.00")),
        purses.filter(held__lte=35000),
        purses.filter(held__in=[Decimal("35000"), Decimal("1")]),
        purses.filter(held__range=(34999, Decimal("35000.00"))),
        purses.filter(held__exact="35000"),
        purses.filter(held=F("spent")),
        purses.filter(held__lt=F("spent") + money("0.01")),
        purses.exclude(held__gt=35000),
    ]
    assert [q.count() for q in found] == [1] * len(found)
    missed = [
        purses.filter(held__gt=Decimal("35000.00")),
        purses.filter(held__gte="35000.01"),
        purses.filter(held=350000),
    ]
    assert [q.count() for q in missed] == [0] * len(missed)


def test_program_sums_to_dirhams(purses):
    assert purses.aggregate(all=total("held"))["all"] == Decimal("0.00")
    for held, spent in (("10.01", "1"), ("20.02", None), ("30.00", "2.50")):
        purses.create(held=held, spent=spent)
    large = Sum(Case(When(held__gt=15, then=F("held")), default=money(0)))
    got = purses.aggregate(
        sum=Sum("held"),
        free=total("held") - total("spent"),
        most=Max("held"),
        mean=Avg("held"),
        large=large,
        some=total("held", filter=Q(spent__isnull=False)),
    )
    expected = {"sum": "60.03", "free": "56.53", "most": "30.00", "mean": "20.01", "large": "50.02", "some": "40.01"}
    assert {key: str(value) for key, value in got.items()} == expected


def test_constraint_reads_amounts_in_dirhams(db):
    Purse(held=Decimal("10"), spent=Decimal("10.00")).validate_constraints()
    with pytest.raises(ValidationError):
        Purse(held=Decimal("10"), spent=Decimal("10.01")).validate_constraints()


def test_migration_writes_the_field_by_its_path():
    _, path, args, kwargs = MoneyField(null=True).deconstruct()
    assert (path, args, kwargs) == ("reintegration.ground.money.MoneyField", [], {"null": True})
    assert Purse._meta.get_field("held").db_type(connection) == "bigint"


def test_clerk_gets_a_decimal_keyboard_and_the_amount_as_written():
    class Form(forms.ModelForm):
        class Meta:
            model = Purse
            fields = ["held"]

    html = str(Form(initial={"held": Decimal("12500")})["held"])
    assert 'inputmode="decimal"' in html and 'dir="ltr"' in html and 'value="12\u00a0500,00"' in html
    form = Form({"held": "12 500,01"})
    assert form.is_valid() and form.cleaned_data["held"] == Decimal("12500.01")
    assert Form({"held": "douze"})["held"].value() == "douze"


@pytest.mark.parametrize(("typed", "valid"), [("0", True), ("-0,01", False), ("999999999,99", True), ("", False)])
def test_clerk_types_an_amount_out_of_bounds_and_is_refused(typed, valid):
    class Form(forms.Form):
        amount = MoneyFormField()

    assert Form({"amount": typed}).is_valid() is valid


def test_clerk_leaves_the_amount_and_nothing_counts_as_changed():
    field = MoneyFormField()
    assert not field.has_changed(Decimal("12500.00"), "12\u00a0500,00")
    assert field.has_changed(Decimal("12500.00"), "12\u00a0500,01")
