"""Every entrypoint of the monitoring service."""

from __future__ import annotations

import structlog
from nameko.timer import timer
from pymongo.errors import PyMongoError

from contracts.commands import ById
from contracts.commands.monitoring import checklists as of_checklists
from contracts.commands.monitoring import clocks as of_clocks
from contracts.commands.monitoring import complaints as of_complaints
from contracts.commands.monitoring import damage as of_damage
from contracts.commands.monitoring import escalations as of_escalations
from contracts.commands.monitoring import evidence as of_evidence
from contracts.commands.monitoring import findings as of_findings
from contracts.commands.monitoring import indicators as of_indicators
from contracts.commands.monitoring import plans as of_plans
from contracts.commands.monitoring import recommendations as of_recommendations
from contracts.commands.monitoring import reviews as of_reviews
from contracts.commands.monitoring import surveys as of_surveys
from contracts.commands.monitoring import visits as of_visits
from messaging.answering import answers as answers_with
from messaging.commands import rpc
from messaging.context import CommandContext
from messaging.doing import Json, does, reads
from messaging.provided import Provided
from messaging.store_provider import StoreProvider
from messaging.unit_of_work import StoreAway
from runtime.clock import utc_now
from services.monitoring.checklists import commands as answers
from services.monitoring.checklists import templates
from services.monitoring.clocks import commands as clocks
from services.monitoring.complaints import commands as complaints
from services.monitoring.damage import commands as damage
from services.monitoring.documents import DOCUMENTS
from services.monitoring.escalations import commands as escalations
from services.monitoring.evidence import commands as evidence
from services.monitoring.evidence import looking, withdrawal
from services.monitoring.evidence.watching import storages_by_settings
from services.monitoring.findings import commands as findings
from services.monitoring.indicators import commands as indicators
from services.monitoring.plans import commands as plans
from services.monitoring.recommendations import commands as recommendations
from services.monitoring.reviews import commands as reviews
from services.monitoring.surveys import answering
from services.monitoring.surveys import commands as surveys
from services.monitoring.trail import commands as trail
from services.monitoring.visits import commands as visits

DRAFT_EVERY_SECONDS = 10
"""How long a letter may wait to be drafted after the day has begun on which its reply is late."""

LET_GO_EVERY_SECONDS = 30
"""How long the content of withdrawn evidence may stay."""

log = structlog.get_logger()


