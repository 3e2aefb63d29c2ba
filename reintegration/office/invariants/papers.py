"""Certificates, lists, orders and cheques: numbered without gaps, and what they say stays."""

from reintegration.office.invariants.attacks import Invariant, attack, row_like
from reintegration.office.invariants.handing import DISBURSEMENT, GOODS, HANDOVER, ORDER, paid_by_word
from reintegration.office.invariants.money import update

CEREMONY, CERTIFICATE = "disbursements_ceremony", "disbursements_certificate"
PASS = "disbursements_ceremonypass"
CHEQUE, SERIES = "disbursements_cheque", "disbursements_numberseries"
BY_HAND = row_like(
    HANDOVER, "{handover}", ceremony_id="NULL", kind="'home'", seat="NULL", status="'expected'", handed_on="NULL"
)
BY_HAND_ID = f"(SELECT MAX(id) FROM {HANDOVER})"


def certificate(**changes):
    changes = {"number": "'ATT-1900-00001'", "code": "'~'", "replaces_id": "NULL", **changes}
    return row_like(CERTIFICATE, "{certificate}", **changes)


def order(**changes):
    """A second order in preparation, with the first number of a year that had none."""
    return row_like(ORDER, "{order}", **{"status": "'draft'", "number": "'CMD-1900-0001'", **changes})


def ceremony(**changes):
    """A second ceremony in preparation."""
    return row_like(CEREMONY, "{ceremony}", **{"status": "'draft'", "list_number": "''", **changes})


