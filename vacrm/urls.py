"""Addresses: Today, the door, the settings, the rooms, and the workshop (the web admin)."""

from __future__ import annotations

from django.contrib import admin
from django.contrib.auth.views import LogoutView
from django.urls import URLPattern, URLResolver, include, path

from vacrm.guide import CALL
from vacrm.views import door, pages, settings

urlpatterns: list[URLPattern | URLResolver] = [
    path("", pages.today, name="home"),
    path("find/", pages.find, name="find"),
    path("guide/", pages.guide, name="guide"),
    path("guide/first-call/", pages.guide, {"name": CALL}, name="guide-call"),
    path("settings/", settings.settings_front, name="settings"),
    path("settings/preferences/", settings.preferences, name="preferences"),
    path("settings/preferences/choose/", settings.preference_choose, name="preference-choose"),
    path("settings/sessions/", door.session_list, name="session-list"),
    path("settings/sessions/end/", door.session_end, name="session-end"),
    path("settings/password/", door.Password.as_view(), name="password"),
    path("settings/program/", settings.program_detail, name="program-detail"),
    path("login/", door.Login.as_view(), name="login"),
    path("logout/", LogoutView.as_view(), name="logout"),
    path("i18n/setlang/", settings.language_choose, name="set_language"),
    path("", include("sops.urls")),
    path("", include("clients.urls")),
    path("", include("requests.urls")),
    path("", include("billing.urls")),
    path("", include("seeds.urls")),
    path("admin/", admin.site.urls),
]
handler400 = "vacrm.views.pages.bad_request"
handler403 = "vacrm.views.pages.forbidden"
handler404 = "vacrm.views.pages.not_found"
handler500 = "vacrm.views.pages.broken"
