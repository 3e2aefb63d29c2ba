"""The trigger behind postings: what two administrators agreed to only ends earlier."""

from reintegration.ground.protections import refuse

POSTINGS = "access_posting"
FIXED = ("user_id", "role", "starts_on", "confirmed_at")
FIXED_OR_EMPTY = ("centre_id", "on_behalf_of_id", "asked_by_id", "confirmed_by_id")
CHANGED = " OR ".join(
    [
        "NEW.confirmed_at IS NULL",
        *(f"NEW.{name} <> OLD.{name}" for name in FIXED),
        *(f"COALESCE(NEW.{name}, 0) <> COALESCE(OLD.{name}, 0)" for name in FIXED_OR_EMPTY),
        "(OLD.ends_on IS NOT NULL AND (NEW.ends_on IS NULL OR NEW.ends_on > OLD.ends_on))",
    ]
)


def register_all():
    message = "a confirmed posting only ends earlier"
    refuse("BEFORE UPDATE", POSTINGS, "only_ends", f"OLD.confirmed_at IS NOT NULL AND ({CHANGED})", message)
