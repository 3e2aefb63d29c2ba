"""Draw the processes into docs/process/, or say which pictures are out of date."""

from django.core.management.base import BaseCommand, CommandError

from reintegration.office import processes


class Command(BaseCommand):
    help = "Draw the processes into docs/process/ from their transition tables."

    def add_arguments(self, parser):
        parser.add_argument("--check", action="store_true", help="write nothing; fail when a file is out of date")

    def handle(self, *args, check, **options):
        stale = processes.stale()
        if check and stale:
            raise CommandError(
                f"Out of date: {', '.join(path.name for path in stale)}. Run manage.py process_pictures."
            )
        if not check:
            self._draw(stale)
        self.stdout.write(f"{len(processes.files())} files, {0 if check else len(stale)} written.")

    @staticmethod
    def _draw(stale):
        processes.FOLDER.mkdir(parents=True, exist_ok=True)
        expected = processes.files()
        for path in stale:
            if path in expected:
                path.write_text(expected[path], encoding="utf-8")
            else:
                path.unlink()
