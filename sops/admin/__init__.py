"""The workshop's pages of the procedures: the business, and the versions of the SOP."""

from sops.admin.business import BusinessDesk
from sops.admin.versions import SopVersionDesk

__all__ = ["BusinessDesk", "SopVersionDesk"]