INVARIANTS = (
    Invariant(
        "Certificates, lists, orders and cheques are numbered without gaps; a number is never given again",
        (
            attack(
                "a certificate number taken twice",
                certificate(number='"number"'),
                "disbursements_certificate_one_live_on_insert"
                " disbursements_certificate_no_replace"
                " disbursements_certificate_status_begun"
                " certificate_one_live_per_handover"
                " disbursements_certificate.number"
                " disbursements_certificate_counts_on",
            ),
            attack(
                "a public code taken twice",
                certificate(code='"code"'),
                "disbursements_certificate_one_live_on_insert"
                " disbursements_certificate_no_replace"
                " disbursements_certificate_status_begun"
                " certificate_one_live_per_handover"
                " disbursements_certificate.code",
            ),
            attack(
                "a certificate replaced twice",
                certificate(replaces_id="{replaced}", status="'prepared'"),
                "disbursements_certificate_one_live_on_insert"
                " disbursements_certificate_no_replace"
                " certificate_one_live_per_handover"
                " disbursements_certificate.replaces_id",
            ),
            attack(
                "a second live certificate",
                certificate(status="'prepared'"),
                "disbursements_certificate_one_live_on_insert certificate_one_live_per_handover",
            ),
            attack(
                "a certificate in no known status",
                update(CERTIFICATE, "{certificate}", "status = 'gone'"),
                "disbursements_certificate_status_told certificate_status_known",
            ),
            attack(
                "a certificate made valid by hand",
                update(CERTIFICATE, "{replaced}", "status = 'valid'"),
                "disbursements_certificate_one_live_on_update"
                " disbursements_certificate_status_told"
                " certificate_one_live_per_handover",
            ),
            attack(
                "a certificate born valid",
                certificate(handover_id="{handover}", status="'replaced'"),
                "disbursements_certificate_status_begun",
            ),
            attack(
                "a certificate number left out",
                (BY_HAND, certificate(handover_id=BY_HAND_ID, number="'ATT-1900-00002'", status="'prepared'")),
                "disbursements_certificate_counts_on",
            ),
            attack(
                "a certificate number changed",
                update(CERTIFICATE, "{certificate}", "number = 'ATT-1900-00001'"),
                "disbursements_certificate_stays",
            ),
            attack(
                "an order number left out", order(number="'CMD-1900-0002'"), "disbursements_purchaseorder_counts_on"
            ),
            attack(
                "an order number changed",
                update(ORDER, "{order}", "number = 'CMD-1900-0001'"),
                "disbursements_purchaseorder_number_stays",
            ),
            attack(
                "a list number left out",
                (ceremony(), f"UPDATE {CEREMONY} SET list_number = 'LST-1900-0002' WHERE list_number = ''"),
                "disbursements_ceremony_counts_on",
            ),
            attack(
                "a list number changed",
                update(CEREMONY, "{ceremony}", "list_number = 'LST-1900-0001'"),
                "disbursements_ceremony_number_stays",
            ),
            attack(
                "a series counted on without a paper",
                f"UPDATE {SERIES} SET last = last + 1 WHERE code = {{series}}",
                "disbursements_numberseries_counts_papers",
            ),
            attack(
                "a series counted back",
                f"UPDATE {SERIES} SET last = last - 1 WHERE code = {{series}}",
                "disbursements_numberseries_counts_papers",
            ),
            attack(
                "a series begun in the middle",
                f"INSERT INTO {SERIES} (code, last) VALUES ('CMD-1901', 7)",
                "disbursements_numberseries_begins_empty",
            ),
            attack(
                "an order number taken twice",
                row_like(ORDER, "{order}", status="'draft'"),
                "disbursements_purchaseorder_no_replace"
                " disbursements_purchaseorder.number"
                " disbursements_purchaseorder_counts_on",
            ),
            attack(
                "a cheque number taken twice",
                row_like(CHEQUE, "{cheque}", disbursement_id="{equipment}"),
                "disbursements_cheque_no_replace cheque_number_once",
            ),
            attack(
                "a second cheque for a disbursement",
                row_like(CHEQUE, "{cheque}", number="'9'"),
                "disbursements_cheque_no_replace disbursements_cheque.disbursement_id",
            ),
        ),
    ),
    Invariant(
        "What a disbursement, its goods, its cheque and its certificate say never changes",
        (
            attack(
                "a certificate reworded",
                update(CERTIFICATE, "{certificate}", "content = '~'"),
                "disbursements_certificate_stays",
            ),
            attack(
                "a certificate given to another handover",
                (BY_HAND, update(CERTIFICATE, "{certificate}", f"handover_id = {BY_HAND_ID}")),
                "disbursements_certificate_stays",
            ),
            attack(
                "a cheque to somebody else",
                update(CHEQUE, "{cheque}", "payee_ar = '~'"),
                "disbursements_cheque_payee_stays",
            ),
            attack(
                "a cheque of another day",
                update(CHEQUE, "{cheque}", "issued_on = {long_ago}"),
                "disbursements_cheque_stays",
            ),
            attack(
                "goods at another price",
                update(GOODS, "{goods}", "unit_price = unit_price + 1"),
                "disbursements_equipmentline_stays",
            ),
            attack(
                "goods added behind an order",
                row_like(GOODS, "{goods}", status="'planned'"),
                "disbursements_equipmentline_before_order",
            ),
            attack(
                "a disbursement made out to another file",
                update(DISBURSEMENT, "{signed}", "application_id = {approved}"),
                "disbursements_disbursement_stays disbursements_disbursement_own_duty_on_update",
            ),
            attack(
                "a payment told that the ledger lacks",
                (paid_by_word(), update(DISBURSEMENT, "{equipment}", "status = 'paid', paid_on = CURRENT_DATE")),
                "disbursements_disbursement_as_in_ledger",
            ),
        ),
    ),
    Invariant(
        "A ceremony pass is for one ceremony and one holder, and only ends",
        (
            attack(
                "a withdrawn pass brought back",
                update(PASS, "{ended_pass}", "revoked_at = NULL, revoked_by_id = NULL"),
                "disbursements_ceremonypass_only_ends",
            ),
            attack(
                "a pass with another PIN",
                update(PASS, "{open_pass}", "pin = '~'"),
                "disbursements_ceremonypass_only_ends",
            ),
            attack(
                "a pass withdrawn by nobody",
                update(PASS, "{open_pass}", "revoked_at = issued_at"),
                "pass_withdrawn_by_somebody",
            ),
        ),
    ),
)
