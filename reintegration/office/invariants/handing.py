"""Disbursements, orders and handovers: never more than approved, paid by who may, in a status their history tells."""

from reintegration.office.invariants.attacks import Invariant, attack, row_like
from reintegration.office.invariants.money import MUCH, update

DISBURSEMENT, ORDER, GOODS = "disbursements_disbursement", "disbursements_purchaseorder", "disbursements_equipmentline"
CEREMONY, HANDOVER, CERTIFICATE = "disbursements_ceremony", "disbursements_handover", "disbursements_certificate"
PREPARED = {"status": "'prepared'", "payment_duty_id": "NULL", "committed_at": "NULL", "committed_by_id": "NULL"}


def disbursement(**changes):
    """A new one on the file that was spent, which has 40 dirhams left."""
    changes = {"number": 9, "amount": 1, "paid_on": "NULL", "order_id": "NULL", **PREPARED, **changes}
    return row_like(DISBURSEMENT, "{signed}", **changes)


def paid_by_word():
    """The history of the ordered equipment goes on as if it were paid."""
    told = {"from_status": "'committed'", "to_status": "'paid'", "verb": "'pay_supplier'"}
    about = {"subject_type": "'disbursements.disbursement'", "subject_id": "CAST({equipment} AS TEXT)"}
    return row_like("audit_statuschange", "{step}", **told, **about)


def untold(table):
    """A step in the history of a row that no table of transitions knows."""
    label = table.replace("_", ".", 1)
    unknown = row_like("audit_statuschange", "{step}", subject_type=f"'{label}'", to_status="'gone'")
    return attack(f"a step of {label} that no table knows", unknown, f"audit_statuschange_{table}")


