"""The triggers that let a status change by the engine alone: the newest step of the row's history must say so.

Two for the rows: a status changes only from and to what the newest `StatusChange` names, which the engine writes first;
a new row has no history, and a status that some transition creates. One for the history: a step is a transition of the
table, and begins where the step before it ended.
"""

from django.utils.module_loading import import_string

from reintegration.ground.protections import refuse

HISTORY = "audit_statuschange"


def protect_status(path, *, born_elsewhere="1 = 0"):
    """Register the triggers of the state machine at a dotted path, which models must be loaded for.

    `born_elsewhere` is the SQL of new rows that may begin with any other status.
    """
    workflow = import_string(path)
    table, label = workflow.model._meta.db_table, workflow.model_label
    births = ", ".join(f"'{status}'" for status in workflow.births)
    steps = " OR ".join(f"(NEW.from_status = '{old}' AND NEW.to_status = '{new}')" for old, new in workflow.steps)
    last = f"SELECT MAX(id) FROM {HISTORY} WHERE subject_type = '{label}' AND subject_id = "
    told = (
        f"EXISTS (SELECT 1 FROM {HISTORY} WHERE id = ({last}CAST(OLD.id AS TEXT))"
        " AND from_status = OLD.status AND to_status = NEW.status)"
    )
    left_at = f"COALESCE((SELECT to_status FROM {HISTORY} WHERE id = ({last}NEW.subject_id)), '')"
    refuse(
        "BEFORE UPDATE",
        table,
        "status_told",
        f"NEW.status <> OLD.status AND NOT {told}",
        f"{label}: no step says so",
    )
    refuse(
        "BEFORE INSERT",
        table,
        "status_begun",
        f"({last}CAST(NEW.id AS TEXT)) IS NOT NULL OR NOT (NEW.status IN ({births}) OR {born_elsewhere})",
        f"{label}: nothing begins like this",
    )
    refuse(
        "BEFORE INSERT",
        HISTORY,
        table,
        f"NEW.subject_type = '{label}' AND NOT (({steps}) AND NEW.from_status = {left_at})",
        f"{label}: the history does not go on like this",
    )
