"""The pages of the province and its units: the overview, figures down to their rows, and the report desk."""

from gateway.web.province import (
    dashboard,
    drill_down,
    report_contacts,
    report_definitions,
    report_desk,
    report_examples,
    report_numbers,
    report_opening,
    report_pages,
    report_signing,
    report_versions,
    report_writing,
    stories,
    story_steps,
)

MODULES = (
    dashboard, drill_down, report_contacts, report_definitions, report_desk, report_examples, report_numbers,
    report_opening, report_pages, report_signing, report_versions, report_writing, stories, story_steps,
)
