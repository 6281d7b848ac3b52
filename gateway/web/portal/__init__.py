"""The public portal: what came in, what went out and how anybody can check it, without a log-in.

Nothing here is for an account alone: every page shows the same to everybody, so it may be kept for a minute by whoever
lies in between (but for stories of houses, which may be taken back), and only read models and what services tell
everybody are asked.
"""

from gateway.web.portal import activities, front, giving, lines, open_data, papers, stories

MODULES = (activities, front, giving, lines, open_data, papers, stories)
