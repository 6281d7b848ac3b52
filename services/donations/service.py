"""Every entrypoint of the donations service."""

from __future__ import annotations

from typing import Any

from contracts.commands import ById, Command
from contracts.commands.donations import appeals as of_appeals
from contracts.commands.donations import beneficiaries as of_beneficiaries
from contracts.commands.donations import campaigns as of_campaigns
from contracts.commands.donations import commitments as of_commitments
from contracts.commands.donations import houses as of_houses
from contracts.commands.donations import in_kind as of_in_kind
from contracts.commands.donations import intake as of_intake
from contracts.commands.donations import ledger as of_ledger
from contracts.commands.donations import matching as of_matching
from contracts.commands.donations import payouts as of_payouts
from contracts.commands.donations import pledges as of_pledges
from contracts.commands.donations import programmes as of_programmes
from contracts.commands.donations import receipts as of_receipts
from contracts.commands.donations import recognition as of_recognition
from contracts.commands.donations import relief as of_relief
from contracts.commands.donations import statements as of_statements
from contracts.commands.donations import stories as of_stories
from contracts.commands.donations import support as of_support
from contracts.commands.donations import vietqr as of_vietqr
from contracts.subscriptions import DAMAGE_QUEUE, PAYMENT_HOLDS_QUEUE, PROMISES_QUEUE
from messaging.answering import answers
from messaging.commands import rpc
from messaging.context import CommandContext
from messaging.doing import does, reads
from messaging.entrypoint import handles
from messaging.envelope import Envelope
from messaging.store_provider import StoreProvider
from services.donations.appeals import commands as appeals
from services.donations.appeals import telling as appeals_told
from services.donations.beneficiaries import commands as beneficiaries
from services.donations.campaigns import commands as campaigns
from services.donations.commitments import commands as commitments
from services.donations.documents import DOCUMENTS
from services.donations.houses import commands as houses
from services.donations.in_kind import commands as in_kind
from services.donations.intake import amending, contributors
from services.donations.intake import commands as intake
from services.donations.intake import searching as gifts_found
from services.donations.ledger import books, exporting, proofs
from services.donations.ledger.fund_receipts import FreeShards
from services.donations.matching import commands as matching
from services.donations.matching import desk, progress
from services.donations.migrations import MIGRATIONS
from services.donations.payouts import commands as payouts
from services.donations.payouts import explaining, searching
from services.donations.pledges import commands as pledges
from services.donations.pledges import following as promises
from services.donations.programmes import commands as programmes
from services.donations.receipts import commands as receipts
from services.donations.receipts import searching as receipts_found
from services.donations.recognition import commands as recognition
from services.donations.relief import commands as relief
from services.donations.statements import commands as statements
from services.donations.statements import mapping_commands as mapping
from services.donations.statements import steering
from services.donations.stories import commands as stories
from services.donations.stories import previewing as stories_previewed
from services.donations.stories import telling as stories_told
from services.donations.support import commands as support
from services.donations.support import holds, terms, waiting
from services.donations.vietqr import commands as vietqr

Json = dict[str, Any]

free_shards = FreeShards()


