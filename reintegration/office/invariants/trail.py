"""What is written once: books, decisions, duties, history, the audit trail, the keys of people."""

from django.apps import apps

from reintegration.ground.protections import PROTECTIONS
from reintegration.office.invariants import handing, pairs, papers
from reintegration.office.invariants.attacks import Invariant, attack, row_like
from reintegration.office.invariants.money import update

KEY, LINK, SEAL, ENTRY = "keys_datakey", "audit_auditlink", "audit_auditseal", "audit_auditentry"
LAST = "(SELECT MAX(id) FROM {table})"
FIRST_WRITTEN = {
    SEAL: row_like(SEAL, "{audit_seal}", first_position=10**12, last_position=10**12),
    "audit_auditrow": "INSERT INTO audit_auditrow (entry_id, number, subject_type, subject_id, digest)"
    " VALUES ({audit_entry}, 1, '', '', '')",
    handing.DISBURSEMENT: handing.disbursement(),
    papers.ORDER: papers.order(),
    papers.CEREMONY: papers.ceremony(),
    "programs_application": row_like(
        "programs_application", "{submitted}", project_id="{twin}", submission_duty_id="NULL"
    ),
}
"""Where others need every row, one that nobody needs is written first."""
APPEND_ONLY = {
    "programs_budgetentry": "{entry}",
    "programs_decision": "{rejection}",
    "programs_allocation": "{allocation}",
    "programs_duty": "{free_duty}",
    "programs_partnerreceipt": "{receipt}",
    "programs_agreementamendment": "{amendment}",
    "audit_statuschange": "{step}",
    ENTRY: "{audit_entry}",
    "audit_auditrow": LAST,
    SEAL: LAST,
    LINK: "{audit_link}",
}
"""The tables whose rows are never changed, with a row of each that no other row needs."""
KEPT = {
    "beneficiaries_beneficiary": "{unused_person}",
    "beneficiaries_filenumber": "{year}",
    pairs.PAIR: "{apart}",
    "programs_fundingsource": "{unused_source}",
    "programs_agreement": "{second}",
    "programs_tranche": "{other_tranche}",
    "programs_fundingline": "{empty_line}",
    "programs_application": LAST,
    "programs_score": "{score}",
    handing.DISBURSEMENT: LAST,
    handing.GOODS: "{goods}",
    papers.CHEQUE: "{cheque}",
    papers.CERTIFICATE: "{certificate}",
    papers.ORDER: LAST,
    papers.CEREMONY: LAST,
    papers.SERIES: "{series}",
    KEY: "{data_key}",
}
"""The tables whose rows change, but stay."""
REFUSE_THE_NEW_ROW = {
    "programs_budgetentry": "programs_budgetentry_decided programs_fundingline_balances",
    "programs_allocation": "programs_allocation_late",
    "programs_partnerreceipt": "programs_tranche_balances",
    "programs_tranche": "programs_agreement_balances",
    "audit_statuschange": "audit_statuschange_programs_application",
    pairs.PAIR: "beneficiaries_possibleduplicate_status_begun",
    handing.GOODS: "disbursements_equipmentline_status_begun disbursements_equipmentline_before_order",
    papers.CERTIFICATE: "disbursements_certificate_one_live_on_insert disbursements_certificate_status_begun"
    " disbursements_certificate_counts_on",
    papers.ORDER: "disbursements_purchaseorder_counts_on",
    papers.SERIES: "disbursements_numberseries_begins_empty",
}
"""Who else refuses the row that would take the place of another."""


def on_row(table, row, statement):
    """The statement on that row of the table, which is written first where it must be."""
    row = row.replace("{table}", table)
    return [text for text in (FIRST_WRITTEN.get(table), statement.replace("{row}", row)) if text]


def never_changed(table, row):
    statement = f"UPDATE {table} SET id = id WHERE id = {{row}}"
    return attack(f"{table}: a row rewritten", on_row(table, row, statement), f"{table}_no_update")


