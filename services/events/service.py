"""Every entrypoint of the events service."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import Any

import structlog
from nameko.timer import timer

from contracts.commands import ById, Command
from contracts.commands.events import activities as of_activities
from contracts.commands.events import allotments as of_allotments
from contracts.commands.events import announcing as of_announcing
from contracts.commands.events import check_in as of_check_in
from contracts.commands.events import costs as of_costs
from contracts.commands.events import delegations as of_delegations
from contracts.commands.events import guest_lists as of_guest_lists
from contracts.commands.events import guests as of_guests
from contracts.commands.events import invitations as of_invitations
from contracts.commands.events import open_registration as of_openings
from contracts.commands.events import opinions as of_opinions
from contracts.commands.events import outcomes as of_outcomes
from contracts.commands.events import outreach as of_outreach
from contracts.commands.events import registration as of_registration
from contracts.commands.events import run_sheet as of_run_sheet
from contracts.subscriptions import CUE_RECORDS_QUEUE
from messaging.answering import answers
from messaging.commands import rpc
from messaging.context import CommandContext
from messaging.doing import Json, does, reads
from messaging.entrypoint import handles
from messaging.envelope import Envelope
from messaging.store_provider import StoreProvider
from messaging.unit_of_work import Store, StoreAway, UnitOfWork
from runtime.clock import utc_now
from services.events.activities import commands as activities
from services.events.allotments import commands as allotments
from services.events.announcing import commands as announcing
from services.events.check_in import reports as check_in
from services.events.check_in import scans
from services.events.costs import commands as costs
from services.events.delegations import commands as delegations
from services.events.documents import DOCUMENTS
from services.events.golf import forgetting as golf_forgetting
from services.events.golf.service import GolfCommands
from services.events.guests import commands as guests
from services.events.guests import lists as guest_lists
from services.events.invitations import commands as invitations
from services.events.migrations import MIGRATIONS
from services.events.open_registration import commands as open_registration
from services.events.open_registration import openings
from services.events.opinions import commands as opinions
from services.events.outcomes import commands as outcomes
from services.events.outreach import commands as outreach
from services.events.registration import commands as registration
from services.events.registration import due, groups, offers, racing, why
from services.events.registration import guest_lists as sent_lists
from services.events.registration.turns import Turns
from services.events.run_sheet import commands as run_sheet
from services.events.run_sheet import records
from services.events.seating import commands as seating

FORGET_EVERY_SECONDS = 3_600

turns = Turns()

log = structlog.get_logger()


def in_turn(
    schema: type[Command], activity_of: Callable[[Store, Json], str], work: Callable[..., Json]
) -> Callable[..., Any]:
    """The entrypoint of a command that takes its turn at its activity; it bears the command's name."""

    def method(self: EventsService, command: Json, context: CommandContext) -> Json:
        with turns.of(activity_of(self.store, command), utc_now(), context.deadline_at):
            answer: Json = self.store.transact(lambda uow: work(uow, command, context), context)
            return answer

    method.__name__ = work.__name__
    return rpc(answers(schema)(method))


def _named(_store: Store, command: Json) -> str:
    return str(command["activity"])


def _of_registration(store: Store, command: Json) -> str:
    return store.transact(lambda _: registration.activity_of(command["registration_id"]))


def _of_group(store: Store, command: Json) -> str:
    return store.transact(lambda _: groups.activity_of_group(command["group_id"]))


def _of_invitation(store: Store, command: Json) -> str:
    return store.transact(lambda _: invitations.activity_of(command["invitation_id"]))


def _of_allotment(store: Store, command: Json) -> str:
    return store.transact(lambda _: allotments.activity_of_allotment(command["allotment_id"]))


def _of_link(store: Store, command: Json) -> str:
    return store.transact(lambda _: open_registration.activity_of_link(command["link_hash"]))


