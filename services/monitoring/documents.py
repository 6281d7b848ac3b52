"""Every collection of the monitoring service."""

from services.monitoring.checklists.documents import Answer, SavedTemplate
from services.monitoring.clocks.documents import SavedClock
from services.monitoring.complaints.documents import Complaint, ComplaintLook
from services.monitoring.damage.documents import Damage
from services.monitoring.deadlines.documents import Deadline
from services.monitoring.escalations.documents import Escalation
from services.monitoring.evidence.documents import Evidence, EvidenceLook, EvidencePiece, EvidenceThumbnail
from services.monitoring.findings.documents import AuditEntry, Finding
from services.monitoring.indicators.documents import Indicator
from services.monitoring.plans.documents import Plan
from services.monitoring.recommendations.documents import Recommendation
from services.monitoring.reviews.documents import Review
from services.monitoring.surveys.documents import (
    Survey,
    SurveyAnswer,
    SurveyCount,
    SurveyText,
    SurveyTextLook,
    SurveyTicket,
)
from services.monitoring.trail.documents import TrailEntry
from services.monitoring.visits.documents import Visit

DOCUMENTS = [
    Finding, AuditEntry, Recommendation, SavedClock, Deadline, Plan, TrailEntry, Visit, SavedTemplate, Answer,
    Evidence, EvidencePiece, EvidenceLook, EvidenceThumbnail, Escalation, Indicator, Damage, Complaint, ComplaintLook,
    Review,
    Survey, SurveyAnswer, SurveyCount, SurveyText, SurveyTextLook, SurveyTicket,
]
