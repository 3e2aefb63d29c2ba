"""What waits for one user today, by role, oldest first."""

from reintegration.office.today.page import work_for

__all__ = ["work_for"]
