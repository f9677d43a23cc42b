"""What looks like a password is refused; where an access is shared is not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clients.rules.passwords import KEY, NAMED, SHAPED, secret_in

GIVEN_AWAY = [
    ("password: hunter2", NAMED),
    ("Password = sunshine", NAMED),
    ("PWD:Azerty", NAMED),
    ("the password is hunter2", NAMED),
    ("login anna, password Sunshine42", NAMED),
    ("mot de passe : azerty123", NAMED),
    ("Mot de passe\u00a0: soleil", NAMED),
    ("le mot de passe est Soleil2026!", NAMED),
    ("mdp=Toto1234", NAMED),
    ("mdp Toto1234", NAMED),
    ("identifiant anna / mdp : chaton", NAMED),
    ("code PIN : 4821", NAMED),
    ("PIN 4821", NAMED),
    ("code secret: 0000", NAMED),
    ("API key: abc", NAMED),
    ("clé API : 9f8e7d", NAMED),
    ("clé d’API = 9f8e7d", NAMED),
    ("token: qwertz", NAMED),
    ("jeton : qwertz", NAMED),
    ("pass : «Azerty»", NAMED),
    ("Mailchimp, sk_live_4eC39HqLyjWDarjtT1zdp7dc", KEY),
    ("ghp_0123456789abcdefABCDEF0123456789", KEY),
    ("-----BEGIN RSA PRIVATE KEY-----", KEY),
    ("AKIAIOSFODNN7EXAMPLE", KEY),
    ("Tr0ub4dor&3x!", SHAPED),
    ("Canva, Soleil2026!", SHAPED),
    ("Bienvenue#1", SHAPED),
    ("x7Kq2Lm9", SHAPED),
    ("anna@agence.example / P@ssw0rd", SHAPED),
]

FINE = [
    "",
    "Invitation to solene@varenne.example",
    "Invitation envoyée à solene@varenne.example le 12/11/2026",
    "Shared in Bitwarden, collection “Office 2026”",
    "Partagé dans Bitwarden, collection « Compta 2026 »",
    "The password is shared in 1Password",
    "Le mot de passe est partagé par Dashlane",
    "Mot de passe : dans le coffre Bitwarden",
    "Mot de passe : partagé dans Bitwarden",
    "Password: see the vault",
    "Password: none, I sign in with Google",
    "mdp : aucun, connexion Google",
    "No password by mail, please",
    "Jamais de mot de passe par e-mail",
    "Microsoft Office365",
    "Google Workspace",
    "https://trello.com/b/x7Kq2Lm9/Atelier-2026?filter=due:week",
    "www.atelier-lune.example/Admin42!",
    "@studio_lune42 on Instagram",
    "#atelier2026",
    "Notion, espace Équipe2026",
    "R&D-2026",
    "FR76 3000 6000 0112 3456 7890 189",
    "FR7630006000011234567890189",
    "+33 6 12 34 56 78",
    "9:00–12:30, 14:00–17:30",
    "Mon–Fri 9am-5pm",
    "Le passe Navigo est dans le tiroir",
    "First pass in March, second pass in April",
    "Version 2.10.3",
    "100% of the invoices",
    "B2B",
    "WordPress 6.9, éditeur",
]


@pytest.mark.parametrize(("text", "reason"), GIVEN_AWAY)
def test_what_gives_a_secret_away_is_seen(text: str, reason: str) -> None:
    assert secret_in(text) == reason


@pytest.mark.parametrize("text", FINE)
def test_what_says_where_it_is_shared_passes(text: str) -> None:
    assert secret_in(text) == ""


@given(st.text(max_size=300))
def test_any_text_gets_an_answer(text: str) -> None:
    assert secret_in(text) in ("", NAMED, KEY, SHAPED)
