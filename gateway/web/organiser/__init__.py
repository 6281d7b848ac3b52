"""The organiser's pages: activities, guests and who waits, the gate, the stage, the golf field, invitations.

What is written down of an activity (groups, allotments, delegations, opinions, outcomes, costs, outreach) has its pages
from declarations: `record_kinds.py`, `record_pages.py`."""

from gateway.web.organiser import (
    activities,
    activity_form,
    allotments,
    arrivals,
    costs,
    delegations,
    gate,
    golf_auction,
    golf_bidders,
    golf_board,
    golf_card_desk,
    golf_contests,
    golf_desk,
    golf_flights,
    golf_lot,
    golf_players,
    golf_prizes,
    golf_rounds,
    golf_sponsor,
    golf_sponsors,
    groups,
    guest_list,
    guest_lists,
    guest_page,
    guests,
    invitation_list,
    open_registration,
    opinions,
    outcomes,
    outreach,
    run_sheet_plan,
    seating,
    stage,
    waiting_pages,
)

MODULES = (
    activities, activity_form, allotments, arrivals, costs, delegations, gate, golf_auction, golf_bidders, golf_board,
    golf_card_desk, golf_contests, golf_desk, golf_flights, golf_lot, golf_players, golf_prizes, golf_rounds,
    golf_sponsor, golf_sponsors, groups, guest_list, guest_lists, guest_page, guests, invitation_list,
    open_registration, opinions, outcomes, outreach, run_sheet_plan, seating, stage, waiting_pages,
)
