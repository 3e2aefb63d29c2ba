"""In which order a transaction takes the locks that others wait for: the one table of the whole application."""

LOCK_ORDER = (
    "beneficiaries.filenumber",
    "programs.application",
    "disbursements.purchaseorder",
    "disbursements.ceremony",
    "disbursements.disbursement",
    "programs.fundingline",
    "programs.tranche",
    "programs.agreement",
    "disbursements.numberseries",
)
