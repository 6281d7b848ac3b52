"""What is supervised, by whom and how: the closed lists that plans, visits and checklists share.

Source of the subjects: the plans of Ninh Bình 2017 (II.4) and of Sơn La 2022 (II.3) and 2023 (II.3, II.4, II.7)."""

KINDS = ["supervision", "inspection", "criticism"]
"""Giám sát, kiểm tra, phản biện xã hội."""

LEVELS = ["province", "district", "commune", "neighbourhood"]

BODIES = [
    "fatherland_front", "trade_union", "farmers_union", "youth_union", "womens_union", "veterans",
    "people_inspectorate", "community_investment_board", "front_working_committee",
]

FUND_SUBJECTS = ["fund_mobilisation", "fund_management", "fund_use"]

DRAFT_DOCUMENT = "draft_document"
"""The one subject of social criticism; it has no checklist."""

CHECKLIST_SUBJECTS = [
    "household_identification", "state_support",
    "new_rural_environment", "new_rural_food_safety", "new_rural_capital", "new_rural_contributions",
    "new_rural_debt", "new_rural_recognition",
    "civilised_urban", "housing_support", *FUND_SUBJECTS, "relief_goods", "house_quality",
]

SUBJECTS = [*CHECKLIST_SUBJECTS, DRAFT_DOCUMENT]
