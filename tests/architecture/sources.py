"""The project's own source files, for checks that read them."""

from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
PACKAGES = ("reintegration", "beneficiaries", "programs", "disbursements")


def python_files(*, tests=False):
    """Yield our modules, migrations left out: those are generated."""
    for package in (*PACKAGES, "tests") if tests else PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            if "migrations" not in path.parts:
                yield path


def templates():
    yield from sorted((ROOT / "templates").rglob("*.html"))


def stylesheets():
    yield from (path for path in sorted((ROOT / "static").rglob("*.css")) if "vendor" not in path.parts)


def scripts():
    yield from (path for path in sorted((ROOT / "static").rglob("*.js")) if "vendor" not in path.parts)


def is_paper(template: Path):
    """Tell documents that become PDF, where styles stand inside, from pages under the Content-Security-Policy."""
    return "documents" in template.parts
