"""Adds up what bin/test ran: a skipped test counts as failed, and so does an engine without a report.

python tests/summary.py CHECKS_PASSED CHECKS_FAILED [REPORT.xml...]
"""

import sys
from pathlib import Path
from xml.etree import ElementTree


def counted(report: Path):
    """Return how many tests of a JUnit report passed, and how many did not."""
    if not report.exists():
        print(f"{report.stem}: the tests did not come to an end")
        return 0, 1
    suite = ElementTree.parse(report).getroot().find("testsuite").attrib
    broken, skipped = int(suite["failures"]) + int(suite["errors"]), int(suite["skipped"])
    passed = max(0, int(suite["tests"]) - broken - skipped)
    print(f"{report.stem}: {passed} passed, {broken} failed, {skipped} skipped in {float(suite['time']):.0f} s")
    return passed, broken + skipped


def main(passed, failed, *reports):
    counts = [(int(passed), int(failed)), *(counted(Path(report)) for report in reports)]
    passed, failed = (sum(column) for column in zip(*counts, strict=True))
    print(f"{passed} passed, {failed} failed")
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
