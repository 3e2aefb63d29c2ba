"""The person: one file under one number, and dated rows that tell one story."""

from reintegration.office.invariants.attacks import Invariant, attack, row_like
from reintegration.office.invariants.money import update

PERSON, NUMBERS = "beneficiaries_beneficiary", "beneficiaries_filenumber"
EPISODE, RESIDENCE = "beneficiaries_episode", "beneficiaries_residence"
FREE_NUMBER = "'CAS-1899-00001'"

INVARIANTS = (
    Invariant(
        "A person's file is kept under one number, which is never given again",
        (
            attack(
                "a file under another number",
                update(PERSON, "{person}", f"file_number = {FREE_NUMBER}"),
                "beneficiaries_beneficiary_number_stays",
            ),
            attack(
                "a number given twice",
                row_like(PERSON, "{person}"),
                "beneficiaries_beneficiary_no_replace beneficiaries_beneficiary.file_number",
            ),
            attack(
                "the count of numbers set back",
                f"UPDATE {NUMBERS} SET last = last - 1 WHERE year = {{year}}",
                "beneficiaries_filenumber_goes_up",
            ),
            attack(
                "the count of numbers moved",
                f"UPDATE {NUMBERS} SET year = year - 1 WHERE year = {{year}}",
                "beneficiaries_filenumber_goes_up",
            ),
        ),
    ),
    Invariant(
        "A person has one open episode, and episodes and residences that do not overlap",
        (
            attack(
                "a second open episode",
                row_like(EPISODE, "{open_episode}"),
                "episode_one_open beneficiaries_episode_apart_on_insert",
            ),
            attack(
                "an open episode put in the place of another",
                row_like(EPISODE, "{open_episode}").replace("INSERT", "INSERT OR REPLACE", 1),
                "beneficiaries_episode_apart_on_insert",
                engine="sqlite",
            ),
            attack(
                "a closed episode opened in the place of another",
                update(EPISODE, "{closed_episode}", "closed_on = NULL, exit = ''").replace(
                    "UPDATE", "UPDATE OR REPLACE"
                ),
                "beneficiaries_episode_apart_on_update",
                engine="sqlite",
            ),
            attack(
                "a residence put in the place of another",
                row_like(RESIDENCE, "{residence}").replace("INSERT", "INSERT OR REPLACE", 1),
                "beneficiaries_residence_apart_on_insert",
                engine="sqlite",
            ),
            attack(
                "a closed episode opened again",
                update(EPISODE, "{closed_episode}", "closed_on = NULL, exit = ''"),
                "episode_one_open beneficiaries_episode_apart_on_update",
            ),
            attack(
                "an episode within another",
                row_like(EPISODE, "{closed_episode}"),
                "beneficiaries_episode_apart_on_insert",
            ),
            attack(
                "an episode drawn over another",
                update(EPISODE, "{open_episode}", "opened_on = {long_ago}"),
                "beneficiaries_episode_apart_on_update",
            ),
            attack(
                "an episode closed without exit",
                update(EPISODE, "{closed_episode}", "exit = ''"),
                "episode_closed_with_exit",
            ),
            attack(
                "an episode that ends before it begins",
                update(EPISODE, "{closed_episode}", "closed_on = {long_ago}"),
                "episode_in_order",
            ),
            attack(
                "a second current residence",
                row_like(RESIDENCE, "{residence}"),
                "residence_one_current beneficiaries_residence_apart_on_insert",
            ),
            attack(
                "a residence within another",
                row_like(RESIDENCE, "{residence_before}"),
                "beneficiaries_residence_apart_on_insert",
            ),
            attack(
                "a residence drawn over another",
                update(RESIDENCE, "{residence}", "starts_on = {long_ago}"),
                "beneficiaries_residence_apart_on_update",
            ),
            attack(
                "a residence that ends before it begins",
                update(RESIDENCE, "{residence_before}", "ends_on = {long_ago}"),
                "residence_in_order",
            ),
        ),
    ),
    Invariant(
        "Nobody holds every right",
        (
            attack(
                "a user made master of all",
                update("access_user", "{souad}", "is_superuser = (1 = 1)"),
                "user_is_never_superuser",
            ),
        ),
    ),
)
