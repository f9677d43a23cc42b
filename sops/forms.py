"""Forms of the business and of a version: they check shapes, the rules are elsewhere."""

from __future__ import annotations

import io
import tomllib
from decimal import Decimal
from typing import Any, ClassVar

import tomli_w
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from PIL import Image, UnidentifiedImageError
from pydantic import ValidationError as Malformed

from sops.models import Business, SopVersion
from sops.rules.document import parse_policy, policy_document, policy_table
from sops.rules.policy import Policy

LARGEST_LOGO = 1024 * 1024  # bytes: it is drawn at the size of a stamp
ADDRESS = ("street", "postcode", "city", "country")


class BusinessForm(forms.ModelForm):
    """The business, its address in four fields and its logo as a file."""

    street = forms.CharField(label=gettext_lazy("street"), max_length=200, required=False)
    postcode = forms.CharField(label=gettext_lazy("postcode"), max_length=20, required=False)
    city = forms.CharField(label=gettext_lazy("city"), max_length=100, required=False)
    country = forms.RegexField(
        r"^[A-Z]{2}$", label=gettext_lazy("country"), initial="FR", help_text=gettext_lazy("Two letters, such as FR.")
    )
    logo_file = forms.FileField(
        label=gettext_lazy("logo"), required=False, help_text=gettext_lazy("PNG or JPEG, at most 1 MB.")
    )
    drop_logo = forms.BooleanField(label=gettext_lazy("remove the logo"), required=False)

    class Meta:
        model = Business
        fields: ClassVar = [
            *("name", "legal_form", "tagline", "language", "currency"),
            *("siren", "siret", "rcs", "activity", "vat_regime", "vat_number"),
            *("email", "phone", "iban", "bic", "number_pattern", "next_number"),
        ]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ADDRESS:
            self.initial.setdefault(name, self.instance.address.get(name, self.fields[name].initial or ""))

    def clean_logo_file(self) -> bytes:
        """The picture's bytes; refused when it is no PNG or JPEG, or too large."""
        upload = self.cleaned_data["logo_file"]
        if not upload:
            return b""
        if upload.size > LARGEST_LOGO:
            raise ValidationError(_("The logo is larger than 1 MB; choose a smaller picture."))
        content: bytes = upload.read()
        try:
            with Image.open(io.BytesIO(content), formats=("PNG", "JPEG")) as picture:
                picture.verify()
        except (UnidentifiedImageError, OSError, SyntaxError, Image.DecompressionBombError) as error:
            raise ValidationError(_("The logo is no PNG or JPEG picture; choose another file.")) from error
        return content

    def clean(self) -> dict[str, Any]:
        """Write the address and the logo beside the plain fields."""
        found = super().clean() or self.cleaned_data
        self.instance.address = {name: value for name in ADDRESS if (value := found.get(name))}
        if found.get("logo_file") or found.get("drop_logo"):
            self.instance.logo = found.get("logo_file") or b""
        return found


class SopVersionForm(forms.ModelForm):
    """A draft, its policy written as in the `[sop]` table of a pack."""

    text = forms.CharField(
        label=gettext_lazy("policy"),
        widget=forms.Textarea(attrs={"rows": 40, "class": "vLargeTextField", "spellcheck": "false"}),
        help_text=gettext_lazy("Written as in a pack, without the leading “sop.”."),
        strip=False,
    )

    class Meta:
        model = SopVersion
        fields: ClassVar = ["title", "effective_on"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        policy = self.instance.policy() if self.instance.pk else Policy()
        self.initial.setdefault("text", policy_toml(policy))

    def clean_text(self) -> Policy:
        """The policy of the text; refused with one line per problem."""
        try:
            table = tomllib.loads(self.cleaned_data["text"].replace("\r\n", "\n"), parse_float=Decimal)
            return parse_policy(table)
        except tomllib.TOMLDecodeError as error:
            raise ValidationError(_("This is not TOML: %(error)s.") % {"error": error}) from error
        except Malformed as error:
            raise ValidationError([f"{_path(each['loc'])}: {each['msg']}" for each in error.errors()]) from error

    def clean(self) -> dict[str, Any]:
        """Keep the policy as a document."""
        found = super().clean() or self.cleaned_data
        if "text" in found:
            self.instance.document = policy_document(found["text"])
        return found


def policy_toml(policy: Policy) -> str:
    """The policy as TOML; reading it gives an equal policy."""
    return tomli_w.dumps(policy_table(policy))


def _path(place: tuple[int | str, ...]) -> str:
    return "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in place).lstrip(".") or "policy"