class EventsService(GolfCommands):
    """Activities and the guests registered for them."""

    name = "events"
    store = StoreProvider("events", DOCUMENTS, migrations=MIGRATIONS)

    @rpc
    @answers(of_activities.SaveActivity)
    def save_activity(self, command: Json, context: CommandContext) -> Json:
        def save(uow: UnitOfWork) -> Json:
            return activities.save_activity(uow, command, context)

        with turns.of(command["code"], utc_now(), context.deadline_at):
            saved = self.store.transact(save, context)
        if saved["waiting"] and not context.rehearsal:
            self._serve_the_rest(command["code"], context)
        return saved

    get_activity = does(ById, activities.get_activity)

    register_guest = in_turn(of_registration.RegisterGuest, _named, registration.register_guest)

    @rpc
    @answers(of_registration.RegisterGuests)
    def register_guests(self, command: Json, context: CommandContext) -> Json:
        entries = command["entries"]
        answered: list[Json] = [{}] * len(entries)
        for activity, places in racing.by_activity(entries).items():
            theirs = [entries[place] for place in places]
            for place, answer in zip(places, self._race(activity, theirs, context), strict=True):
                answered[place] = answer
        return {"answers": answered}

    cancel_registration = in_turn(
        of_registration.CancelRegistration, _of_registration, registration.cancel_registration
    )
    accept_offer = in_turn(of_registration.AcceptOffer, _of_registration, offers.accept_offer)
    decline_offer = in_turn(of_registration.DeclineOffer, _of_registration, offers.decline_offer)
    get_registration = reads(registration.get_registration)
    list_registrations = does(of_registration.ListRegistrations, guest_lists.list_registrations)
    explain_waiting = does(ById, why.explain_waiting)

    register_group = in_turn(of_registration.RegisterGroup, _named, groups.register_group)
    name_members = in_turn(of_registration.NameMembers, _of_group, groups.name_members)
    cancel_group = in_turn(of_registration.CancelGroup, _of_group, groups.cancel_group)
    get_group = reads(groups.get_group)
    list_guest_lists = does(of_guest_lists.ListGuestLists, sent_lists.list_guest_lists)
    get_guest_list = does(of_guest_lists.GetGuestList, sent_lists.get_guest_list)
    undo_guest_list = in_turn(of_guest_lists.UndoGuestList, _named, sent_lists.undo_guest_list)
    list_groups = does(of_registration.ListGroups, groups.list_groups)

    allot_places = in_turn(of_allotments.AllotPlaces, _named, allotments.allot_places)
    name_guests = in_turn(of_allotments.NameGuests, _of_allotment, allotments.name_guests)
    return_places = in_turn(of_allotments.ReturnPlaces, _of_allotment, allotments.return_places)
    get_allotment = does(ById, allotments.get_allotment)

    invite = in_turn(of_invitations.Invite, _named, invitations.invite)
    answer_invitation = in_turn(of_invitations.AnswerInvitation, _of_invitation, invitations.answer_invitation)
    withdraw_invitation = in_turn(of_invitations.WithdrawInvitation, _of_invitation, invitations.withdraw_invitation)
    remind_invitees = does(of_invitations.RemindInvitees, invitations.remind_invitees)
    get_invitation = reads(invitations.get_invitation)
    list_invitations = does(of_invitations.ListInvitations, invitations.list_invitations)

    open_to_public = in_turn(of_openings.OpenToPublic, _named, openings.open_to_public)
    close_to_public = does(of_openings.CloseToPublic, openings.close_to_public)
    get_opening = does(ById, openings.get_opening)
    list_public_activities = does(of_openings.ListPublicActivities, openings.list_public_activities)
    get_public_activity = does(ById, openings.get_public_activity)
    register_publicly = in_turn(of_openings.RegisterPublicly, _named, open_registration.register_publicly)
    get_public_registration = does(of_openings.ByOwnLink, open_registration.get_public_registration)
    withdraw_public_registration = in_turn(
        of_openings.ByOwnLink, _of_link, open_registration.withdraw_public_registration
    )
    accept_public_offer = in_turn(of_openings.ByOwnLink, _of_link, open_registration.accept_public_offer)

    assign_seats = in_turn(of_guests.AssignSeats, _named, seating.assign_seats)
    change_guest = does(of_guests.ChangeGuest, guests.change_guest)
    look_at_guest = does(of_guests.LookAtGuest, guest_lists.look_at_guest)
    list_guest_looks = does(of_guests.ListGuestLooks, guest_lists.list_guest_looks)
    get_guest_needs = reads(guest_lists.get_guest_needs)
    save_guest_rules = does(of_guests.SaveGuestRules, guests.save_guest_rules)
    get_guest_rules = reads(guests.get_guest_rules)
    expire_guests = does(of_guests.ExpireGuests, guests.expire_guests)

    record_scans = does(of_check_in.RecordScans, scans.record_scans)
    undo_scan = does(of_check_in.UndoScan, scans.undo_scan)
    get_check_in = reads(check_in.get_check_in)
    list_arrivals = does(of_check_in.ListArrivals, check_in.list_arrivals)
    list_scan_conflicts = does(of_check_in.ListScanConflicts, check_in.list_scan_conflicts)

    @timer(interval=FORGET_EVERY_SECONDS)
    def forget_guests(self) -> None:
        """Blank the personal data whose time is over."""
        guests.sweep(self.store)
        golf_forgetting.sweep(self.store)

    announce_days = does(of_announcing.AnnounceDays, announcing.announce_days)
    get_announcements = reads(announcing.get_announcements)
    form_delegation = does(of_delegations.FormDelegation, delegations.form_delegation)
    change_delegation = does(of_delegations.ChangeDelegation, delegations.change_delegation)
    call_off_delegation = does(of_delegations.CallOffDelegation, delegations.call_off_delegation)
    get_delegation = reads(delegations.get_delegation)
    record_outcome = does(of_outcomes.RecordOutcome, outcomes.record_outcome)
    withdraw_outcome = does(of_outcomes.WithdrawOutcome, outcomes.withdraw_outcome)
    get_outcome = reads(outcomes.get_outcome)
    record_cost = does(of_costs.RecordCost, costs.record_cost)
    withdraw_cost = does(of_costs.WithdrawCost, costs.withdraw_cost)
    get_cost = reads(costs.get_cost)

    record_outreach = does(of_outreach.RecordOutreach, outreach.record_outreach)
    withdraw_outreach = does(of_outreach.WithdrawOutreach, outreach.withdraw_outreach)
    get_outreach = reads(outreach.get_outreach)

    record_opinion = does(of_opinions.RecordOpinion, opinions.record_opinion)
    assign_opinion = does(of_opinions.AssignOpinion, opinions.assign_opinion)
    answer_opinion = does(of_opinions.AnswerOpinion, opinions.answer_opinion)
    resolve_opinion = does(of_opinions.ResolveOpinion, opinions.resolve_opinion)
    judge_opinion = does(of_opinions.JudgeOpinion, opinions.judge_opinion)
    withdraw_opinion = does(of_opinions.WithdrawOpinion, opinions.withdraw_opinion)
    look_at_asker = does(of_opinions.LookAtAsker, opinions.look_at_asker)
    get_opinion = reads(opinions.get_opinion)

    plan_run_sheet = does(of_run_sheet.PlanRunSheet, run_sheet.plan_run_sheet)
    start_step = does(of_run_sheet.StartStep, run_sheet.start_step)
    finish_step = does(of_run_sheet.FinishStep, run_sheet.finish_step)
    skip_step = does(of_run_sheet.SkipStep, run_sheet.skip_step)
    take_back_step = does(of_run_sheet.TakeBackStep, run_sheet.take_back_step)
    mark_cue = does(of_run_sheet.MarkCue, run_sheet.mark_cue)
    order_steps = does(of_run_sheet.OrderSteps, run_sheet.order_steps)
    close_run_sheet = does(of_run_sheet.CloseRunSheet, run_sheet.close_run_sheet)
    get_run_sheet = reads(run_sheet.get_run_sheet)

    @handles(CUE_RECORDS_QUEUE)
    def follow_records(self, event: Envelope) -> None:
        data = event.loaded()
        self.store.handle(event, CUE_RECORDS_QUEUE, lambda uow: records.follow_records(uow, event.type, data))

    @timer(interval=due.EVERY_SECONDS)
    def settle_what_is_due(self) -> None:
        """What runs out by the clock, where nobody has touched the activity meanwhile."""
        with suppress(StoreAway):  # then in the next round, or by whoever touches the activity
            for code in self.store.transact(due.due_activities)["activities"]:
                self.store.transact(lambda uow, code=code: registration.move_up_waiting(uow, code))

    def _race(self, activity: str, entries: list[Json], context: CommandContext) -> list[Json]:
        """Guests of one activity; that these can't be served just now says nothing about the others of their batch."""
        try:
            with turns.of(activity, utc_now(), context.deadline_at):
                return self.store.transact(lambda uow: racing.register_guests(uow, activity, entries), context)
        except StoreAway as error:
            log.warning("store_away", command="register_guests", activity=activity, error=str(error))
            return [{"away": "store"}] * len(entries)

    def _serve_the_rest(self, activity: str, context: CommandContext) -> None:
        """A quota made much larger may let in more of the waiting list than one transaction moves."""
        more = True
        while more:
            with turns.of(activity, utc_now(), context.deadline_at):
                more = self.store.transact(lambda uow: registration.move_up_waiting(uow, activity), context)["more"]
