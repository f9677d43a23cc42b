"""The words of a made-up history on the way from the first call to the kickoff, in the language of each client."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Words:
    """What is offered, said and answered in one language."""

    titles: Mapping[str, str]  # of quotes, by the kind of their first line
    intro: str
    options: tuple[tuple[str, str, str], ...]  # service, label, price
    refusals: tuple[str, ...]
    needs: tuple[str, ...]
    notes: tuple[str, ...]
    decisions: str
    called_off: str
    place: str
    greeting: str
    questions: str
    tools: str
    opening_hours: tuple[str, ...]
    rules: str
    answers: Mapping[str, str]  # by the kind of the question
    accesses: tuple[tuple[str, str, str], ...]  # tool, where it is shared, right
    guide: tuple[str, str]  # name and text of a file


WORDS = {
    "fr": Words(
        titles={
            "hourly": "Assistance au temps passé",
            "package": "Forfait mensuel d’assistance",
            "subscription": "Suivi mensuel",
            "mission": "Mission ponctuelle",
        },
        intro="Comme convenu lors de notre échange, voici ce que je vous propose.",
        options=(
            ("travel", "Réservation de vos déplacements du trimestre", "120.00"),
            ("newsletter", "Une lettre mensuelle à vos clients", "90.00"),
            ("documents", "Mise en ordre de vos dossiers partagés", "240.00"),
            ("slides", "Modèle de présentation à vos couleurs", "180.00"),
        ),
        refusals=("Le budget n’est pas là cette année.", "Nous avons choisi quelqu’un sur place.", ""),
        needs=(
            "Ma boîte mail déborde et je réponds le soir.",
            "Deux mois de factures à envoyer et à relancer.",
            "Un agenda à tenir, et les déplacements qui vont avec.",
            "Une lettre à nos clients chaque mois.",
        ),
        notes=(
            "Reçoit trop de messages et répond le soir. Commencer par la boîte mail.",
            "Deux associés, un seul décide. Facturation en retard de deux mois.",
            "Veut garder la main sur l’agenda ; le reste peut partir.",
            "Tout se passe bien. Ajouter la lettre mensuelle à partir du trimestre prochain.",
        ),
        decisions="Point de quinze minutes le premier lundi du mois.\nLes demandes passent par le tableau.",
        called_off="Empêchement",
        place="En visio ; le lien vient avec la confirmation.",
        greeting="Un appel sans engagement, pour voir si je peux vous aider.",
        questions="Que faites-vous, et pour qui ?\nQu’est-ce qui vous prend trop de temps ?",
        tools="Messagerie, agenda et fichiers partagés chez le même fournisseur.",
        opening_hours=("Du lundi au vendredi, 9 h – 18 h.", "Du mardi au samedi, 10 h – 19 h."),
        rules="Un message par sujet ; les urgences par téléphone.",
        answers={
            "paragraph": "Nous vendons à des particuliers et à quelques entreprises de la région ; le plus lourd, ce "
            "sont les messages, l’agenda et les relances.",
            "text": "La direction, et la comptable pour ce qui dépasse 200 €.",
            "yes_no": "yes",
        },
        accesses=(
            ("Agenda", "Partagé avec {email}", "edit"),
            ("Dossier commun", "Invitation au dossier « Assistance »", "edit"),
            ("Messagerie", "Délégation de la boîte contact", "manage"),
        ),
        guide=("charte.txt", "Charte : vouvoiement, phrases courtes, vert profond."),
    ),
    "en": Words(
        titles={
            "hourly": "Assistance by the hour",
            "package": "Monthly package of assistance",
            "subscription": "Monthly support",
            "mission": "One-off mission",
        },
        intro="As we said on the phone, this is what I suggest.",
        options=(
            ("travel", "Booking the travel of your quarter", "120.00"),
            ("newsletter", "A monthly letter to your customers", "90.00"),
            ("documents", "Your shared folders put in order", "240.00"),
            ("slides", "A slide template in your colours", "180.00"),
        ),
        refusals=("There is no budget for it this year.", "We chose somebody in town.", ""),
        needs=(
            "My inbox overflows, and I answer at night.",
            "Two months of invoices to send and to chase.",
            "A diary to keep, and the travel that goes with it.",
            "A letter to our customers every month.",
        ),
        notes=(
            "Gets too much mail and answers at night. Begin with the inbox.",
            "Two partners, one decides. Invoicing is two months late.",
            "Wants to keep the diary; the rest may go.",
            "All goes well. Add the monthly letter from next quarter on.",
        ),
        decisions="A quarter of an hour on the first Monday of the month.\nRequests go through the board.",
        called_off="Something came up",
        place="By video; the link comes with the confirmation.",
        greeting="A call that binds you to nothing, to see whether I can help.",
        questions="What do you do, and for whom?\nWhat takes too much of your time?",
        tools="Mail, diary and shared files with one provider.",
        opening_hours=("Monday to Friday, 9 to 6.", "Tuesday to Saturday, 10 to 7."),
        rules="One message for one subject; what is urgent by phone.",
        answers={
            "paragraph": "We sell to families and to a few firms nearby; what weighs most are messages, the diary and "
            "payments to chase.",
            "text": "The management, and the bookkeeper above 200.",
            "yes_no": "yes",
        },
        accesses=(
            ("Diary", "Shared with {email}", "edit"),
            ("Common folder", "Invitation to the folder “Assistance”", "edit"),
            ("Mail", "Delegation of the contact mailbox", "manage"),
        ),
        guide=("guidelines.txt", "Guidelines: short sentences, deep green."),
    ),
}
