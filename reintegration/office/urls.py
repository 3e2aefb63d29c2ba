"""The office's own pages. The site wraps each in its permission check and its `admin:` names; the first match wins."""

own_pages = []
"""`path("cases/<str:file_number>/", case_file, name="case_file")` is reversed as `admin:case_file`."""
