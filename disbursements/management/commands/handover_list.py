"""`manage.py handover_list CEREMONY -o FILE.pdf` writes the handover list of a locked ceremony."""

from disbursements.management.paper_files import PaperCommand


class Command(PaperCommand):
    help = "Write the handover list of a locked ceremony as a PDF, in Arabic, French or both."
    paper = "handover_list"
