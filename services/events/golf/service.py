"""Entrypoints of the events service about golf: a part of its class, because it is a job of its own."""

from __future__ import annotations

from contracts.commands.events import golf as of_golf
from contracts.commands.events import golf_money as of_golf_money
from contracts.commands.events import golf_scoring as of_scoring
from contracts.subscriptions import GOLF_PLEDGES_QUEUE
from messaging.doing import does, reads
from messaging.entrypoint import handles
from messaging.envelope import Envelope
from messaging.store_provider import StoreProvider
from services.events.golf import auction as golf_auction
from services.events.golf import flights as golf_flights
from services.events.golf import mulligans as golf_mulligans
from services.events.golf import players as golf_players
from services.events.golf import promises as golf_promises
from services.events.golf import sponsors as golf_sponsors
from services.events.golf import tournaments as golf_tournaments
from services.events.golf_scoring import boards as golf_boards
from services.events.golf_scoring import cards as golf_cards
from services.events.golf_scoring import contests as golf_contests
from services.events.golf_scoring import dealing as golf_dealing
from services.events.golf_scoring import rounds as golf_rounds
from services.events.golf_scoring import rule_sets as golf_rule_sets


class GolfCommands:
    """Tournaments, their players, money, flights, rounds and cards."""

    store: StoreProvider

    save_golf_tournament = does(of_golf.SaveGolfTournament, golf_tournaments.save_golf_tournament)
    get_golf_tournament = reads(golf_tournaments.get_golf_tournament)
    register_golf_player = does(of_golf.RegisterGolfPlayer, golf_players.register_golf_player)
    change_golf_player = does(of_golf.ChangeGolfPlayer, golf_players.change_golf_player)
    withdraw_golf_player = does(of_golf.WithdrawGolfPlayer, golf_players.withdraw_golf_player)
    add_golf_sponsor = does(of_golf_money.AddGolfSponsor, golf_sponsors.add_golf_sponsor)
    name_golf_holes = does(of_golf_money.NameGolfHoles, golf_sponsors.name_golf_holes)
    show_golf_sponsor = does(of_golf_money.ShowGolfSponsor, golf_sponsors.show_golf_sponsor)
    withdraw_golf_sponsor = does(of_golf_money.WithdrawGolfSponsor, golf_sponsors.withdraw_golf_sponsor)
    list_golf_sponsors = does(of_golf_money.ListGolfSponsors, golf_sponsors.list_golf_sponsors)
    get_golf_sponsor = reads(golf_sponsors.get_golf_sponsor)
    sell_golf_mulligans = does(of_golf_money.SellGolfMulligans, golf_mulligans.sell_golf_mulligans)
    withdraw_golf_mulligans = does(of_golf_money.WithdrawGolfMulligans, golf_mulligans.withdraw_golf_mulligans)
    get_golf_promise = reads(golf_mulligans.get_golf_promise)
    add_golf_lot = does(of_golf_money.AddGolfLot, golf_auction.add_golf_lot)
    register_golf_bidder = does(of_golf_money.RegisterGolfBidder, golf_auction.register_golf_bidder)
    show_golf_bidder = does(of_golf_money.ShowGolfBidder, golf_auction.show_golf_bidder)
    place_golf_bid = does(of_golf_money.PlaceGolfBid, golf_auction.place_golf_bid)
    close_golf_lot = does(of_golf_money.CloseGolfLot, golf_auction.close_golf_lot)
    withdraw_golf_bids = does(of_golf_money.WithdrawGolfBids, golf_auction.withdraw_golf_bids)
    get_golf_lot = reads(golf_auction.get_golf_lot)
    list_golf_bidders = does(of_golf_money.ListGolfBidders, golf_auction.list_golf_bidders)
    get_golf_player = reads(golf_players.get_golf_player)
    draw_golf_flights = does(of_golf.DrawGolfFlights, golf_flights.draw_golf_flights)
    move_golf_player = does(of_golf.MoveGolfPlayer, golf_flights.move_golf_player)
    restore_golf_draw = does(of_golf.RestoreGolfDraw, golf_flights.restore_golf_draw)
    lock_golf_draw = does(of_golf.LockGolfDraw, golf_flights.lock_golf_draw)
    list_golf_flights = does(of_golf.OfTournament, golf_flights.list_golf_flights)
    list_golf_looks = does(of_golf.ListGolfLooks, golf_players.list_golf_looks)
    list_golf_players = does(of_golf.ListGolfPlayers, golf_players.list_golf_players)

    save_golf_rule_set = does(of_scoring.SaveGolfRuleSet, golf_rule_sets.save_golf_rule_set)
    get_golf_rule_set = reads(golf_rule_sets.get_golf_rule_set)
    plan_golf_round = does(of_scoring.PlanGolfRound, golf_rounds.plan_golf_round)
    change_golf_rules = does(of_scoring.ChangeGolfRules, golf_rounds.change_golf_rules)
    set_golf_prizes = does(of_scoring.SetGolfPrizes, golf_rounds.set_golf_prizes)
    commit_golf_holes = does(of_scoring.CommitGolfHoles, golf_rounds.commit_golf_holes)
    open_golf_round = does(of_scoring.OpenGolfRound, golf_rounds.open_golf_round)
    close_golf_round = does(of_scoring.CloseGolfRound, golf_rounds.close_golf_round)
    reopen_golf_round = does(of_scoring.ReopenGolfRound, golf_rounds.reopen_golf_round)
    reveal_golf_holes = does(of_scoring.RevealGolfHoles, golf_rounds.reveal_golf_holes)
    get_golf_round = reads(golf_rounds.get_golf_round)
    deal_golf_cards = does(of_scoring.DealGolfCards, golf_dealing.deal_golf_cards)
    list_golf_cards = does(of_scoring.ListGolfCards, golf_dealing.list_golf_cards)
    enter_golf_scores = does(of_scoring.EnterGolfScores, golf_cards.enter_golf_scores)
    sign_golf_card = does(of_scoring.SignGolfCard, golf_cards.sign_golf_card)
    correct_golf_card = does(of_scoring.CorrectGolfCard, golf_cards.correct_golf_card)
    withdraw_golf_card = does(of_scoring.WithdrawGolfCard, golf_cards.withdraw_golf_card)
    return_golf_card = does(of_scoring.ReturnGolfCard, golf_cards.return_golf_card)
    get_golf_card = reads(golf_cards.get_golf_card)
    record_golf_contest = does(of_scoring.RecordGolfContest, golf_contests.record_golf_contest)
    withdraw_golf_contest = does(of_scoring.WithdrawGolfContest, golf_contests.withdraw_golf_contest)
    list_golf_contests = does(of_scoring.ListGolfContests, golf_boards.list_golf_contests)
    get_golf_contest = reads(golf_contests.get_golf_contest)
    read_golf_board = does(of_scoring.ReadGolfBoard, golf_boards.read_golf_board)
    read_golf_result = does(of_scoring.ReadGolfResult, golf_boards.read_golf_result)
    explain_golf_card = does(of_scoring.ExplainGolfCard, golf_boards.explain_golf_card)

    @handles(GOLF_PLEDGES_QUEUE)
    def follow_golf_pledges(self, event: Envelope) -> None:
        pledged = event.loaded()
        self.store.handle(event, GOLF_PLEDGES_QUEUE, lambda uow: golf_promises.follow_pledges(uow, pledged))
