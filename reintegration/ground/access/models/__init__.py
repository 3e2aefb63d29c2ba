"""Users, centres with their dated territory, and postings."""

from reintegration.ground.access.models.centres import Centre, CentreProvince
from reintegration.ground.access.models.people import Posting, User

__all__ = ["Centre", "CentreProvince", "Posting", "User"]
