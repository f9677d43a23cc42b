"""A form whose client may be somebody new: a name typed beside the list is enough."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clients.models import Client
from clients.welcoming import welcome


class NewcomerForm(forms.ModelForm):
    """Chooses a client, or adds one by name when the record is kept."""

    newcomer = forms.CharField(
        label=gettext_lazy("or somebody new"),
        required=False,
        max_length=200,
        help_text=gettext_lazy("A name is enough; it adds the client."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:  # what is kept stays its client's
            del self.fields["newcomer"]
            return
        self.fields["client"].required = False
        if not Client.objects.exists():
            self.fields["client"].widget = forms.HiddenInput()
            self.fields["newcomer"].label = _("Client")

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean() or {}
        if "newcomer" not in self.fields or cleaned.get("client") or self.has_error("client"):
            return cleaned
        name = " ".join((cleaned.get("newcomer") or "").split())
        cleaned["newcomer"], cleaned["client"] = name, Client.objects.filter(name__iexact=name).first()
        if not name:
            field = "newcomer" if self.fields["client"].widget.is_hidden else "client"
            self.add_error(field, _("For whom? Choose a client, or write a new one’s name."))
        return cleaned

    @transaction.atomic
    def save(self, commit: bool = True) -> Any:
        """Keep the record, and its client where that is somebody new."""
        if self.instance.client_id is None:
            self.instance.client = welcome(self.cleaned_data["newcomer"])
        return super().save(commit)
