"""The triggers behind a person's file: it stays under its number, and its dated rows tell one story."""

from django.utils.translation import gettext_lazy as _

from reintegration.ground.classes import registry
from reintegration.ground.protections import protect_kept, refuse, say
from reintegration.ground.status_protection import protect_status

FILES, NUMBERS = "beneficiaries_beneficiary", "beneficiaries_filenumber"
DUPLICATES = "beneficiaries_possibleduplicate"
RESIDENCES, EPISODES = "beneficiaries_residence", "beneficiaries_episode"
SHARED_RESIDENCE = "two residences share a day"
SHARED_EPISODE = "two episodes share a day"
ANONYMISED = "this person was anonymised"
WORDS = {
    ANONYMISED: _("This person was anonymised."),
    SHARED_RESIDENCE: _("Another residence of this person holds on these days: correct its dates first."),
    SHARED_EPISODE: _("Another accompaniment of this person holds on these days: correct its dates first."),
}
"""Said by the services, and by a page when somebody else was faster."""
TWO_RESIDENCES = (
    f"EXISTS (SELECT 1 FROM {RESIDENCES} r WHERE r.beneficiary_id = NEW.beneficiary_id"
    " AND (NEW.ends_on IS NULL OR r.starts_on <= NEW.ends_on) AND (r.ends_on IS NULL OR r.ends_on >= NEW.starts_on)"
)
# A transfer closes one episode and opens the next on the same day; one opened by mistake never was.
TWO_EPISODES = (
    f"NEW.exit <> 'mistake' AND EXISTS (SELECT 1 FROM {EPISODES} e WHERE e.beneficiary_id = NEW.beneficiary_id"
    " AND e.exit <> 'mistake' AND (NEW.closed_on IS NULL OR e.opened_on < NEW.closed_on)"
    " AND (e.closed_on IS NULL OR e.closed_on > NEW.opened_on)"
)
# Compared as text, for a column may be empty or hold NULL.
NAMED = " OR ".join(
    f"COALESCE(CAST(NEW.{name} AS TEXT), '') <> COALESCE(CAST(OLD.{name} AS TEXT), '')"
    for name, data_class in registry()["beneficiaries.beneficiary"].classes.items()
    if data_class.blanked
)
NAMED_AGAIN = f"OLD.anonymised_at IS NOT NULL AND (NEW.anonymised_at IS NULL OR {NAMED})"
OF_NOBODY = f"EXISTS (SELECT 1 FROM {FILES} WHERE id = NEW.beneficiary_id AND anonymised_at IS NOT NULL)"
# Two inserts at once would each miss the other's row: the person's lock makes the second one wait and see it.
LOCK_PERSON = f"PERFORM 1 FROM {FILES} WHERE id = NEW.beneficiary_id FOR NO KEY UPDATE; "


IN_A_CHAIN = (
    f"NEW.canonical_id IS NOT NULL AND (EXISTS (SELECT 1 FROM {FILES} WHERE canonical_id = NEW.id)"
    f" OR EXISTS (SELECT 1 FROM {FILES} WHERE id = NEW.canonical_id AND canonical_id IS NOT NULL))"
)
COMPARED_AGAIN = " OR ".join(f"NEW.{name} <> OLD.{name}" for name in ("id", "person_id", "other_id", "found_by_id"))


def register_all():
    protect_kept(FILES)
    protect_kept(DUPLICATES)
    protect_status("beneficiaries.workflow.DUPLICATE")
    refuse("AFTER UPDATE", DUPLICATES, "fixed", COMPARED_AGAIN, "two files are compared as they were found")
    refuse("AFTER UPDATE", FILES, "one_main_file", IN_A_CHAIN, "a person has one main file")
    protect_kept(NUMBERS)
    same_file = "NEW.id = OLD.id AND NEW.file_number = OLD.file_number"
    goes_back = "NEW.last < OLD.last OR NEW.year <> OLD.year"
    refuse("AFTER UPDATE", FILES, "number_stays", f"NOT ({same_file})", "a file keeps its number")
    refuse("AFTER UPDATE", NUMBERS, "goes_up", goes_back, "file numbers only go up")
    # Before: SQLite's OR REPLACE would delete the other row, and leave nothing to compare with.
    for event, residence, episode in (("INSERT", "", ""), ("UPDATE", "AND r.id <> OLD.id", "AND e.id <> OLD.id")):
        when, name = f"BEFORE {event}", f"apart_on_{event.lower()}"
        refuse(when, RESIDENCES, name, f"{TWO_RESIDENCES} {residence})", SHARED_RESIDENCE, first=LOCK_PERSON)
        refuse(when, EPISODES, name, f"{TWO_EPISODES} {episode})", SHARED_EPISODE, first=LOCK_PERSON)
    refuse("AFTER UPDATE", FILES, "stays_anonymous", NAMED_AGAIN, "an anonymised person stays one")
    refuse("AFTER INSERT", EPISODES, "of_somebody", OF_NOBODY, ANONYMISED)
    for message, words in WORDS.items():
        say(message, words)
