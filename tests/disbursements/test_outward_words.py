"""What leaves the house tells nobody's past: certificates read back word by word, in every language."""

import pytest

from disbursements.papers import Both, certificates
from tests.disbursements.outward_words import FULL_NAME, STEMS, forbidden_in, plain
from tests.disbursements.paper_samples import certificate_paper, read

SHORT_NAMES = {
    "ar": ["مؤسسة محمد السادس"],
    "fr": ["Fondation Mohammed VI"],
    "bi": ["مؤسسة محمد السادس", "Fondation Mohammed VI"],
}


@pytest.mark.parametrize("language", SHORT_NAMES)
def test_certificate_carries_the_short_name_and_no_word_of_the_past(language):
    for text in read(certificates([certificate_paper(n) for n in range(1, 7)], language)):
        assert forbidden_in(text) == []
        assert [name for name in SHORT_NAMES[language] if plain(name) not in plain(text)] == []


@pytest.mark.parametrize("language", SHORT_NAMES)
def test_control_the_full_name_on_a_certificate_is_found(language):
    [text] = read(certificates([certificate_paper(issuer=Both(*FULL_NAME))], language))
    assert forbidden_in(text)


@pytest.mark.parametrize(
    "said",
    [
        "سُجَنَاء",
        "السِّجْن",
        "ســجن",
        "EX-DÉTENU",
        "De\u0301tention",
        "pri\u00adson",
        "Écrou",
        "un éta\u00adblissement péni tentiaire",
    ],
)
def test_control_a_word_is_found_however_it_is_written(said):
    assert forbidden_in(f"نص {said} text")


def test_control_every_stem_is_found_and_plain_words_are_not():
    assert [stem for stem in STEMS if not forbidden_in(f"({stem})")] == []
    assert forbidden_in("شهادة تسليم تجهيزات ومعدات، Attestation de remise") == []
