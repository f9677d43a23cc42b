"""Addresses of the first run and of the sample business."""

from __future__ import annotations

from django.urls import path

from seeds.views import business, client, handing, rules, sample, welcome

app_name = "seeds"
urlpatterns = [
    path("welcome/", welcome.welcome, name="welcome"),
    path("welcome/account/", welcome.welcome_account, name="welcome-account"),
    path("welcome/account/password/", welcome.password_read, name="password-read"),
    path("welcome/place/", welcome.welcome_place, name="welcome-place"),
    path("welcome/business/", business.welcome_business, name="welcome-business"),
    path("welcome/business/read/", business.business_read, name="business-read"),
    path("welcome/rules/", rules.welcome_rules, name="welcome-rules"),
    path("welcome/rules/read/", rules.rules_read, name="rules-read"),
    path("welcome/client/", client.welcome_client, name="welcome-client"),
    path("clients/<int:pk>/hand-over/", handing.hand_over, name="hand-over"),
    path("clients/<int:pk>/hand-over/pdf/", handing.hand_over_pdf, name="hand-over-pdf"),
    path("clients/<int:pk>/hand-over/zip/", handing.hand_over_zip, name="hand-over-zip"),
    path("settings/pack/file/", handing.pack_file, name="pack-file"),
    path("settings/pack/losses/", handing.pack_losses, name="pack-losses"),
    path("sample/", sample.sample_progress, name="sample-progress"),
    path("sample/load/", sample.sample_load, name="sample-load"),
    path("sample/retry/", sample.sample_retry, name="sample-retry"),
    path("sample/remove/", sample.sample_remove, name="sample-remove"),
]
