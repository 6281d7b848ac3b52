"""How the members of a cluster are, in words: which is away, and whether the others can go on without it."""

from collections.abc import Iterator, Mapping

from chungtay.commands.check import Check
from chungtay.stack import servers
from chungtay.stack.layout import Layout


def checks(layout: Layout) -> Iterator[Check]:
    """One check for the RabbitMQ nodes and one for the MongoDB members; none for servers of the user's own."""
    if layout.members > 1 and not layout.users_mongo_url:
        addresses = dict(enumerate(layout.mongo_addresses, start=1))
        problems = {number: servers.mongo_member_problem(address) for number, address in addresses.items()}
        yield _told("MongoDB", "member", "mongod", problems, "the pages and the API answer 503")
    if layout.members > 1 and not layout.users_amqp_url:
        urls = dict(enumerate(layout.amqp_urls, start=1))
        problems = {number: servers.broker_problem(url) for number, url in urls.items()}
        yield _told("RabbitMQ", "node", "rabbitmq", problems, "events wait and the figures stand still")


def _told(server: str, word: str, kind: str, problems: Mapping[int, str], without_majority: str) -> Check:
    """`problems`: what is wrong with each member, by number; empty where nothing is."""
    what = f"{server} {word}s"
    away = [number for number, problem in problems.items() if problem]
    if not away:
        return Check(what, f"all {len(problems)} are there")
    names = [kind if number == 1 else f"{kind}-{number}" for number in away]
    who = f"{word} {away[0]} of {len(problems)} is" if len(away) == 1 else (
        f"{word}s {' and '.join(map(str, away))} of {len(problems)} are"
    )
    said = f"{who} away ({problems[away[0]]}); "
    if len(away) * 2 < len(problems):
        said += "everything goes on, but bears no second one"
    else:
        said += f"without a majority {without_majority}; nothing is lost"
    return Check(what, said, f"Start it: make up. Why it went: chungtay logs {' '.join(names)}")
