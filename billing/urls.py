"""Addresses of the pages of this room."""

from __future__ import annotations

from django.urls import URLPattern

app_name = "billing"
urlpatterns: list[URLPattern] = []
