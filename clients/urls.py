"""Addresses of clients."""

from __future__ import annotations

from django.urls import path

from clients import views

app_name = "clients"
urlpatterns = [
    path("clients/", views.client_list, name="client-list"),
    path("clients/new/", views.client_new, name="client-new"),
    path("clients/<int:pk>/", views.client_detail, name="client-detail"),
    path("clients/<int:pk>/edit/", views.client_edit, name="client-edit"),
    path("clients/<int:pk>/move/", views.client_move, name="client-move"),
    path("clients/<int:pk>/history/", views.client_history, name="client-history"),
]
