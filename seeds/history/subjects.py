"""What clients of a made-up business ask for, by which door, and what is done without being asked."""

from __future__ import annotations

SUBJECTS = (
    ("Préparer le dossier de presse du salon", "documents"),
    ("Relancer les factures en retard", "invoicing"),
    ("Réserver l’hôtel et le train de Lyon", "travel"),
    ("Mettre à jour la page des tarifs", "website-updates"),
    ("Trier la boîte mail après les congés", "inbox"),
    ("Déplacer les rendez-vous de jeudi", "diary"),
    ("Mettre en forme le compte rendu du conseil", "documents"),
    ("Nettoyer le fichier des prospects", "crm"),
    ("Répondre aux avis des clients", "customer-care"),
    ("Relier le formulaire au tableau", "automation"),
    ("Préparer la présentation du séminaire", "slides"),
    ("Monter la lettre du mois", "newsletter"),
    ("Programmer les publications de la semaine", "social-posts"),
    ("Chercher trois traiteurs pour l’inauguration", "research"),
    ("Rassembler les pièces du trimestre", "bookkeeping-prep"),
    ("Organiser le webinaire de rentrée", "event"),
    ("Refaire les visuels de la campagne", "visuals"),
    ("Veille sur les appels à projets", "monitoring"),
)
CHANNELS = (("email", "trello", "whatsapp", "phone"), (60, 30, 7, 3))
CHORES = (
    "Tri, réponses et classement",
    "Agenda de la semaine",
    "Appels et relances",
    "Saisie des pièces",
    "Point hebdomadaire",
    "Mise à jour du tableau de suivi",
)