class DonationsService:
    """The Fund's money: promised, received, booked and paid out."""

    name = "donations"
    store = StoreProvider("donations", DOCUMENTS, migrations=MIGRATIONS)

    save_campaign = does(of_campaigns.SaveCampaign, campaigns.save_campaign)
    get_campaign = reads(campaigns.get_campaign)

    @rpc
    @answers(of_intake.RecordDonations)
    def record_donations(self, command: Json, context: CommandContext) -> Json:
        with free_shards.lent() as shard:
            entries = command["entries"]
            return self.store.transact(lambda uow: {"answers": intake.record_donations(uow, entries, shard)}, context)

    record_donation = does(of_intake.RecordDonation, intake.record_donation)
    get_donation = reads(intake.get_donation)
    find_gifts = does(of_intake.FindGifts, gifts_found.find_gifts)
    correct_donation = does(of_intake.CorrectDonation, amending.correct_donation)
    refund_donation = does(of_intake.RefundDonation, amending.refund_donation)
    settle_refund = does(of_intake.SettleRefund, amending.settle_refund)
    change_donor_consent = does(of_intake.ChangeDonorConsent, amending.change_donor_consent)
    list_contributors = does(of_intake.ListContributors, contributors.list_contributors)
    get_contributors = reads(contributors.get_contributors)
    get_refund = reads(amending.get_refund)

    get_ledger_proof = does(ById, proofs.get_ledger_proof)
    get_ledger_part = does(of_ledger.GetLedgerPart, exporting.get_ledger_part)
    get_ledger_days = does(of_ledger.GetLedgerDays, exporting.get_ledger_days)
    get_trial_balance = does(of_ledger.GetTrialBalance, books.get_trial_balance)
    get_account_book = does(of_ledger.GetAccountBook, books.get_account_book)

    record_goods = does(of_in_kind.RecordGoods, in_kind.record_goods)
    withdraw_goods = does(of_in_kind.WithdrawGoods, in_kind.withdraw_goods)
    hand_out_goods = does(of_in_kind.HandOutGoods, in_kind.hand_out_goods)
    undo_hand_out = does(of_in_kind.UndoHandOut, in_kind.undo_hand_out)
    record_labour = does(of_in_kind.RecordLabour, in_kind.record_labour)
    withdraw_labour = does(of_in_kind.WithdrawLabour, in_kind.withdraw_labour)
    get_goods = reads(in_kind.get_goods)
    get_hand_out = reads(in_kind.get_hand_out)
    get_labour = reads(in_kind.get_labour)

    register_pledge = does(of_pledges.RegisterPledge, pledges.register_pledge)
    get_pledge = reads(pledges.get_pledge)
    lapse_pledge = does(of_pledges.LapsePledge, pledges.lapse_pledge)
    reopen_pledge = does(of_pledges.ReopenPledge, pledges.reopen_pledge)
    change_pledger_consent = does(of_pledges.ChangePledgerConsent, pledges.change_pledger_consent)
    list_overdue_pledges = does(of_pledges.ListOverduePledges, pledges.list_overdue_pledges)

    save_appeal = does(of_appeals.SaveAppeal, appeals.save_appeal)
    import_enterprises = does(of_appeals.ImportEnterprises, appeals.import_enterprises)
    send_appeal = does(of_appeals.SendAppeal, appeals.send_appeal)
    answer_letter = does(of_appeals.AnswerLetter, appeals.answer_letter)
    list_appeal_letters = does(of_appeals.LettersOfAppeal, appeals_told.list_appeal_letters)
    get_appeal = reads(appeals_told.get_appeal)
    get_appeal_letter = reads(appeals_told.get_appeal_letter)
    get_pledge_vietqr = does(of_vietqr.GetPledgeVietQr, vietqr.get_pledge_vietqr)
    get_campaign_vietqr = does(of_vietqr.GetCampaignVietQr, vietqr.get_campaign_vietqr)

    issue_receipts = does(of_receipts.IssueReceipts, receipts.issue_receipts)
    void_receipt = does(of_receipts.VoidReceipt, receipts.void_receipt)
    replace_receipt = does(of_receipts.ReplaceReceipt, receipts.replace_receipt)
    find_receipts = does(of_receipts.FindReceipts, receipts_found.find_receipts)
    read_receipts = does(of_receipts.ReadReceipts, receipts.read_receipts)
    units_of_receipts = does(of_receipts.ReadReceipts, receipts.units_of_receipts)
    get_receipt = reads(receipts.get_receipt)
    check_receipt = does(ById, receipts.check_receipt)

    begin_statement_import = does(of_statements.BeginStatementImport, statements.begin_statement_import)
    append_statement_chunk = does(of_statements.AppendStatementChunk, statements.append_statement_chunk)
    finish_statement_upload = does(of_statements.FinishStatementUpload, statements.finish_statement_upload)
    cancel_statement_import = does(ById, steering.cancel_statement_import)
    resume_statement_import = does(ById, steering.resume_statement_import)
    start_statement_import = does(ById, statements.start_statement_import)
    save_statement_mapping = does(of_statements.SaveStatementMapping, mapping.save_statement_mapping)
    get_statement_mapping = does(of_statements.GetStatementMapping, mapping.get_statement_mapping)
    preview_statement_import = does(ById, mapping.preview_statement_import)
    undo_statement_import = does(of_statements.UndoStatementImport, steering.undo_statement_import)
    get_statement_import = reads(steering.get_statement_import)

    save_household = does(of_beneficiaries.SaveHousehold, beneficiaries.save_household)
    close_household = does(of_beneficiaries.CloseHousehold, beneficiaries.close_household)
    look_at_household = does(of_beneficiaries.LookAtHousehold, beneficiaries.look_at_household)
    list_households = does(of_beneficiaries.ListHouseholds, beneficiaries.list_households)
    list_looks = does(of_beneficiaries.ListLooks, beneficiaries.list_looks)
    get_household = reads(beneficiaries.get_household)

    list_match_lines = does(of_matching.ListMatchLines, desk.list_match_lines)
    get_match_line = does(ById, desk.get_match_line)
    get_desk_progress = does(of_matching.DeskProgress, progress.get_desk_progress)
    find_pledges = does(of_matching.FindPledges, desk.find_pledges)
    confirm_match = does(of_matching.ConfirmMatch, matching.confirm_match)
    reject_match = does(of_matching.RejectMatch, matching.reject_match)
    attribute_line = does(of_matching.AttributeLine, matching.attribute_line)
    undo_match = does(of_matching.UndoMatch, matching.undo_match)

    propose_support = does(of_support.ProposeSupport, support.propose_support)
    verify_support = does(of_support.PaymentStep, support.verify_support)
    approve_support = does(of_support.PaymentStep, support.approve_support)
    pay_support = does(of_support.PaymentStep, support.pay_support)
    withdraw_support = does(of_support.WithdrawSupport, support.withdraw_support)
    confirm_support = does(of_support.ConfirmSupport, support.confirm_support)
    get_payment = reads(support.get_payment)
    ask_support_terms = does(of_support.AskSupportTerms, terms.ask_support_terms)
    list_waiting_payments = does(of_support.ListWaitingPayments, waiting.list_waiting_payments)

    save_programme = does(of_programmes.SaveProgramme, programmes.save_programme)
    list_programmes = does(of_programmes.ListProgrammes, programmes.list_programmes)

    make_batch = does(of_payouts.MakeBatch, payouts.make_batch)
    export_batch = does(of_payouts.ExportBatch, payouts.export_batch)
    settle_batch = does(of_payouts.SettleBatch, payouts.settle_batch)
    cancel_batch = does(of_payouts.CancelBatch, payouts.cancel_batch)
    get_batch = reads(payouts.get_batch)
    list_batch_payments = reads(payouts.list_batch_payments)
    explain_bank_debit = does(of_payouts.ExplainBankDebit, explaining.explain_bank_debit)
    take_back_explanation = does(ById, explaining.take_back_explanation)
    list_open_bank_debits = does(of_payouts.ListOpenBankDebits, searching.list_open_bank_debits)
    get_debit_explanation = reads(explaining.get_debit_explanation)

    register_house = does(of_houses.RegisterHouse, houses.register_house)
    link_house_payment = does(of_houses.LinkHousePayment, houses.link_house_payment)
    survey_house = does(of_houses.SurveyHouse, houses.survey_house)
    accept_house = does(of_houses.AcceptHouse, houses.accept_house)
    hand_over_house = does(of_houses.HandOverHouse, houses.hand_over_house)
    cancel_house = does(of_houses.CancelHouse, houses.cancel_house)
    add_house_photo = does(of_houses.AddHousePhoto, houses.add_house_photo)
    get_house_photo = does(of_houses.HousePhoto, houses.get_house_photo)
    get_house = reads(houses.get_house)

    record_story_consent = does(of_stories.RecordStoryConsent, stories.record_story_consent)
    withdraw_story_consent = does(of_stories.WithdrawStoryConsent, stories.withdraw_story_consent)
    write_story = does(of_stories.WriteStory, stories.write_story)
    publish_story = does(of_stories.PublishStory, stories.publish_story)
    take_down_story = does(of_stories.TakeDownStory, stories.take_down_story)
    look_at_story = does(of_stories.OfHouse, stories_told.look_at_story)
    list_story_houses = does(of_stories.ListStoryHouses, stories_told.list_story_houses)
    get_story_picture = does(of_stories.StoryPicture, stories_previewed.get_story_picture)
    list_public_stories = does(of_stories.ListPublicStories, stories_told.list_public_stories)
    get_public_story = does(of_stories.PublicStory, stories_told.get_public_story)
    get_public_story_picture = does(of_stories.PublicStoryPicture, stories_told.get_public_story_picture)

    register_commitment = does(of_commitments.RegisterCommitment, commitments.register_commitment)
    report_commitment = does(of_commitments.ReportCommitment, commitments.report_commitment)
    end_commitment = does(of_commitments.EndCommitment, commitments.end_commitment)
    get_commitment = reads(commitments.get_commitment)

    save_relief_rule = does(of_relief.SaveReliefRule, relief.save_relief_rule)
    call_relief = does(of_relief.CallRelief, relief.call_relief)
    extend_relief = does(of_relief.ExtendRelief, relief.extend_relief)
    link_damage = does(of_relief.LinkDamage, relief.link_damage)
    record_distribution = does(of_relief.RecordDistribution, relief.record_distribution)
    withdraw_distribution = does(of_relief.WithdrawDistribution, relief.withdraw_distribution)
    get_relief = reads(relief.get_relief)
    get_distribution = reads(relief.get_distribution)

    save_recognition_rule = does(of_recognition.SaveRecognitionRule, recognition.save_recognition_rule)
    list_recognition_rules = does(Command, recognition.list_recognition_rules)
    propose_honours = does(of_recognition.ProposeHonours, recognition.propose_honours)
    nominate_honour = does(of_recognition.NominateHonour, recognition.nominate_honour)
    decide_honour = does(of_recognition.DecideHonour, recognition.decide_honour)
    list_honours = does(of_recognition.ListHonours, recognition.list_honours)
    get_honour = reads(recognition.get_honour)

    @handles(PAYMENT_HOLDS_QUEUE)
    def follow_finding(self, event: Envelope) -> None:
        finding = event.loaded()
        self.store.handle(event, PAYMENT_HOLDS_QUEUE, lambda uow: holds.follow_finding(uow, finding))

    @handles(DAMAGE_QUEUE)
    def follow_damage(self, event: Envelope) -> None:
        told = event.loaded()
        self.store.handle(event, DAMAGE_QUEUE, lambda uow: relief.follow_damage(uow, told))

    @handles(PROMISES_QUEUE)
    def follow_promises(self, event: Envelope) -> None:
        promised = event.loaded()
        self.store.handle(event, PROMISES_QUEUE, lambda uow: promises.follow_promises(uow, promised))
