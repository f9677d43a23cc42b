"""The workshop's pages of requests, verdicts, promises and hours."""

from requests.admin.asked import ClientRequestDesk
from requests.admin.hours import TimeEntryDesk
from requests.admin.judged import AssessmentDesk, CommitmentDesk
from requests.admin.said import QuestionDesk, ReplyDesk, RequestFileDesk

__all__ = [
    "AssessmentDesk",
    "ClientRequestDesk",
    "CommitmentDesk",
    "QuestionDesk",
    "ReplyDesk",
    "RequestFileDesk",
    "TimeEntryDesk",
]
