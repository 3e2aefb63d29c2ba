"""`manage.py certificates CEREMONY -o FILE.pdf` writes the certificates of a locked ceremony."""

from disbursements.management.paper_files import PaperCommand


class Command(PaperCommand):
    help = "Write the certificates of a locked ceremony as one PDF, in Arabic, French or both."
    paper = "certificates"
