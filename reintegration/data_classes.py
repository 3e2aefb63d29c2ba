"""Which class each column of each model is of, and the way from its rows to the person: the one registry of data.

Everything that depends on it is in `reintegration.ground.classes`. Free notes are `health`: whoever writes one may
write of illness. Titles of activities and names of goods are `work`: what the money bought stays provable.
"""

from reintegration.ground.classes import ITSELF, fields

ITEM = "kind name_ar name_fr quantity"

DATA_CLASSES = {
    # -- the ground ----------------------------------------------------------------------------------------------
    "access.User": fields(
        identity="full_name_ar full_name_latin",
        contact="email",
        secret="password",
        work="username last_login is_superuser is_staff is_active date_joined language is_demonstration",
    ),
    "access.Centre": fields(public="name_ar name_fr code phone is_active"),
    "access.CentreProvince": fields(public="centre province starts_on ends_on"),
    "access.Posting": fields(work="user centre role starts_on ends_on on_behalf_of asked_by confirmed_by confirmed_at"),
    "accounts.Session": fields(
        work="user address browser started_at seen_at expire_date", secret="session_key session_data"
    ),
    "accounts.RecoveryCode": fields(work="user used_at", secret="digest"),
    "accounts.Invitation": fields(
        work="user asked_by asked_at confirmed_by sent_at ended_at", contact="email", secret="token_digest"
    ),
    "keys.DataKey": fields(work="owner destroyed_at", secret="wrapped"),
    "audit.AuditEntry": fields(
        work="token at by actor on_behalf_of action subject_type subject_id label request_id key_id digest",
        secret="changes sealed_note",
    ),
    "audit.AuditRow": fields(work="entry number subject_type subject_id digest"),
    "audit.AuditSeal": fields(work="at first_position last_position head"),
    "audit.AuditLink": fields(work="entry seal position key_id digest"),
    "audit.StatusChange": fields(
        work="subject_type subject_id from_status to_status verb on at by on_behalf_of", secret="sealed_reason"
    ),
    "audit.IdempotencyKey": fields(work="key by path at", secret="payload answer"),
    "territory.Region": fields(public="name_ar name_fr name_en code iso"),
    "territory.Province": fields(
        public="name_ar name_fr code kind region parent activity_rate unemployment_rate illiteracy_rate census_year"
        " search"
    ),
    "territory.ProvinceAlias": fields(public="province alias source"),
    "territory.ProvinceSpelling": fields(public="key province"),
    "reference.Sector": fields(public="code name_ar name_fr name_en order"),
    "reference.Axis": fields(public="code name_ar name_fr name_en is_protected order"),
    "reference.Establishment": fields(public="code name_ar name_fr kind province"),
    "reference.OfficialText": fields(public="code text_ar text_fr is_outward"),
    "jobs.Job": fields(
        work="status kind owner done total message error started_at heartbeat_at finished_at is_cancel_requested"
        " arguments key attempt result_name result_file expires_at",
    ),
    "drafts.Draft": fields(work="user form record_version saved_at", secret="content"),
    "office.SavedFilter": fields(work="user list name", secret="query"),
    "jobs.Worker": fields(work="name started_at seen_at"),
    # -- people --------------------------------------------------------------------------------------------------
    "beneficiaries.FileNumber": fields(work="year last"),
    "beneficiaries.Beneficiary": fields(
        person=ITSELF,
        identity="given_name_ar family_name_ar given_name_latin family_name_latin father_name_ar father_name_latin"
        " birth_date birth_place guardian_name search names_key_ar names_key_latin family_key initials_key",
        number="cin cin_key",
        contact="phone",
        health="vulnerability_note",
        social="family_situation dependants schooling is_vulnerable",
        # The origin is how the foundation counts and whom it serves; the facts behind it are judicial (Detention).
        group="sex birth_year is_ex_prisoner is_former_protection_resident has_alternative_sentence",
        work="file_number centre canonical anonymised_at",
        keyed={"cin_key": ("cin", "cin")},
    ),
    "beneficiaries.PossibleDuplicate": fields(
        person="person", work="person other score has_same_card status found_by decided_by decided_at"
    ),
    "beneficiaries.Residence": fields(
        person="beneficiary", contact="address", group="province", work="beneficiary starts_on ends_on"
    ),
    "beneficiaries.Consent": fields(person="beneficiary", work="beneficiary purpose given_on withdrawn_on"),
    "beneficiaries.Episode": fields(
        person="beneficiary", group="intake exit", work="beneficiary centre worker opened_on closed_on"
    ),
    "beneficiaries.Detention": fields(
        person="beneficiary",
        number="prisoner_number prisoner_number_key",
        judicial="establishment entered_on expected_release_on released_on release_ground",
        moussalaha="is_moussalaha",
        work="beneficiary",
        keyed={"prisoner_number_key": ("prisoner_number", "prisoner_number")},
    ),
    "beneficiaries.Diagnosis": fields(
        person="episode__beneficiary",
        social="skills wishes labour_market",
        group="place",
        work="episode number done_on done_by",
    ),
    "beneficiaries.Intervention": fields(
        person="attendances__beneficiary", health="note", work="centre axis held_on subject done_by"
    ),
    "beneficiaries.InterventionAttendance": fields(person="beneficiary", work="intervention beneficiary"),
    "beneficiaries.Training": fields(
        person="beneficiary",
        group="in_detention is_certified",
        work="beneficiary title_ar title_fr provider started_on ended_on",
    ),
    "beneficiaries.Placement": fields(
        person="beneficiary", social="employer position", work="beneficiary started_on ended_on"
    ),
    "beneficiaries.LifeProject": fields(
        person="episode__beneficiary",
        social="market",
        money="expected_monthly_income own_contribution",
        group="exit sector province",
        work="episode title_ar title_fr search",
    ),
    "beneficiaries.ProjectItem": fields(
        person="project__episode__beneficiary", money="unit_price", work=f"{ITEM} project quote"
    ),
    "beneficiaries.FollowUpVisit": fields(
        person="project__episode__beneficiary",
        health="note",
        money="monthly_income",
        group="is_alive jobs",
        work="project month due_on done_on done_by",
    ),
    # -- programs ------------------------------------------------------------------------------------------------
    "programs.Program": fields(
        public="name_ar name_fr slug short_name_ar short_name_fr opens_on closes_on launched_on previous"
    ),
    "programs.PublishedFigure": fields(
        public="program indicator value qualifier source published_on as_of as_printed is_shown"
    ),
    "programs.Partner": fields(public="name_ar name_fr program"),
    "programs.ReportPeriod": fields(public="program indicator key starts_on ends_on"),
    "programs.Criterion": fields(public="name_ar name_fr program max_points"),
    "programs.Application": fields(
        person="beneficiary",
        number="cin_key",
        group="centre province region sector sex age is_ex_prisoner is_former_protection_resident"
        " has_alternative_sentence",
        money="amount_requested amount_approved",
        work="project program status beneficiary person is_imported title_ar title_fr submitted_on submitted_at"
        " submitted_by checked_at checked_by decided_at decided_by submission_duty",
        keyed={"cin_key": ("cin", "beneficiary__cin")},
    ),
    "programs.ApplicationItem": fields(
        person="application__beneficiary", money="unit_price", work=f"{ITEM} application"
    ),
    "programs.Score": fields(person="application__beneficiary", work="application criterion points by"),
    "programs.Duty": fields(person="application__beneficiary", work="application user on_behalf_of kind at"),
    "programs.Decision": fields(
        person="application__beneficiary",
        social="reason",
        money="amount",
        work="application outcome decided_on duty by at",
    ),
    "programs.Allocation": fields(person="decision__application__beneficiary", money="amount", work="decision line"),
    "programs.FundingSource": fields(public="name_ar name_fr code kind"),
    "programs.Agreement": fields(
        money="amount distributed", public="name_ar name_fr reference source partner_ar partner_fr province signed_on"
    ),
    "programs.Tranche": fields(
        money="amount allocated received advanced committed", work="agreement number due_on condition"
    ),
    "programs.AgreementAmendment": fields(money="amount", work="agreement tranche reference signed_on reason by at"),
    "programs.PartnerReceipt": fields(money="amount", work="tranche received_on reference"),
    "programs.FundingLine": fields(
        money="allocated reserved committed paid cleared advanced last_entry",
        work="name_ar name_fr program source tranche",
    ),
    "programs.BudgetEntry": fields(
        person="application__beneficiary",
        money="amount",
        work="line kind application counterpart tranche reference on at by",
    ),
    # -- disbursements -------------------------------------------------------------------------------------------
    "disbursements.Disbursement": fields(
        person="application__beneficiary",
        money="amount",
        work="application allocation number kind status order handover payment_duty committed_at committed_by paid_on"
        " cleared_on refunded_on",
    ),
    "disbursements.EquipmentLine": fields(
        person="disbursement__application__beneficiary",
        money="unit_price",
        work=f"{ITEM} disbursement item serial_number status",
    ),
    "disbursements.BankAccount": fields(money="bank agency rib", work="is_active"),
    "disbursements.Cheque": fields(
        person="disbursement__application__beneficiary",
        identity="payee_ar payee_latin",
        work="disbursement account number issued_on",
    ),
    "disbursements.Ceremony": fields(
        public="name_ar name_fr slug held_on place_ar place_fr province presided_by_ar presided_by_fr"
        " president_title_ar president_title_fr",
        work="centre coordinator status locked_at locked_by list_number search",
    ),
    "disbursements.CeremonyPass": fields(
        identity="holder",
        work="ceremony issued_by issued_at revoked_by revoked_at",
        secret="token_digest pin",
    ),
    "disbursements.Handover": fields(
        person="application__beneficiary",
        identity="proxy_name",
        work="ceremony application kind seat status handed_on marked_at marked_by",
    ),
    "disbursements.NumberSeries": fields(work="code last"),
    "disbursements.Certificate": fields(
        person="handover__application__beneficiary", number="content", work="number handover status code replaces"
    ),
    "disbursements.Supplier": fields(public="name ice is_active", contact="phone"),
    "disbursements.PurchaseOrder": fields(
        work="number supplier status placed_at placed_by received_on delivery_note invoice paid_on"
    ),
}
