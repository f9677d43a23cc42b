"""The workshop's pages of clients: who they are, their terms, and what happened on their way."""

from clients.admin.desks import AgreementDesk, ClientDesk, StageChangeDesk
from clients.admin.way import BookingDesk, MeetingDesk, MilestoneDesk, PortalDeviceDesk, PortalLinkDesk

__all__ = [
    "AgreementDesk",
    "BookingDesk",
    "ClientDesk",
    "MeetingDesk",
    "MilestoneDesk",
    "PortalDeviceDesk",
    "PortalLinkDesk",
    "StageChangeDesk",
]
