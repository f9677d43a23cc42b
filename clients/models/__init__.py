"""Who clients are, where they stand, the terms they signed, their meetings, and their door."""

from clients.models.agreements import KINDS, Agreement, AgreementQuerySet
from clients.models.door import PortalCode, PortalDevice, PortalLink
from clients.models.meetings import BOOKED, CANCELLED, HELD, OUTCOMES, Booking, Meeting
from clients.models.people import CLIENT_KINDS, LANGUAGES, Client, ClientQuerySet, Contact
from clients.models.stages import LOSSES, Milestone, StageChange

__all__ = [
    "BOOKED",
    "CANCELLED",
    "CLIENT_KINDS",
    "HELD",
    "KINDS",
    "LANGUAGES",
    "LOSSES",
    "OUTCOMES",
    "Agreement",
    "AgreementQuerySet",
    "Booking",
    "Client",
    "ClientQuerySet",
    "Contact",
    "Meeting",
    "Milestone",
    "PortalCode",
    "PortalDevice",
    "PortalLink",
    "StageChange",
]
