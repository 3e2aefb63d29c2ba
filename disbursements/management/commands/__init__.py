"""`manage.py handover_list` and `manage.py certificates`."""
