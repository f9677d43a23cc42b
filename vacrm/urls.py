"""Addresses: Today, the door, what she prefers, the rooms, and the workshop (the web admin)."""

from __future__ import annotations

from django.contrib import admin
from django.contrib.auth import views as door
from django.contrib.auth.decorators import login_not_required
from django.urls import URLPattern, URLResolver, include, path
from django.views.i18n import set_language

from vacrm import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.today, name="home"),
    path("find/", views.find, name="find"),
    path("preferences/", views.preferences, name="preferences"),
    path("preferences/choose/", views.preference_choose, name="preference-choose"),
    path("login/", door.LoginView.as_view(template_name="login.html", redirect_authenticated_user=True), name="login"),
    path("logout/", door.LogoutView.as_view(), name="logout"),
    path("password/", views.Password.as_view(), name="password"),
    path("", include("sops.urls")),
    path("", include("clients.urls")),
    path("", include("requests.urls")),
    path("", include("billing.urls")),
    path("", include("seeds.urls")),
    path("i18n/setlang/", login_not_required(set_language), name="set_language"),  # the door speaks both too
    path("admin/", admin.site.urls),
]
handler400 = "vacrm.views.bad_request"
handler403 = "vacrm.views.forbidden"
handler404 = "vacrm.views.not_found"
handler500 = "vacrm.views.broken"
