"""Addresses of the procedures."""

from __future__ import annotations

from django.urls import path

from sops.views import publishing, reading, writing

app_name = "sops"
urlpatterns = [
    path("sop/", reading.sop_detail, name="sop-detail"),
    path("sop/texts/", reading.text_list, name="text-list"),
    path("sop/versions/", publishing.version_list, name="version-list"),
    path("sop/versions/compare/", publishing.version_compare, name="version-compare"),
    path("sop/versions/<int:number>/", reading.version_detail, name="version-detail"),
    path("sop/versions/<int:number>/pdf/", reading.version_pdf, name="version-pdf"),
    path("sop/versions/<int:number>/revise/", publishing.version_revise, name="version-revise"),
    path("sop/chapters/", writing.chapter_list, name="chapter-list"),
    path("sop/chapters/<slug:slug>/", writing.chapter_edit, name="chapter-edit"),
    path("sop/chapters/<slug:slug>/preview/", writing.chapter_preview, name="chapter-preview"),
    path("sop/draft/new/", writing.draft_new, name="draft-new"),
    path("sop/draft/publish/", publishing.draft_publish, name="draft-publish"),
    path("sop/draft/delete/", publishing.draft_delete, name="draft-delete"),
]
