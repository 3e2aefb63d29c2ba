"""What stands under the fields of forms where a coordinator would ask: the one table of the whole application."""

from django.utils.translation import gettext_lazy as _

FIELD_HELP = {
    "access.Centre": {
        "code": _("Begins the file numbers of the centre: CAS-2019-00042."),
    },
    "access.Posting": {"ends_on": _("Empty as long as nobody knows.")},
    "access.User": {"email": _("Invitations and new passwords go there.")},
    "beneficiaries.Diagnosis": {
        "skills": _("What the person can do, has learnt and has worked at."),
        "wishes": _("In the person’s own words."),
        "labour_market": _("What work there is where the person lives."),
    },
    "beneficiaries.Episode": {
        "beneficiary": _("By name, file number, phone or identity card."),
        "closed_on": _("Only when the accompaniment ends; then say how."),
    },
    "beneficiaries.FollowUpVisit": {
        "done_on": _("The day of the visit, not of this entry."),
        "monthly_income": _("What is left in a month once goods and rent are paid."),
        "jobs": _("How many people work there, the owner included."),
        "note": _("Kept sealed: what you saw, and what is to be done before the next visit."),
    },
    "beneficiaries.Intervention": {
        "subject": _("In a few words: it stands in lists and timelines."),
        "note": _("Kept sealed."),
    },
    "beneficiaries.LifeProject": {
        "episode": _("By the person’s name or file number."),
        "title_ar": _("In a few words, such as “welding workshop”."),
        "province": _("Where the work will be. Write it as you know it, in Arabic or French."),
        "expected_monthly_income": _("What will be left in a month once goods and rent are paid."),
        "own_contribution": _("What the person brings: money, tools, premises."),
    },
    "disbursements.BankAccount": {"rib": _("24 digits, without spaces.")},
    "disbursements.Ceremony": {
        "name_ar": _("As it is printed on lists and invitations."),
        "province": _("Where it takes place; the people may live elsewhere."),
        "presided_by_ar": _("As it is printed on the papers of the ceremony."),
    },
    "disbursements.Supplier": {"ice": _("15 digits, as on the invoices.")},
    "programs.Agreement": {"reference": _("As it is printed on the signed agreement.")},
    "programs.Application": {"project": _("By the activity, or the person’s name or file number.")},
    "programs.Program": {
        "slug": _("Ends the address of its page: Latin letters, digits and dashes, such as <bdi>ramadan-2019</bdi>."),
    },
    "programs.Tranche": {"due_on": _("The day on which the partner is to pay it.")},
}
