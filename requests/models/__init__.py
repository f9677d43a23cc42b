"""Facts of requests and time."""

from requests.models.conversation import REPLIES, Question, Reply, RequestFile
from requests.models.work import (
    Assessment,
    ClientRequest,
    ClientRequestQuerySet,
    Commitment,
    TimeEntry,
    TimeEntryQuerySet,
)

__all__ = [
    "REPLIES",
    "Assessment",
    "ClientRequest",
    "ClientRequestQuerySet",
    "Commitment",
    "Question",
    "Reply",
    "RequestFile",
    "TimeEntry",
    "TimeEntryQuerySet",
]
