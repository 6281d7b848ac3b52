"""The organiser's pages: activities, guests and who waits, the gate, the stage, the golf field, invitations."""

from gateway.web.organiser import (
    activities,
    activity_form,
    arrivals,
    costs,
    gate,
    golf_auction,
    golf_bidders,
    golf_board,
    golf_card_desk,
    golf_desk,
    golf_flights,
    golf_lot,
    golf_players,
    golf_rounds,
    guest_list,
    guest_page,
    guests,
    invitation_list,
    open_registration,
    outcomes,
    run_sheet_plan,
    stage,
    waiting_pages,
)

MODULES = (
    activities, activity_form, arrivals, costs, gate, golf_auction, golf_bidders, golf_board, golf_card_desk, golf_desk,
    golf_flights, golf_lot, golf_players, golf_rounds, guest_list, guest_page, guests, invitation_list,
    open_registration, outcomes, run_sheet_plan, stage, waiting_pages,
)
