"""One search over all that a district has published.

`Search` answers a reader's words; `catch_up` and `rebuild` keep the index. The full
text index of the database only finds: what is shown is read from the public records at
the moment of asking.
"""

from creative_district.portal.search.asked import LONGEST
from creative_district.portal.search.index import catch_up, rebuild
from creative_district.portal.search.kinds import Group
from creative_district.portal.search.results import Result, Search

__all__ = ["LONGEST", "Group", "Result", "Search", "catch_up", "rebuild"]
