"""The supervisor's pages: the day, findings and their board, the form for the
field, complaints that offices work on, surveys."""

from gateway.web.supervisor import (
    complaint_desk,
    field_extras,
    field_form,
    field_list,
    finding_board,
    finding_steps,
    findings,
    plan_form,
    plans,
    recommendations,
    survey_desk,
    survey_papers,
)

MODULES = (
    complaint_desk, field_extras, field_form, field_list, finding_board, finding_steps, findings, plan_form,
    plans, recommendations, survey_desk, survey_papers,
)
