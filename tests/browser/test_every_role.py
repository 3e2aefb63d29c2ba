"""Every page once more as each role sees it, in Arabic and in French; for bin/test --full."""

import pytest

from tests.browser.every_page import make_one, of_office
from tests.browser.test_every_page import eyes_of, report, walked
from tests.factories import CAST, NATIONAL_ROLES, make_user


@pytest.mark.parametrize("language", ["ar", "fr"])
def test_every_page_of_every_role_is_sound(browser, demonstration_site, language):
    world = make_one()
    paths, found = of_office(world), {}
    for role in CAST:
        centre = None if role in NATIONAL_ROLES else world.centre
        user = make_user(role, centre, language=language)
        with eyes_of(browser, demonstration_site, user, language) as eyes:
            seen = walked(eyes, paths)
        assert len(seen) > 20, role
        found |= {f"{role} {path}": faults for path, faults in seen.items()}
    assert report(found) == ""
