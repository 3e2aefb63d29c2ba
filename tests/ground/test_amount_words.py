"""Amounts in words: our vectors, and every amount read back by a reader that doesn't know the writer."""

import csv
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from reintegration.ground.amount_words import in_arabic, in_french
from tests.ground.amount_words_reader import read_arabic, read_french

with (Path(__file__).parent / "data" / "amount_words_vectors.csv").open(encoding="utf-8", newline="") as file:
    VECTORS = [(row["amount_mad"], row["ar"], row["fr"]) for row in csv.DictReader(file)]

WHOLE = st.integers(0, 10**9 - 1)
# Uniform draws are nearly all nine digits long; rules change at the small and the round.
GROUPS = st.sampled_from([0, 1, 2, 3, 10, 11, 12, 20, 21, 71, 80, 81, 91, 99, 100, 101, 102, 111, 200, 202, 280, 999])
ROUND = st.builds(lambda a, b, c: a * 10**6 + b * 1000 + c, GROUPS, GROUPS, GROUPS)
CENTIMES = st.integers(0, 99)


@pytest.mark.parametrize(("amount", "arabic", "french"), VECTORS)
def test_payee_reads_the_expected_words(amount, arabic, french):
    assert (in_arabic(Decimal(amount)), in_french(Decimal(amount))) == (arabic, french)


@given(WHOLE | ROUND, CENTIMES | st.just(0))
@example(0, 0)
@example(102_202_002, 2)
@example(10**9 - 1, 99)
def test_payee_reads_back_every_amount(dirhams, centimes):
    amount = dirhams + Decimal(centimes) / 100
    assert read_arabic(in_arabic(amount)) == amount
    assert read_french(in_french(amount)) == amount


def test_payee_reads_back_all_small_amounts():
    for dirhams in range(0, 3200):
        assert read_arabic(in_arabic(dirhams)) == read_french(in_french(dirhams)) == dirhams


@pytest.mark.parametrize(
    ("arabic", "french"),
    [("ألفا درهم", "deux mille dirhams"), ("مائة ألف وألفا درهم", "cent deux mille dirhams")],
)
def test_reader_takes_meaning_from_the_words_alone(arabic, french):
    assert read_arabic(arabic) == read_french(french)
    assert read_arabic(arabic.replace("ألفا", "ثلاثة آلاف")) == read_french(french) + 1000
    with pytest.raises(KeyError):
        read_arabic("ألف دينار")
    with pytest.raises(KeyError):
        read_french("mille euros dirhams")


@pytest.mark.parametrize("amount", [Decimal("-0.01"), Decimal("1000000000"), Decimal("0.005"), 1.5])
@pytest.mark.parametrize("write", [in_arabic, in_french])
def test_program_cannot_write_what_no_paper_may_carry(write, amount):
    with pytest.raises(ValueError, match=r"in words|decimal places|float"):
        write(amount)
