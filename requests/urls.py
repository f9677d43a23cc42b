"""Addresses of requests and of time."""

from __future__ import annotations

from django.urls import path

from requests.views import answers, asked, cells, entries, files, hours, ofclient, portal, timers, trying, withdrawals

app_name = "requests"
urlpatterns = [
    path("requests/", asked.request_list, name="request-list"),
    path("requests/new/", asked.request_new, name="request-new"),
    path("requests/<int:pk>/", asked.request_detail, name="request-detail"),
    path("requests/<int:pk>/edit/", asked.request_edit, name="request-edit"),
    path("requests/wanted/", asked.wanted_reading, name="wanted-reading"),
    path("requests/finish/", answers.request_finish_many, name="request-finish-many"),
    path("requests/reopen/", withdrawals.request_reopen_many, name="request-reopen-many"),
    path("requests/<int:pk>/commit/", answers.request_commit, name="request-commit"),
    path("requests/<int:pk>/withdraw/", withdrawals.request_withdraw, name="request-withdraw"),
    path("requests/<int:pk>/propose/", answers.request_propose, name="request-propose"),
    path("requests/<int:pk>/propose/<int:verdict>/withdraw/", withdrawals.proposal_withdraw, name="proposal-withdraw"),
    path("requests/<int:pk>/decline/", answers.request_decline, name="request-decline"),
    path("requests/<int:pk>/finish/", answers.request_finish, name="request-finish"),
    path("requests/<int:pk>/reopen/", withdrawals.request_reopen, name="request-reopen"),
    path("requests/<int:pk>/ask/", answers.request_ask, name="request-ask"),
    path("requests/<int:pk>/unask/", withdrawals.question_withdraw, name="question-withdraw"),
    path("requests/<int:pk>/answered/", answers.request_answered, name="request-answered"),
    path("requests/<int:pk>/unanswered/", withdrawals.request_unanswered, name="request-unanswered"),
    path("requests/<int:pk>/tier/", answers.request_tier, name="request-tier"),
    path("requests/<int:pk>/judge/", answers.request_judge, name="request-judge"),
    path("requests/<int:pk>/replies/", answers.reply_list, name="reply-list"),
    path("requests/<int:pk>/replies/<int:reply>/retry/", answers.reply_retry, name="reply-retry"),
    path("requests/<int:pk>/replies/<int:reply>/withdraw/", withdrawals.reply_withdraw, name="reply-withdraw"),
    path("requests/<int:pk>/files/", files.file_list, name="file-list"),
    path("requests/<int:pk>/files/<int:file>/", files.file_detail, name="file-detail"),
    path("requests/<int:pk>/files/<int:file>/remove/", files.file_remove, name="file-remove"),
    path("requests/<int:pk>/files/<int:file>/restore/", files.file_restore, name="file-restore"),
    path("requests/<int:pk>/timer/start/", timers.timer_start, name="timer-start"),
    path("time/", hours.time_week, name="time-week"),
    path("time/read/", hours.time_read, name="time-read"),
    path("time/entries/", hours.time_list, name="time-list"),
    path("time/entries/<int:pk>/", entries.time_edit, name="time-edit"),
    path("time/entries/<int:pk>/delete/", entries.time_delete, name="time-delete"),
    path("time/entries/<int:pk>/split/", entries.time_split, name="time-split"),
    path("time/entries/<int:pk>/mend/<int:other>/", entries.time_mend, name="time-mend"),
    path("time/entries/restore/<str:kept>/", entries.time_restore, name="time-restore"),
    path("time/cells/<int:pk>/<str:on>/", cells.time_cell, name="time-cell"),
    path("time/timer/", timers.timer_ask, name="timer-ask"),
    path("time/timer/start/", timers.timer_begin, name="timer-begin"),
    path("time/timer/stop/", timers.timer_stop, name="timer-stop"),
    path("sop/what-if/", trying.what_if, name="what-if"),
    path("sop/replay/", trying.replay, name="replay"),
    path("clients/<int:pk>/requests/", ofclient.client_requests, name="client-requests"),
    path("clients/<int:pk>/time/", ofclient.client_time, name="client-time"),
    path("p/<int:pk>/requests/", portal.portal_requests, name="portal-requests"),
    path("p/<int:pk>/requests/<int:asked>/", portal.portal_request, name="portal-request"),
    path("p/<int:pk>/files/<int:file>/", portal.portal_file, name="portal-file"),
]
