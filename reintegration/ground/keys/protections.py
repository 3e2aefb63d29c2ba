"""What the database holds of keys: none is deleted or changes its owner, and a destroyed one stays destroyed."""

from reintegration.ground.protections import Protection, protect_kept, refusal, register

TABLE = "keys_datakey"
MESSAGE = "a data key keeps its owner, and stays destroyed"
CHANGED = (
    "OLD.destroyed_at IS NOT NULL OR NEW.id <> OLD.id OR NEW.owner <> OLD.owner OR NEW.created_at <> OLD.created_at"
    " OR (NEW.owner = '' AND NEW.destroyed_at IS NOT NULL)"
)


def register_protections():
    protect_kept(TABLE)
    register(
        Protection(
            name="keys_datakey_stays",
            table=TABLE,
            sqlite=f"BEFORE UPDATE ON {TABLE} WHEN {CHANGED} BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END",
            postgresql=f"BEFORE UPDATE ON {TABLE} FOR EACH ROW",
            function=f"BEGIN IF {CHANGED} THEN {refusal(MESSAGE)} END IF; RETURN NEW; END",
        )
    )