class MonitoringService:
    """Supervision: plans, visits, findings and what became of them."""

    name = "monitoring"
    store = StoreProvider("monitoring", DOCUMENTS)
    storages = Provided(storages_by_settings)

    raise_finding = does(of_findings.RaiseFinding, findings.raise_finding)
    record_reply = does(of_findings.RecordReply, findings.record_reply)
    record_remedy = does(of_findings.RecordRemedy, findings.record_remedy)
    close_finding = does(of_findings.CloseFinding, findings.close_finding)
    get_finding = does(ById, findings.get_finding)
    list_findings = does(of_findings.ListFindings, findings.list_findings)

    make_recommendation = does(of_recommendations.MakeRecommendation, recommendations.make_recommendation)
    reply_to_recommendation = does(of_recommendations.ReplyToRecommendation, recommendations.reply_to_recommendation)
    remedy_recommendation = does(of_recommendations.RemedyRecommendation, recommendations.remedy_recommendation)
    verify_recommendation = does(of_recommendations.VerifyRecommendation, recommendations.verify_recommendation)
    withdraw_recommendation = does(of_recommendations.WithdrawRecommendation, recommendations.withdraw_recommendation)
    get_recommendation = reads(recommendations.get_recommendation)

    send_escalation = does(of_escalations.SendEscalation, escalations.send_escalation)
    drop_escalation = does(of_escalations.DropEscalation, escalations.drop_escalation)
    get_escalation = reads(escalations.get_escalation)

    @timer(interval=DRAFT_EVERY_SECONDS, eager=True)
    def draft_letters(self) -> None:
        try:
            escalations.draft_missed(self.store, utc_now())
        except StoreAway as error:
            log.warning("letters_wait_for_the_store", error=str(error))

    make_plan = does(of_plans.MakePlan, plans.make_plan)
    amend_plan = does(of_plans.AmendPlan, plans.amend_plan)
    approve_plan = does(of_plans.ApprovePlan, plans.approve_plan)
    send_plan = does(of_plans.SendPlan, plans.send_plan)
    withdraw_plan = does(of_plans.WithdrawPlan, plans.withdraw_plan)
    get_plan = reads(plans.get_plan)

    open_visit = does(of_visits.OpenVisit, visits.open_visit)
    postpone_visit = does(of_visits.PostponeVisit, visits.postpone_visit)
    send_decision = does(of_visits.SendDecision, visits.send_decision)
    start_visit = does(of_visits.StartVisit, visits.start_visit)
    report_visit = does(of_visits.ReportVisit, visits.report_visit)
    close_visit = does(of_visits.CloseVisit, visits.close_visit)
    cancel_visit = does(of_visits.CancelVisit, visits.cancel_visit)
    get_visit = reads(visits.get_visit)

    save_template = does(of_checklists.SaveTemplate, templates.save_template)
    list_templates = does(of_checklists.ListTemplates, templates.list_templates)
    get_template = does(of_checklists.GetTemplate, templates.get_template)
    save_answer = does(of_checklists.SaveAnswer, answers.save_answer)
    get_checklist = does(of_checklists.GetChecklist, answers.get_checklist)

    begin_evidence = does(of_evidence.BeginEvidence, evidence.begin_evidence)
    append_evidence = does(of_evidence.AppendEvidence, evidence.append_evidence)
    list_evidence = does(of_evidence.ListEvidence, evidence.list_evidence)
    withdraw_evidence = does(of_evidence.WithdrawEvidence, withdrawal.withdraw_evidence)
    list_evidence_looks = does(of_evidence.ListEvidenceLooks, looking.list_evidence_looks)

    @rpc
    @answers_with(of_evidence.FinishEvidence)
    def finish_evidence(self, command: Json, context: CommandContext) -> Json:
        stored = evidence.store_evidence(self.store, self.storages, command)
        return self.store.transact(lambda uow: evidence.finish_evidence(uow, command, context, stored), context)

    @rpc
    @answers_with(of_evidence.ReadEvidence)
    def read_evidence(self, query: Json, context: CommandContext) -> Json:
        return looking.read_evidence(self.store, self.storages, query, context)

    @rpc
    @answers_with(of_evidence.GetThumbnail)
    def get_thumbnail(self, query: Json, context: CommandContext) -> Json:
        return looking.get_thumbnail(self.store, self.storages, query, context)

    @timer(interval=LET_GO_EVERY_SECONDS, eager=True)
    def let_go_of_evidence(self) -> None:
        try:
            withdrawal.let_go(self.store, self.storages, utc_now())
        except (StoreAway, PyMongoError) as error:
            log.warning("evidence_waits_to_be_let_go", error=str(error))

    save_indicator = does(of_indicators.SaveIndicator, indicators.save_indicator)
    set_indicator_target = does(of_indicators.SetIndicatorTarget, indicators.set_indicator_target)
    list_indicators = does(of_indicators.ListIndicators, indicators.list_indicators)
    get_indicator = reads(indicators.get_indicator)

    report_damage = does(of_damage.ReportDamage, damage.report_damage)
    withdraw_damage = does(of_damage.WithdrawDamage, damage.withdraw_damage)
    get_damage = reads(damage.get_damage)

    file_complaint = does(of_complaints.FileComplaint, complaints.file_complaint)
    read_dialogue = does(of_complaints.ReadDialogue, complaints.read_dialogue)
    write_in_dialogue = does(of_complaints.WriteInDialogue, complaints.write_in_dialogue)
    say_not_fixed = does(of_complaints.SayNotFixed, complaints.say_not_fixed)
    forward_complaint = does(of_complaints.ForwardComplaint, complaints.forward_complaint)
    answer_complaint = does(of_complaints.AnswerComplaint, complaints.answer_complaint)
    write_to_complainant = does(of_complaints.WriteToComplainant, complaints.write_to_complainant)
    close_complaint = does(of_complaints.CloseComplaint, complaints.close_complaint)
    look_at_complaint = does(of_complaints.LookAtComplaint, complaints.look_at_complaint)
    get_complaint = reads(complaints.get_complaint)

    make_review = does(of_reviews.MakeReview, reviews.make_review)
    arrange_review = does(of_reviews.ArrangeReview, reviews.arrange_review)
    add_review_opinion = does(of_reviews.AddReviewOpinion, reviews.add_review_opinion)
    conclude_review = does(of_reviews.ConcludeReview, reviews.conclude_review)
    answer_review = does(of_reviews.AnswerReview, reviews.answer_review)
    withdraw_review = does(of_reviews.WithdrawReview, reviews.withdraw_review)
    get_review = reads(reviews.get_review)

    make_survey = does(of_surveys.MakeSurvey, surveys.make_survey)
    revise_survey = does(of_surveys.ReviseSurvey, surveys.revise_survey)
    open_survey = does(of_surveys.OpenSurvey, surveys.open_survey)
    extend_survey = does(of_surveys.ExtendSurvey, surveys.extend_survey)
    close_survey = does(of_surveys.CloseSurvey, surveys.close_survey)
    withdraw_survey = does(of_surveys.WithdrawSurvey, surveys.withdraw_survey)
    issue_survey_tickets = does(of_surveys.IssueSurveyTickets, answering.issue_survey_tickets)
    answer_survey = does(of_surveys.AnswerSurvey, answering.answer_survey)
    record_survey_answer = does(of_surveys.RecordSurveyAnswer, answering.record_survey_answer)
    find_survey = does(of_surveys.FindSurvey, surveys.find_survey)
    read_survey_results = does(of_surveys.ReadSurveyResults, surveys.read_survey_results)
    look_at_survey_texts = does(of_surveys.LookAtSurveyTexts, surveys.look_at_survey_texts)
    get_survey = reads(surveys.get_survey)

    save_clock = does(of_clocks.SaveClock, clocks.save_clock)
    list_clocks = does(of_clocks.ListClocks, clocks.list_clocks)
    read_trail = does(of_clocks.ReadTrail, trail.read_trail)
