"""What a planning meeting opens with: a quarter's changes, by what they ask of people.

period.py    the days it is about
survey.py    all changes in outline -> how many of what, and which are read in full
compose.py   those -> a brief; codes.py, papers.py, access.py, clients.py and follow.py make its lists
sheet.py     what a brief holds, in no language
lines.py     a brief as JSON lines; told.py in a language, as tables that html.py, markdown.py and xlsx.py write
"""

from monitor.brief.compose import Context, compose
from monitor.brief.period import Period, quarter
from monitor.brief.sheet import Brief
from monitor.brief.survey import Survey, settled, survey

__all__ = ["Brief", "Context", "Period", "Survey", "compose", "quarter", "settled", "survey"]
