"""Addresses of clients."""

from __future__ import annotations

from django.urls import path

from clients.views import brought, people, pipeline, stages, terms

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
]
