"""Names of codes, in the active language: channels, tiers, bands, means, categories, kinds."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

type Names = dict[str, str | Promise]

CHANNELS: Names = {
    "email": _("e-mail"),
    "phone": _("phone"),
    "portal": _("the client area"),
    "sms": _("text message"),
    "social_media": _("social media"),
    "voice_message": _("voice message"),
    "video_call": _("video call"),
    "whatsapp": "WhatsApp",
    "trello": "Trello",
    "notion": "Notion",
    "slack": "Slack",
    "teams": "Teams",
    "asana": "Asana",
    "telegram": "Telegram",
    "clickup": "ClickUp",
}
TIERS: Names = {
    "simple": pgettext_lazy("complexity", "simple"),
    "standard": pgettext_lazy("complexity", "standard"),
    "complex": pgettext_lazy("complexity", "complex"),
}
BANDS: Names = {
    "evening": _("weekdays off hours"),
    "weekend": _("weekends"),
    "closure": _("closures"),
    "holiday": _("public holidays"),
    "outside": _("outside opening hours"),
}
MEANS: Names = {
    "transfer": _("bank transfer"),
    "direct_debit": _("direct debit"),
    "standing_order": _("standing order"),
    "card": _("card"),
    "cheque": _("cheque"),
    "cash": _("cash"),
    "paypal": "PayPal",
}
CATEGORIES: Names = {
    "administrative": _("Administration"),
    "technical": _("Technology"),
    "creative": _("Creation"),
    "sales": _("Sales"),
    "marketing": _("Marketing"),
    "research": _("Research"),
}
KINDS: Names = {
    "hourly": _("Work by the hour"),
    "package": _("Monthly packages"),
    "mission": _("One-off missions"),
    "subscription": _("Subscriptions"),
    "trial": _("Free trials"),
}
ANSWERS: Names = {
    "text": _("a short answer"),
    "paragraph": _("a few sentences"),
    "choice": _("a choice"),
    "yes_no": _("yes or no"),
    "date": _("a date"),
    "number": _("a number"),
    "email": _("an e-mail address"),
    "file": _("a file"),
}


def named(code: str, names: Names) -> str:
    """The name of a code; a code of the user's own is shown as words."""
    return str(names[code]) if code in names else code.replace("_", " ").replace("-", " ")


def all_named(codes: Iterable[str], names: Names) -> list[str]:
    """The names of several codes."""
    return [named(code, names) for code in codes]
