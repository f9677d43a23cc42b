"""The workshop's pages of requests, verdicts, promises and hours."""

from requests.admin.asked import ClientRequestDesk
from requests.admin.hours import TimeEntryDesk
from requests.admin.judged import AssessmentDesk, CommitmentDesk

__all__ = ["AssessmentDesk", "ClientRequestDesk", "CommitmentDesk", "TimeEntryDesk"]
