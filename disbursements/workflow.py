"""How money, goods, orders, ceremonies, handovers and certificates move: one table each."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from disbursements import guards
from reintegration.ground.workflow import NEW, Transition, Workflow

PREPARE, PAY = "disbursements.prepare_disbursement", "disbursements.pay_disbursement"
PLAN, MARK = "disbursements.plan_ceremony", "disbursements.mark_handover"
PRINT = "disbursements.print_ceremony"
SERVICES, FORMS = "disbursements.services", "disbursements.admin.verb_forms"

DISBURSEMENT = Workflow(
    "disbursements.disbursement",
    [
        Transition("prepare", [NEW], "prepared", PREPARE, f"{SERVICES}.preparing.prepare_cheque", _("Prepare")),
        Transition(
            "sign", ["prepared"], "committed", PAY, f"{SERVICES}.money.sign_cheque", _("Sign the cheque"),
            guard=guards.may_sign, confirm=_("The amount is committed on its funding line."), stamp="committed",
        ),
        Transition(
            "order", ["prepared"], "committed", PAY, f"{SERVICES}.money.order_goods", _("Order"),
            guard=guards.is_equipment, stamp="committed",
        ),
        Transition("unorder", ["committed"], "prepared", PAY, f"{SERVICES}.money.take_off_order", _("Undo the order")),
        Transition(
            "pay_supplier", ["committed"], "paid", PAY, f"{SERVICES}.money.pay_supplier", _("Pay the supplier"),
            guard=guards.is_equipment,
        ),
        Transition(
            "hand", ["committed"], "paid", MARK, f"{SERVICES}.money.hand_cheque", _("Hand the cheque over"),
            guard=guards.is_cheque,
        ),
        Transition(
            "take_back", ["paid"], "committed", MARK, f"{SERVICES}.money.take_back_cheque", _("Take the cheque back"),
            guard=guards.is_cheque, needs_reason=True,
        ),
        Transition(
            "clear", ["paid"], "cleared", PAY, f"{SERVICES}.money.clear", _("Cleared by the bank"),
            guard=guards.may_clear, form=f"{FORMS}.ClearForm",
        ),
        Transition(
            "unclear", ["cleared"], "paid", PAY, f"{SERVICES}.money.unclear", _("Not cleared yet"),
            guard=guards.may_clear, needs_reason=True,
        ),
        Transition(
            "refund", ["paid", "cleared"], "refunded", PAY, f"{SERVICES}.money.refund", _("Refund"),
            guard=guards.may_refund, form=f"{FORMS}.RefundForm", needs_reason=True, tone="danger",
            confirm=_("The money is reserved for this application again, and can be disbursed anew."),
        ),
        Transition(
            "cancel", ["prepared", "committed"], "cancelled", PREPARE, f"{SERVICES}.money.cancel", _("Cancel"),
            guard=guards.may_cancel, needs_reason=True, tone="danger",
            confirm=_("The money goes back to what can be disbursed for this application; the number stays used."),
        ),
    ],
)  # fmt: skip

GOODS = Workflow(
    "disbursements.equipmentline",
    [
        Transition("plan", [NEW], "planned", PREPARE, f"{SERVICES}.goods.plan", _("Plan")),
        Transition("order", ["planned"], "ordered", PAY, f"{SERVICES}.goods.order", _("Order")),
        Transition("unorder", ["ordered"], "planned", PAY, f"{SERVICES}.goods.unorder", _("Undo the order")),
        Transition("receive", ["ordered"], "received", PREPARE, f"{SERVICES}.goods.receive", _("Receive")),
        Transition("hand", ["received"], "handed", MARK, f"{SERVICES}.goods.hand", _("Hand over")),
        Transition("take_back", ["handed"], "received", MARK, f"{SERVICES}.goods.take_back", _("Take back")),
    ],
    subject="line",
)

ORDER = Workflow(
    "disbursements.purchaseorder",
    [
        Transition("draft", [NEW], "draft", PREPARE, f"{SERVICES}.orders.draft", _("Draft")),
        Transition(
            "place", ["draft"], "placed", PAY, f"{SERVICES}.orders.place", _("Place the order"),
            guard=guards.may_place, stamp="placed",
            confirm=_("The amounts are committed on their funding lines, and the order can no longer be changed."),
        ),
        Transition(
            "receive", ["placed"], "received", PREPARE, f"{SERVICES}.orders.receive", _("Record the delivery"),
            form=f"{FORMS}.ReceiveForm",
        ),
        Transition(
            "pay", ["received"], "paid", PAY, f"{SERVICES}.orders.pay", _("Pay the supplier"),
            guard=guards.may_pay_order, form=f"{FORMS}.PayForm",
        ),
        Transition(
            "cancel", ["draft", "placed"], "cancelled", PAY, f"{SERVICES}.orders.cancel", _("Cancel"),
            needs_reason=True, tone="danger",
            confirm=_("The equipment goes back to what is to be ordered, and its money is reserved again."),
        ),
    ],
    subject="order",
)  # fmt: skip

CEREMONY = Workflow(
    "disbursements.ceremony",
    [
        Transition("plan", [NEW], "draft", PLAN, f"{SERVICES}.ceremonies.plan", _("Plan")),
        Transition(
            "invite", ["draft"], "draft", PLAN, f"{SERVICES}.ceremonies.invite", _("Add people to the list"),
            guard=guards.of_organiser, form=f"{FORMS}.InviteForm",
        ),
        Transition(
            "lock", ["draft"], "locked", PLAN, f"{SERVICES}.ceremonies.lock", _("Lock the list"),
            guard=guards.may_lock, stamp="locked", tone="primary",
            confirm=_("The list and its certificates get their numbers; nobody is added or removed afterwards."),
        ),
        Transition(
            "close", ["locked"], "closed", PLAN, f"{SERVICES}.ceremonies.close", pgettext_lazy("ceremony", "Close"),
            guard=guards.may_close, confirm=_("Every line has its outcome: the ceremony is over."),
        ),
        Transition(
            "reopen", ["closed"], "locked", PLAN, f"{SERVICES}.ceremonies.reopen", _("Open again"),
            guard=guards.of_organiser, needs_reason=True, confirm=_("Outcomes can be corrected again."),
        ),
        Transition(
            "cancel", ["draft", "locked"], "cancelled", PLAN, f"{SERVICES}.ceremonies.cancel", _("Cancel"),
            guard=guards.may_cancel_ceremony, needs_reason=True, tone="danger",
            confirm=_("What was expected is postponed, and the certificates are cancelled with their numbers kept."),
        ),
    ],
)  # fmt: skip

HANDOVER = Workflow(
    "disbursements.handover",
    [
        Transition("expect", [NEW], "expected", PLAN, f"{SERVICES}.ceremonies.invite", _("Expect")),
        Transition("arrange", [NEW], "expected", MARK, f"{SERVICES}.handovers.arrange", _("Arrange a handover")),
        Transition(
            "deliver", ["expected"], "delivered", MARK, f"{SERVICES}.handovers.deliver", _("Handed over"),
            guard=guards.may_hand_all, form=f"{FORMS}.DeliverForm", stamp="marked", tone="primary",
        ),
        Transition(
            "deliver_partly", ["expected"], "partly", MARK, f"{SERVICES}.handovers.deliver", _("Partly handed over"),
            guard=guards.may_hand_some, form=f"{FORMS}.DeliverPartlyForm", stamp="marked",
        ),
        Transition(
            "deliver_to_proxy", ["expected"], "proxy", MARK, f"{SERVICES}.handovers.deliver_to_proxy",
            _("Handed to a proxy"), guard=guards.may_hand_all, form=f"{FORMS}.ProxyForm", stamp="marked",
        ),
        Transition(
            "mark_absent", ["expected"], "absent", MARK, f"{SERVICES}.handovers.mark_absent", _("Absent"),
            guard=guards.may_mark, stamp="marked", confirm=_("The certificate is cancelled; its number stays used."),
        ),
        Transition(
            "mark_refused", ["expected"], "refused", MARK, f"{SERVICES}.handovers.mark_refused", _("Refused"),
            guard=guards.may_mark, form=f"{FORMS}.ReasonForm", stamp="marked",
            confirm=_("The certificate is cancelled; its number stays used."),
        ),
        Transition(
            "postpone", ["expected"], "postponed", MARK, f"{SERVICES}.handovers.postpone", _("Postponed"),
            guard=guards.may_mark, form=f"{FORMS}.ReasonForm", stamp="marked",
            confirm=_("The certificate is cancelled; its number stays used."),
        ),
        Transition(
            "correct", ["delivered", "partly", "proxy", "absent", "refused", "postponed"], "expected", MARK,
            f"{SERVICES}.handovers.correct", _("Correct the outcome"), guard=guards.may_correct, needs_reason=True,
            confirm=_("The line is expected again: cheques are taken back, goods go back to the store."),
        ),
    ],
)  # fmt: skip

CERTIFICATE = Workflow(
    "disbursements.certificate",
    [
        Transition("prepare", [NEW], "prepared", MARK, f"{SERVICES}.certificates.prepare", _("Prepare")),
        Transition("validate", ["prepared"], "valid", MARK, f"{SERVICES}.certificates.validate", _("Make valid")),
        Transition("return", ["valid"], "prepared", MARK, f"{SERVICES}.certificates.take_back", _("Not valid yet")),
        Transition("cancel", ["prepared"], "cancelled", MARK, f"{SERVICES}.certificates.cancel", _("Cancel")),
        Transition("restore", ["cancelled"], "prepared", MARK, f"{SERVICES}.certificates.restore", _("Restore")),
        Transition(
            "replace", ["prepared", "valid"], "replaced", MARK, f"{SERVICES}.certificates.replace",
            _("Replace by a corrected one"), guard=guards.may_replace, needs_reason=True,
            confirm=_("A new certificate with a new number is made from the records as they are now."),
        ),
    ],
)  # fmt: skip
