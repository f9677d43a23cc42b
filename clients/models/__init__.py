"""Who clients are, where they stand, the terms they signed, their meetings, their onboarding, and their door."""

from clients.models.agreements import KINDS, Agreement, AgreementQuerySet
from clients.models.door import PortalCode, PortalDevice, PortalKnock, PortalLink
from clients.models.given import RIGHTS, Access, ClientFile
from clients.models.meetings import BOOKED, CANCELLED, FIT, HELD, OUTCOMES, Booking, Meeting
from clients.models.onboarding import (
    ASSISTANT,
    CLIENT,
    SIDES,
    ChecklistEvent,
    ChecklistItem,
    ChecklistReminder,
    FormAnswer,
    Onboarding,
)
from clients.models.people import CLIENT_KINDS, LANGUAGES, Client, ClientQuerySet, Contact
from clients.models.proposals import RulesProposal, RulesProposalQuerySet
from clients.models.stages import LOSSES, Milestone, StageChange

__all__ = [
    "ASSISTANT",
    "BOOKED",
    "CANCELLED",
    "CLIENT",
    "CLIENT_KINDS",
    "FIT",
    "HELD",
    "KINDS",
    "LANGUAGES",
    "LOSSES",
    "OUTCOMES",
    "RIGHTS",
    "SIDES",
    "Access",
    "Agreement",
    "AgreementQuerySet",
    "Booking",
    "ChecklistEvent",
    "ChecklistItem",
    "ChecklistReminder",
    "Client",
    "ClientFile",
    "ClientQuerySet",
    "Contact",
    "FormAnswer",
    "Meeting",
    "Milestone",
    "Onboarding",
    "PortalCode",
    "PortalDevice",
    "PortalKnock",
    "PortalLink",
    "RulesProposal",
    "RulesProposalQuerySet",
    "StageChange",
]
