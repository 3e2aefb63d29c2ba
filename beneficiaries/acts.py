"""What head office does with a person's file as a whole: a file has no status."""

from django.utils.translation import gettext_lazy as _

from beneficiaries.services import anonymising
from reintegration.ground.acts import Act, Acts

PERSON = Acts(
    "beneficiaries.beneficiary",
    [
        Act(
            name="anonymise",
            permission=anonymising.PERMISSION,
            service="beneficiaries.services.anonymising.anonymise",
            label=_("Anonymise"),
            subject="beneficiary",
            form="beneficiaries.forms.AnonymiseForm",
            guard=lambda person, _user: anonymising.refuse_unfinished(person),
            confirm=_("Names, numbers and notes go for good, also from the history. Counts and money stay."),
            tone="danger",
        )
    ],
)
