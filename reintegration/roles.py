"""What each role may do: the one table of permissions, as `app.codename`."""


def _crud(*models, verbs=("view", "add", "change")):
    return {f"{app}.{verb}_{name}" for app, _, name in (m.partition(".") for m in models) for verb in verbs}


def _view(*models):
    return _crud(*models, verbs=("view",))


CASE = (
    "beneficiaries.beneficiary",
    "beneficiaries.residence",
    "beneficiaries.consent",
    "beneficiaries.episode",
    "beneficiaries.diagnosis",
    "beneficiaries.training",
    "beneficiaries.placement",
    "beneficiaries.intervention",
    "beneficiaries.interventionattendance",
    "beneficiaries.lifeproject",
    "beneficiaries.projectitem",
    "beneficiaries.followupvisit",
)
PROTECTED = ("beneficiaries.detention",)
SEASON = (
    "programs.program",
    "programs.publishedfigure",
    "programs.reportperiod",
    "programs.partner",
    "programs.criterion",
)
FUNDING = (
    "programs.fundingsource",
    "programs.agreement",
    "programs.tranche",
    "programs.partnerreceipt",
    "programs.fundingline",
)
FILES = (
    "programs.application",
    "programs.applicationitem",
    "programs.score",
    "programs.decision",
    "programs.allocation",
)
BOOKS = ("programs.budgetentry", "programs.agreementamendment")
SPENDING = (
    "disbursements.supplier",
    "disbursements.purchaseorder",
    "disbursements.disbursement",
    "disbursements.equipmentline",
    "disbursements.bankaccount",
    "disbursements.cheque",
)
HANDING = ("disbursements.ceremony", "disbursements.handover", "disbursements.certificate")
PLACES = (
    "territory.region",
    "territory.province",
    "reference.sector",
    "reference.axis",
    "reference.establishment",
    "reference.officialtext",
)
PEOPLE = ("access.user", "access.centre", "access.centreprovince", "access.posting", "accounts.invitation")
TRAIL = ("audit.auditentry", "audit.statuschange")

COORDINATOR = (
    _crud(*CASE, *PROTECTED)
    | _view(
        *FILES,
        *SEASON[:1],
        *HANDING,
        *PLACES,
        "access.centre",
        "disbursements.disbursement",
        "disbursements.equipmentline",
    )
    | {
        "beneficiaries.delete_projectitem",
        "beneficiaries.delete_lifeproject",
        "beneficiaries.delete_interventionattendance",
        "beneficiaries.export_beneficiary",
        "beneficiaries.import_beneficiary",
        "programs.submit_application",
        "disbursements.mark_handover",
        "disbursements.print_ceremony",
    }
    | _crud("disbursements.ceremony", "disbursements.handover")
)
PLANNING = {"disbursements.plan_ceremony", *_crud("disbursements.ceremonypass")}

PERMISSIONS = {
    "coordinator": frozenset(COORDINATOR | PLANNING),
    "social_worker": frozenset(COORDINATOR - {"beneficiaries.export_beneficiary", "beneficiaries.import_beneficiary"}),
    "programme_officer": frozenset(
        _view(*CASE, *PROTECTED, *FILES, *FUNDING, *BOOKS, *SPENDING, *HANDING, *PLACES, "access.centre")
        | _crud(*SEASON, "programs.score", "disbursements.ceremony", "disbursements.handover")
        | {
            "programs.check_application",
            "beneficiaries.count_moussalaha",
            "programs.return_application",
            "programs.score_application",
            "beneficiaries.anonymise_beneficiary",
            "beneficiaries.view_possibleduplicate",
            "beneficiaries.decide_possibleduplicate",
            "beneficiaries.export_beneficiary",
            "programs.export_application",
            "disbursements.mark_handover",
            "disbursements.print_ceremony",
        }
        | PLANNING
    ),
    "approver": frozenset(
        _view(*CASE, *PROTECTED, *SEASON, *FUNDING, *BOOKS, *FILES, *SPENDING, *HANDING, *PLACES, "access.centre")
        | {"beneficiaries.count_moussalaha", "programs.decide_application", "programs.export_application"}
    ),
    "finance_officer": frozenset(
        _view(*CASE, *SEASON, *FILES, *BOOKS, *HANDING, *PLACES, "access.centre")
        | _crud(*FUNDING, *SPENDING)
        | {
            "disbursements.delete_equipmentline",
            "disbursements.prepare_disbursement",
            "disbursements.pay_disbursement",
            "disbursements.print_ceremony",
            "programs.export_application",
            "disbursements.export_disbursement",
        }
    ),
    "auditor": frozenset(
        _view(*CASE, *PROTECTED, *SEASON, *FUNDING, *BOOKS, *FILES, *SPENDING, *HANDING, *PLACES, *PEOPLE, *TRAIL)
        | {
            "beneficiaries.count_moussalaha",
            "programs.export_application",
            "disbursements.export_disbursement",
            "disbursements.print_ceremony",
            "disbursements.view_ceremonypass",
            "beneficiaries.view_possibleduplicate",
        }
    ),
    "administrator": frozenset(_crud(*PEOPLE, *PLACES[2:]) | _view(*PLACES, *TRAIL, "jobs.job")),
}