def never_removed(table, row):
    key = model_of(table)._meta.pk.column
    deleted = on_row(table, row, f"DELETE FROM {table} WHERE {key} = {{row}}")
    yield attack(f"{table}: a row deleted", deleted, f"{table}_no_delete")
    replaced = on_row(table, row, row_like(table, "{row}", **{key: "{row}"}).replace("INSERT", "INSERT OR REPLACE", 1))
    holders = f"{table}_no_replace {REFUSE_THE_NEW_ROW.get(table, '')}"
    yield attack(f"{table}: a row replaced", replaced, holders, engine="sqlite")
    emptied = [name for name in (f"{other}_no_truncate" for other in pointing_at(table)) if name in PROTECTIONS]
    yield attack(f"{table}: emptied", f"TRUNCATE {table} CASCADE", " ".join(emptied), engine="postgresql")


def model_of(table):
    return next(model for model in apps.get_models() if model._meta.db_table == table)


def pointing_at(table):
    """The tables that PostgreSQL empties along with this one: those whose keys point at it, over any distance."""
    found = [table]
    for reached in found:
        found += [
            model._meta.db_table
            for model in apps.get_models()
            if model._meta.db_table not in found
            and any(f.related_model._meta.db_table == reached for f in model._meta.local_fields if f.is_relation)
        ]
    return found


INVARIANTS = (
    Invariant(
        "Ledger, decisions, duties, receipts, amendments, history and audit are never changed, deleted or emptied",
        tuple(
            tried
            for table, row in APPEND_ONLY.items()
            for tried in (never_changed(table, row), *never_removed(table, row))
        ),
    ),
    Invariant(
        "Files, people, keys, papers, and what money stands on are never deleted or emptied",
        tuple(tried for table, row in KEPT.items() for tried in never_removed(table, row)),
    ),
    Invariant(
        "The trail has one place for each entry, and one entry for each place",
        (
            attack(
                "an entry chained twice",
                row_like(LINK, "{audit_link}", position=10**12),
                "audit_auditlink_no_replace audit_auditlink.entry_id",
            ),
            attack(
                "two entries at one place",
                row_like(LINK, "{audit_link}", entry_id="{audit_entry}"),
                "audit_auditlink_no_replace audit_auditlink.position",
            ),
            attack(
                "two seals at one place",
                row_like(SEAL, "{audit_seal}", first_position=7),
                "audit_auditseal_no_replace audit_auditseal.last_position",
            ),
            attack(
                "an entry written twice",
                row_like(ENTRY, "{audit_entry}"),
                "audit_auditentry_no_replace audit_auditentry.token",
            ),
            attack(
                "a row of an import written twice",
                [FIRST_WRITTEN["audit_auditrow"]] * 2,
                "audit_auditrow_no_replace audit_row_numbered",
            ),
        ),
    ),
    Invariant(
        "An anonymised person stays one: the key is gone for good, and no name comes back",
        (
            attack(
                "a name given back",
                update("beneficiaries_beneficiary", "{nobody}", "given_name_ar = '~'"),
                "beneficiaries_beneficiary_stays_anonymous",
            ),
            attack(
                "an anonymised person undone",
                update("beneficiaries_beneficiary", "{nobody}", "anonymised_at = NULL"),
                "beneficiaries_beneficiary_stays_anonymous",
            ),
            attack(
                "an accompaniment of nobody",
                row_like("beneficiaries_episode", "{open_episode}", beneficiary_id="{nobody}"),
                "beneficiaries_episode_of_somebody beneficiaries_episode_apart_on_insert",
            ),
            attack(
                "a destroyed key put back",
                update(KEY, "{destroyed_key}", "destroyed_at = NULL, wrapped = '~'"),
                "keys_datakey_stays",
            ),
            attack("a key given to somebody else", update(KEY, "{data_key}", "owner = '~'"), "keys_datakey_stays"),
            attack(
                "a second key of one owner", row_like(KEY, "{data_key}"), "keys_datakey_no_replace keys_datakey.owner"
            ),
            attack(
                "a key destroyed and kept",
                row_like(KEY, "{data_key}", owner="'~'", destroyed_at="created_at"),
                "data_key_destroyed_is_gone",
            ),
        ),
    ),
)
