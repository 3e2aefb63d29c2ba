"""Workbooks and CSV files in and out; what their rows mean is decided by the apps."""
