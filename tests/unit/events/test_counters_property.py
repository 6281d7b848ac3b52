"""The counters against a naive model that recounts every guest from scratch."""

from hypothesis import given
from hypothesis import strategies as st

from contracts.refusals import Refusal
from services.events.activities.rules import TOTAL, PlacePlan, Quota, plan_places
from services.events.registration.rules import first_who_fit

CODES = ["a", "b", "c", "d", "e"]


@st.composite
def layouts(draw):
    quotas = []
    for i, code in enumerate(CODES[: draw(st.integers(1, 5))]):
        within = draw(st.one_of(st.none(), st.sampled_from(CODES[:i]))) if i else None
        quotas.append(Quota(code, code, draw(st.integers(0, 6)), within, guaranteed=draw(st.booleans())))
    return draw(st.one_of(st.none(), st.integers(1, 15))), quotas


def inside(quota: Quota, outer: str, by_code: dict[str, Quota]) -> bool:
    at: str | None = quota.code
    while at is not None:
        if at == outer:
            return True
        at = by_code[at].within
    return False


def naive_fits(total: int | None, quotas: list[Quota], guests: list[str], newcomer: str) -> bool:
    """Would everybody fit?  Each limit holds its own guests, plus all the places guaranteed inside it, used or not."""
    by_code = {quota.code: quota for quota in quotas}
    everyone = [*guests, newcomer]
    limits = [] if total is None else [(None, total)]
    limits += [(quota.code, quota.places) for quota in quotas]
    for limit, places in limits:
        members = [q for q in quotas if limit is None or inside(q, limit, by_code)]
        needed = 0
        for quota in members:
            keeper = _keeper(quota, limit, by_code)
            if keeper is None:
                needed += everyone.count(quota.code)
            elif keeper == quota.code and _keeper_above(quota, limit, by_code) is None:
                needed += quota.places
        if needed > places and _uses(newcomer, limit, by_code):
            return False
    return True


def _keeper(quota, limit, by_code):
    """The guaranteed quota below ``limit`` that sets this quota's guests apart from it, if any."""
    at = quota
    while at.code != limit:
        if at.guaranteed:
            return at.code
        if at.within is None:
            return None
        at = by_code[at.within]
    return None


def _keeper_above(quota, limit, by_code):
    if quota.within is None or quota.within == limit:
        return None
    return _keeper(by_code[quota.within], limit, by_code)


def _uses(code, limit, by_code):
    return (limit is None or inside(by_code[code], limit, by_code)) and _keeper(by_code[code], limit, by_code) is None


def counted(plan: PlacePlan, left: dict[str, int], quota: str, by: int) -> None:
    for pool in plan.pools[quota]:
        left[pool] += by


@given(layouts(), st.lists(st.tuples(st.sampled_from(["register", "cancel"]), st.integers(0, 10**6)), max_size=60))
def test_counters_agree_with_counting_every_guest_again(layout, moves):
    total, quotas = layout
    try:
        plan = plan_places(total, quotas)
    except Refusal:
        return
    left, guests = plan.left({}), []
    for move, pick in moves:
        if move == "register":
            quota = quotas[pick % len(quotas)].code
            fits = plan.full_pool(quota, left) is None
            assert fits == naive_fits(total, quotas, guests, quota)
            if fits:
                guests.append(quota)
                counted(plan, left, quota, -1)
        elif guests:
            counted(plan, left, guests.pop(pick % len(guests)), +1)
        taken = {quota.code: guests.count(quota.code) for quota in quotas}
        assert plan.left(taken) == left
        assert all(places >= 0 for places in left.values())
        if total is not None:
            assert len(guests) <= total


@given(layouts(), st.lists(st.integers(0, 10**6), max_size=80))
def test_nobody_but_its_own_guests_can_use_up_a_guaranteed_quota(layout, crowd):
    total, quotas = layout
    try:
        plan = plan_places(total, quotas)
    except Refusal:
        return
    kept = [quota.code for quota in quotas if quota.guaranteed]
    by_code = {quota.code: quota for quota in quotas}
    left = plan.left({})
    untouched = {code: left[code] for code in kept}
    for pick in crowd:
        quota = quotas[pick % len(quotas)]
        if any(inside(quota, code, by_code) for code in kept):
            continue
        if plan.full_pool(quota.code, left) is None:
            counted(plan, left, quota.code, -1)
    assert {code: left[code] for code in kept} == untouched
    assert TOTAL not in kept


@given(layouts(), st.lists(st.integers(0, 10**6), max_size=30), st.integers(1, 30))
def test_moving_up_never_oversells_and_leaves_nobody_behind_who_fits(layout, picks, most):
    total, quotas = layout
    try:
        plan = plan_places(total, quotas)
    except Refusal:
        return
    queue = [quotas[pick % len(quotas)].code for pick in picks]
    left = plan.left({})
    served = first_who_fit(plan, left, queue, most)
    for position in served:
        counted(plan, left, queue[position], -1)
    assert all(places >= 0 for places in left.values())
    assert served == sorted(set(served))
    if len(served) < most:
        assert all(plan.full_pool(quota, left) for i, quota in enumerate(queue) if i not in served)
