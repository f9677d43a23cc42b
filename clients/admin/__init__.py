"""The workshop's pages of clients: who they are, their terms, and what happened on their way."""

from clients.admin.brought import (
    AccessDesk,
    ChecklistEventDesk,
    ChecklistItemDesk,
    ChecklistReminderDesk,
    ClientFileDesk,
    FormAnswerDesk,
    OnboardingDesk,
)
from clients.admin.desks import AgreementDesk, ClientDesk, StageChangeDesk
from clients.admin.way import BookingDesk, MeetingDesk, MilestoneDesk, PortalDeviceDesk, PortalLinkDesk

__all__ = [
    "AccessDesk",
    "AgreementDesk",
    "BookingDesk",
    "ChecklistEventDesk",
    "ChecklistItemDesk",
    "ChecklistReminderDesk",
    "ClientDesk",
    "ClientFileDesk",
    "FormAnswerDesk",
    "MeetingDesk",
    "MilestoneDesk",
    "OnboardingDesk",
    "PortalDeviceDesk",
    "PortalLinkDesk",
    "StageChangeDesk",
]
