"""The office's own pages. The site wraps each in its permission check and its `admin:` names; the first match wins."""

from django.urls import path, register_converter

from programs.models import Program
from reintegration.office import intake, job_pages, saved_filters
from reintegration.office.case_file import case
from reintegration.office.draft_pages import draft
from reintegration.office.program_page import latest_figures, program_figures, program_workbook
from reintegration.office.program_page_list import figure_list, figure_workbook
from reintegration.office.search import search, search_results


class ProgramAddress:
    """A program's slug, which is not the name of a list of the same app."""

    regex = r"(?!(?:{})/)[-a-zA-Z0-9_]+".format(
        "|".join(model._meta.model_name for model in Program._meta.app_config.get_models())
    )

    def to_python(self, value):
        return value

    to_url = to_python


register_converter(ProgramAddress, "program")

own_pages = [
    path("intake/", intake.intake, name="intake"),
    path("intake/duplicates/", intake.duplicates, name="intake_duplicates"),
    path("jobs/", job_pages.jobs, name="jobs"),
    path("jobs/<int:pk>/", job_pages.job, name="job"),
    path("jobs/<int:pk>/progress/", job_pages.progress, name="job_progress"),
    path("jobs/<int:pk>/result/", job_pages.result, name="job_result"),
    path("jobs/<int:pk>/<str:step>/", job_pages.step, name="job_step"),
    path("drafts/<str:form>/", draft, name="draft"),
    path("search/", search, name="search"),
    path("search/results/", search_results, name="search_results"),
    path("cases/<slug:file_number>/", case, name="case"),
    path("filters/", saved_filters.saved_filters, name="saved_filters"),
    path("filters/<int:pk>/", saved_filters.saved_filter, name="saved_filter"),
    path("filters/<int:pk>/delete/", saved_filters.delete_filter, name="delete_filter"),
    path("figures/", latest_figures, name="figures"),
    path("programs/<program:slug>/", program_figures, name="program_figures"),
    path("programs/<program:slug>/report.xlsx", program_workbook, name="program_workbook"),
    path("programs/<program:slug>/figures/<str:key>/", figure_list, name="program_figure"),
    path("programs/<program:slug>/figures/<str:key>/list.xlsx", figure_workbook, name="program_figure_workbook"),
]
