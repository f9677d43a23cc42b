"""Addresses of the procedures."""

from __future__ import annotations

from django.urls import path

from sops.views import reading

app_name = "sops"
urlpatterns = [
    path("sop/", reading.sop_detail, name="sop-detail"),
    path("sop/versions/<int:number>/", reading.version_detail, name="version-detail"),
    path("sop/versions/<int:number>/pdf/", reading.version_pdf, name="version-pdf"),
]