INVARIANTS = (
    Invariant(
        "Disbursements never exceed what was approved, on the lines that carry it, and are paid under their own duty",
        (
            attack(
                "a disbursement beyond the approved amount",
                disbursement(amount=4_001),
                "disbursements_disbursement_within_allocation_on_insert"
                " disbursements_disbursement_within_approved_on_insert",
            ),
            attack(
                "a disbursement of more than can be written",
                disbursement(amount=10**11),
                "disbursements_disbursement_whole"
                " disbursements_disbursement_within_allocation_on_insert"
                " disbursements_disbursement_within_approved_on_insert",
            ),
            attack(
                "a disbursement raised beyond it",
                update(DISBURSEMENT, "{signed}", f"amount = {MUCH}"),
                "disbursements_disbursement_stays",
            ),
            attack(
                "a cancelled disbursement brought back",
                update(DISBURSEMENT, "{waiting}", "status = 'prepared', amount = 4001"),
                "disbursements_disbursement_stays disbursements_disbursement_status_told",
            ),
            attack(
                "approved for less than is disbursed",
                update("programs_application", "{spent}", "amount_approved = 1"),
                "programs_application_covers_disbursements programs_application_money_on_update",
            ),
            attack(
                "a disbursement on another file's money",
                disbursement(allocation_id="{allocation}"),
                "disbursements_disbursement_own_allocation_on_insert",
            ),
            attack(
                "a disbursement moved to another file's money",
                update(DISBURSEMENT, "{signed}", "allocation_id = {allocation}"),
                "disbursements_disbursement_stays",
            ),
            attack("a disbursement of nothing", disbursement(amount=0), "disbursement_positive"),
            attack("a disbursement of no known kind", disbursement(kind="'gift'"), "disbursement_kind_known"),
            attack(
                "a disbursement number taken twice",
                disbursement(number=2),
                "disbursements_disbursement_no_replace disbursement_numbered",
            ),
            attack(
                "a payment under the duty to decide",
                update(DISBURSEMENT, "{signed}", "payment_duty_id = {spent_deciding}, committed_by_id = {driss}"),
                "disbursements_disbursement_own_duty_on_update",
            ),
            attack(
                "a payment by who holds no duty",
                update(DISBURSEMENT, "{signed}", "committed_by_id = {stranger}"),
                "disbursements_disbursement_own_duty_on_update",
            ),
            attack(
                "a payment under no duty",
                update(DISBURSEMENT, "{signed}", "payment_duty_id = NULL"),
                "disbursement_committed_by_duty",
            ),
            attack(
                "a new payment under another duty",
                disbursement(payment_duty_id="{spent_deciding}"),
                "disbursements_disbursement_own_duty_on_insert",
            ),
            attack(
                "a payment signed by nobody",
                update(DISBURSEMENT, "{signed}", "committed_by_id = NULL"),
                "disbursement_committed_by_duty disbursements_disbursement_own_duty_on_update",
            ),
            attack(
                "a cheque on an order",
                update(DISBURSEMENT, "{signed}", "order_id = {order}"),
                "disbursement_orders_equipment_only",
            ),
        ),
    ),
    Invariant(
        "Statuses on the way out are known, told by their history, and agree with their days and people",
        (
            attack(
                "a disbursement in no known status",
                update(DISBURSEMENT, "{signed}", "status = 'gone'"),
                "disbursements_disbursement_status_told"
                " disbursement_status_known"
                " disbursements_disbursement_as_in_ledger",
            ),
            attack(
                "a disbursement paid on no day",
                update(DISBURSEMENT, "{signed}", "paid_on = NULL"),
                "disbursement_paid_on_a_day",
            ),
            attack(
                "a disbursement cleared on no day",
                update(DISBURSEMENT, "{signed}", "status = 'cleared'"),
                "disbursements_disbursement_status_told"
                " disbursement_cleared_on_a_day"
                " disbursements_disbursement_as_in_ledger",
            ),
            attack(
                "a disbursement refunded by half",
                update(DISBURSEMENT, "{signed}", "refunded_on = paid_on"),
                "disbursement_refunded_on_a_day",
            ),
            attack(
                "a disbursement born paid",
                disbursement(
                    status="'paid'",
                    paid_on="CURRENT_DATE",
                    payment_duty_id="{payment}",
                    committed_by_id="{hassan}",
                    committed_at="CURRENT_TIMESTAMP",
                ),
                "disbursements_disbursement_status_begun",
            ),
            attack(
                "an order in no known status",
                update(ORDER, "{order}", "status = 'gone'"),
                "disbursements_purchaseorder_status_told order_status_known",
            ),
            attack(
                "an order placed by nobody", update(ORDER, "{order}", "placed_by_id = NULL"), "order_placed_by_somebody"
            ),
            attack(
                "an order received on no day", update(ORDER, "{order}", "received_on = NULL"), "order_received_on_a_day"
            ),
            attack(
                "an order paid on no day",
                update(ORDER, "{order}", "status = 'paid'"),
                "disbursements_purchaseorder_status_told order_paid_on_a_day",
            ),
            attack(
                "an order born placed",
                row_like(ORDER, "{order}", number="'CMD-1900-0001'"),
                "disbursements_purchaseorder_status_begun",
            ),
            attack(
                "goods in no known status",
                update(GOODS, "{goods}", "status = 'gone'"),
                "disbursements_equipmentline_status_told equipment_status_known",
            ),
            attack(
                "goods received without a word",
                update(GOODS, "{goods}", "status = 'received'"),
                "disbursements_equipmentline_status_told",
            ),
            attack(
                "goods born received",
                row_like(GOODS, "{goods}", status="'received'"),
                "disbursements_equipmentline_status_begun disbursements_equipmentline_before_order",
            ),
            attack(
                "a ceremony in no known status",
                update(CEREMONY, "{ceremony}", "status = 'gone'"),
                "disbursements_ceremony_status_told ceremony_status_known",
            ),
            attack(
                "a list opened again",
                update(CEREMONY, "{ceremony}", "status = 'draft'"),
                "disbursements_ceremony_status_told",
            ),
            attack(
                "a list without its number",
                update(CEREMONY, "{ceremony}", "list_number = ''"),
                "disbursements_ceremony_number_stays ceremony_locked_with_number disbursements_ceremony_counts_on",
            ),
            attack(
                "a ceremony born locked",
                row_like(CEREMONY, "{ceremony}", list_number="'LST-1900-0001'"),
                "disbursements_ceremony_number_later disbursements_ceremony_status_begun",
            ),
            attack(
                "a handover in no known status",
                update(HANDOVER, "{handover}", "status = 'gone', handed_on = NULL"),
                "disbursements_handover_status_told handover_status_known",
            ),
            attack(
                "a handover on no day", update(HANDOVER, "{handover}", "handed_on = NULL"), "handover_handed_on_a_day"
            ),
            attack(
                "a handover to a proxy without name",
                update(HANDOVER, "{handover}", "status = 'proxy'"),
                "disbursements_handover_status_told handover_proxy_named",
            ),
            attack(
                "a handover expected again",
                update(HANDOVER, "{handover}", "status = 'expected', handed_on = NULL"),
                "disbursements_handover_status_told",
            ),
            attack(
                "a handover at no ceremony",
                update(HANDOVER, "{handover}", "ceremony_id = NULL"),
                "handover_ceremony_by_kind",
            ),
            attack(
                "a handover born delivered",
                row_like(HANDOVER, "{handover}", ceremony_id="NULL", kind="'home'", seat="NULL"),
                "disbursements_handover_status_begun",
            ),
            attack(
                "a file twice on a list",
                row_like(HANDOVER, "{handover}", seat=9, status="'expected'", handed_on="NULL"),
                "handover_once_per_ceremony",
            ),
            attack(
                "a seat taken twice",
                row_like(HANDOVER, "{handover}", application_id="{approved}", status="'expected'", handed_on="NULL"),
                "handover_own_seat",
            ),
            *(untold(table) for table in (DISBURSEMENT, ORDER, GOODS, CEREMONY, HANDOVER, CERTIFICATE)),
        ),
    ),
)
