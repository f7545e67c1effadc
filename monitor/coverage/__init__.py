"""What was looked at: for every source and day what was due, what came of it, and what may be said of it.

`calendar` cuts time into the days that people read, `misses` finds the checks that were due and never made,
`report` puts it all together, `statement` says where "no change observed" is true. Values in, values out.
"""

from monitor.coverage.calendar import Offset, Period, day_of, days, offsets
from monitor.coverage.misses import GRACE, PutBack, misses, overdue, put_back
from monitor.coverage.report import Asked, Day, Report, Sight, SourceReport, report
from monitor.coverage.statement import Lack, Statement
from monitor.coverage.tally import Amount, Counted, Record, Tally

__all__ = [
    "GRACE", "Amount", "Asked", "Counted", "Day", "Lack", "Offset", "Period", "PutBack", "Record", "Report", "Sight", "SourceReport", "Statement", "Tally",
    "day_of", "days", "misses", "offsets", "overdue", "put_back", "report",
]  # fmt: skip
