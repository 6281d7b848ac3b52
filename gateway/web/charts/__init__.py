"""Charts as plain numbers: where each mark lies, what it says, where it leads.

`parts/charts.html` draws them as SVG, each with its table. No script, no font, no file of anybody else.
"""

from gateway.web.charts.columns import Column, Columns, columns
from gateway.web.charts.dots import Dot, DotMap, Place, dot_map
from gateway.web.charts.lines import Line, Lines, lines
from gateway.web.charts.progress import Part, Progress, progress
from gateway.web.charts.scales import Tick, ticks_up_to

__all__ = [
    "Column", "Columns", "Dot", "DotMap", "Line", "Lines", "Part", "Place", "Progress", "Tick", "columns", "dot_map",
    "lines", "progress", "ticks_up_to",
]
