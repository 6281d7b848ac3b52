"""Every collection of the donations service, for making indexes at boot."""

from services.donations.appeals.documents import DOCUMENTS as APPEALS
from services.donations.beneficiaries.documents import DOCUMENTS as BENEFICIARIES
from services.donations.campaigns.documents import Campaign
from services.donations.commitments.documents import Commitment
from services.donations.houses.documents import DOCUMENTS as HOUSES
from services.donations.in_kind.documents import DOCUMENTS as IN_KIND
from services.donations.intake.documents import DOCUMENTS as INTAKE
from services.donations.ledger.documents import DOCUMENTS as LEDGER
from services.donations.matching.documents import DOCUMENTS as MATCHING
from services.donations.payouts.documents import DOCUMENTS as PAYOUTS
from services.donations.pledges.documents import Pledge
from services.donations.programmes.commands import Programme
from services.donations.receipts.documents import DOCUMENTS as RECEIPTS
from services.donations.recognition.documents import DOCUMENTS as RECOGNITION
from services.donations.relief.documents import DOCUMENTS as RELIEF
from services.donations.statements.documents import DOCUMENTS as STATEMENTS
from services.donations.stories.documents import DOCUMENTS as STORIES
from services.donations.support.documents import FollowedFinding, FundBalance, HouseholdHold, Payment

DOCUMENTS = [
    Campaign, *INTAKE, *IN_KIND, *LEDGER, Pledge, *STATEMENTS, Payment, FundBalance, FollowedFinding, HouseholdHold,
    *HOUSES, *BENEFICIARIES, Programme, *PAYOUTS, Commitment, *APPEALS, *RECEIPTS, *MATCHING, *RELIEF,
    *RECOGNITION, *STORIES,
]
