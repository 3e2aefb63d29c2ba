"""What the database holds of keys: none is deleted or changes its owner, and a destroyed one stays destroyed."""

from reintegration.ground.protections import protect_kept, refuse

TABLE = "keys_datakey"
CHANGED = (
    "OLD.destroyed_at IS NOT NULL OR NEW.id <> OLD.id OR NEW.owner <> OLD.owner OR NEW.created_at <> OLD.created_at"
    " OR (NEW.owner = '' AND NEW.destroyed_at IS NOT NULL)"
)


def register_protections():
    protect_kept(TABLE)
    refuse("BEFORE UPDATE", TABLE, "stays", CHANGED, "a data key keeps its owner, and stays destroyed")
