"""Addresses of clients."""

from __future__ import annotations

from django.urls import path

from clients.views import (
    booked,
    booking_settings,
    brought,
    brought_portal,
    calls,
    inside,
    inviting,
    meetings,
    people,
    pipeline,
    portal,
    slots,
    stages,
    terms,
)

app_name = "clients"
urlpatterns = [
    path("clients/", people.client_list, name="client-list"),
    path("clients/new/", people.client_new, name="client-new"),
    path("clients/<int:pk>/", people.client_detail, name="client-detail"),
    path("clients/<int:pk>/edit/", people.client_edit, name="client-edit"),
    path("clients/<int:pk>/move/", stages.client_move, name="client-move"),
    path("clients/<int:pk>/move/back/", stages.client_move_back, name="client-move-back"),
    path("clients/<int:pk>/pause/", stages.client_pause, name="client-pause"),
    path("clients/<int:pk>/resume/", stages.client_resume, name="client-resume"),
    path("clients/<int:pk>/archive/", stages.client_archive, name="client-archive"),
    path("clients/<int:pk>/delete/", stages.client_delete, name="client-delete"),
    path("clients/<int:pk>/agreements/new/", terms.agreement_new, name="agreement-new"),
    path("clients/<int:pk>/contacts/new/", terms.contact_new, name="contact-new"),
    path("agreements/<int:pk>/edit/", terms.agreement_edit, name="agreement-edit"),
    path("agreements/<int:pk>/delete/", terms.agreement_delete, name="agreement-delete"),
    path("contacts/<int:pk>/edit/", terms.contact_edit, name="contact-edit"),
    path("pipeline/", pipeline.pipeline_list, name="pipeline"),
    path("pipeline/list/", pipeline.pipeline_table, name="pipeline-table"),
    path("pipeline/report/", pipeline.pipeline_report, name="pipeline-report"),
    path("clients/<int:pk>/process/", people.client_process, name="client-process"),
    path("clients/<int:pk>/lately/", people.client_lately, name="client-lately"),
    path("clients/<int:pk>/documents/", people.client_documents, name="client-documents"),
    path("clients/<int:pk>/history/", people.client_history, name="client-history"),
    path("clients/<int:pk>/onboarding/", brought.hers(brought.detail), name="onboarding"),
    *(
        path(f"clients/<int:pk>/onboarding/{route}", brought.hers(view), name=f"onboarding-{name}")
        for name, route, view in (*brought.SHARED, *brought.HERS)
    ),
    path("book/", slots.slot_list, name="slot-list"),
    path("book/details/", slots.slot_take, name="slot-take"),
    path("book/m/<str:secret>/", booked.booked_detail, name="booked-detail"),
    path("book/m/<str:secret>/meeting.ics", booked.booked_file, name="booked-file"),
    path("book/m/<str:secret>/move/", booked.booked_move, name="booked-move"),
    path("book/m/<str:secret>/cancel/", booked.booked_cancel, name="booked-cancel"),
    path("book/kickoff/<str:secret>/", booked.kickoff_choose, name="kickoff-choose"),
    path("calendar/<str:secret>.ics", booking_settings.feed_detail, name="feed-detail"),
    path("settings/booking/", booking_settings.booking_edit, name="booking-edit"),
    path("settings/booking/feed/", booking_settings.feed_new, name="feed-new"),
    path("settings/booking/feed/restore/<str:kept>/", booking_settings.feed_restore, name="feed-restore"),
    path("settings/booking/feed/revoke/", booking_settings.feed_revoke, name="feed-revoke"),
    path("meetings/", meetings.meeting_list, name="meeting-list"),
    path("meetings/new/", meetings.meeting_new, name="meeting-new"),
    path("meetings/<int:pk>/", meetings.meeting_detail, name="meeting-detail"),
    path("meetings/<int:pk>/move/", meetings.meeting_move, name="meeting-move"),
    path("meetings/<int:pk>/cancel/", meetings.meeting_cancel, name="meeting-cancel"),
    path("meetings/<int:pk>/meeting.ics", meetings.meeting_file, name="meeting-file"),
    path("meetings/<int:pk>/note/", calls.meeting_note, name="meeting-note"),
    path("meetings/<int:pk>/hold/", calls.meeting_hold, name="meeting-hold"),
    path("meetings/<int:pk>/reopen/", calls.meeting_reopen, name="meeting-reopen"),
    path("meetings/<int:pk>/letter/", calls.meeting_letter, name="meeting-letter"),
    path("clients/<int:pk>/kickoff/", calls.kickoff_offer, name="kickoff-offer"),
    path("clients/<int:pk>/portal/", inviting.client_portal, name="client-portal"),
    path("clients/<int:pk>/portal-links/", inviting.portal_link_list, name="portal-link-list"),
    path("portal-links/<int:pk>/revoke/", inviting.portal_link_revoke, name="portal-link-revoke"),
    path("portal-links/<int:pk>/restore/", inviting.portal_link_restore, name="portal-link-restore"),
    path("clients/<int:pk>/rules-proposals/", inviting.rules_proposal_list, name="rules-proposal-list"),
    path("rules-proposals/<int:pk>/withdraw/", inviting.rules_proposal_withdraw, name="rules-proposal-withdraw"),
    # The portal: its door opens with a secret, its pages by the browser that came in.
    path("p/", portal.portal_front, name="portal-front"),
    path("p/logo/", portal.portal_logo, name="portal-logo"),
    path("p/colour.css", portal.portal_colour, name="portal-colour"),
    path("p/open/<str:secret>/", portal.portal_open, name="portal-open"),
    path("p/open/<str:secret>/code/", portal.portal_code, name="portal-code"),
    path("p/open/<str:secret>/enter/", portal.portal_enter, name="portal-enter"),
    path("p/<int:pk>/", inside.portal_home, name="portal-home"),
    path("p/<int:pk>/onboarding/", brought_portal.theirs(brought.detail), name="portal-onboarding"),
    *(
        path(f"p/<int:pk>/onboarding/{route}", brought_portal.theirs(view), name=f"portal-onboarding-{name}")
        for name, route, view in brought.SHARED
    ),
    path("p/<int:pk>/documents/", inside.portal_documents, name="portal-documents"),
    path("p/<int:pk>/rules/", inside.portal_rules, name="portal-rules"),
    path("p/<int:pk>/rules/<int:number>/pdf/", inside.portal_rules_pdf, name="portal-rules-pdf"),
    path("p/<int:pk>/rules/proposals/<int:proposal>/", inside.portal_proposal, name="portal-proposal"),
]
