"""The counters against a naive model that recounts every guest from scratch."""

from hypothesis import given
from hypothesis import strategies as st

from contracts.refusals import Refusal
from services.events.activities.rules import TOTAL, PlacePlan, Quota, plan_places
from services.events.registration.waiting_rules import (
    BEST_FIT,
    STRICT,
    Wish,
    may_enter,
    serve,
    worth_looking_at,
)

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


KINDS = st.lists(st.tuples(st.integers(0, 10**6), st.integers(1, 4)), max_size=30)


def queue_up(quotas, picks):
    """The parties that wait, in order, and the queues of each wish."""
    queue = [Wish(quotas[pick % len(quotas)].code, size) for pick, size in picks]
    queues = {wish: iter([n for n, k in enumerate(queue, 1) if k == wish]) for wish in queue}
    return queue, queues


@given(layouts(), KINDS, st.integers(1, 30), st.sampled_from([STRICT, BEST_FIT]))
def test_moving_up_never_oversells_and_leaves_nobody_behind_who_may(layout, picks, most, policy):
    total, quotas = layout
    try:
        plan = plan_places(total, quotas)
    except Refusal:
        return
    queue, queues = queue_up(quotas, picks)
    left = plan.left({})
    served = serve(plan, policy, left, queues, most)
    numbers = {number for found in served.numbers.values() for number in found}
    for number in numbers:
        for _ in range(queue[number - 1].size):
            counted(plan, left, queue[number - 1].takes_from, -1)
    assert all(places >= 0 for places in left.values())
    assert served.guests == sum(queue[number - 1].size for number in numbers) <= most
    if served.complete:
        waiting = [wish for number, wish in enumerate(queue, 1) if number not in numbers]
        for place, wish in enumerate(waiting):
            assert not may_enter(plan, policy, left, waiting[:place], wish)


@given(layouts(), KINDS)
def test_in_strict_order_nobody_behind_takes_a_place_that_one_before_lacks(layout, picks):
    """Served one after the other by a plain list, as an usher with a paper list would."""
    total, quotas = layout
    try:
        plan = plan_places(total, quotas)
    except Refusal:
        return
    queue, queues = queue_up(quotas, picks)
    left, before, by_hand = plan.left({}), [], []
    for number, wish in enumerate(queue, 1):
        lacked = {pool for one in [*before, wish] for pool in plan.pools[one.takes_from] if left[pool] < one.size}
        if lacked.isdisjoint(plan.pools[wish.takes_from]):
            by_hand.append(number)
            for _ in range(wish.size):
                counted(plan, left, wish.takes_from, -1)
        else:
            before.append(wish)
    served = serve(plan, STRICT, plan.left({}), queues, 10**6)
    assert sorted(n for found in served.numbers.values() for n in found) == by_hand


@given(layouts(), KINDS, st.sampled_from([STRICT, BEST_FIT]))
def test_looking_only_at_kinds_that_matter_serves_the_same(layout, picks, policy):
    total, quotas = layout
    try:
        plan = plan_places(total, quotas)
    except Refusal:
        return
    _, queues = queue_up(quotas, picks)
    _, fewer = queue_up(quotas, picks)
    worth = worth_looking_at(plan, policy, plan.left({}), list(queues))
    everybody = serve(plan, policy, plan.left({}), queues, 10**6)
    assert serve(plan, policy, plan.left({}), {wish: fewer[wish] for wish in worth}, 10**6) == everybody
