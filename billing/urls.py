"""Addresses of the month and of the invoices."""

from __future__ import annotations

from django.urls import URLPattern, path, register_converter

from billing import today
from billing.reports.index import REPORTS
from billing.views import (
    bills,
    collecting,
    exported,
    gates,
    invoices,
    mail,
    months,
    ofclient,
    portal,
    portal_answers,
    portal_quotes,
    portal_signed,
    portal_signing,
    quote_acts,
    quote_forms,
    quote_said,
    quote_signing,
    quotes,
    reminding,
    reports,
    settings,
    signatures,
)


class MonthConverter:
    """A month in an address: 2026-10."""

    regex = "(?:19|20)[0-9]{2}-(?:0[1-9]|1[0-2])"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


class ReportConverter:
    """A report in an address: revenue."""

    regex = "|".join(REPORTS)

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(MonthConverter, "month")
register_converter(ReportConverter, "report")

app_name = "billing"
urlpatterns: list[URLPattern] = [
    path("month/", months.month, name="month"),
    path("month/unbilled/", today.unbilled, name="unbilled"),
    path("month/<month:month>/", months.month_detail, name="month-detail"),
    path("month/<month:month>/receipt/", months.month_receipt, name="month-receipt"),
    path("month/<month:month>/issued/", months.month_issued, name="month-issued"),
    path("month/<month:month>/letter/", months.month_letter, name="month-letter"),
    path("month/<month:month>/preview/<str:key>.pdf", months.month_preview, name="month-preview"),
    path("month/<month:month>/draft/", months.month_draft, name="month-draft"),
    path("month/<month:month>/issue/", months.month_issue, name="month-issue"),
    path("month/<month:month>/issue/<str:task>/", months.month_progress, name="month-progress"),
    path("month/<month:month>/send/", months.month_send, name="month-send"),
    path("month/<month:month>/bills/<int:pk>/", bills.bill_detail, name="bill-detail"),
    path("month/<month:month>/bills/<int:pk>/labels/", bills.label_list, name="label-list"),
    path("month/<month:month>/bills/<int:pk>/extras/", bills.extra_list, name="extra-list"),
    path("month/<month:month>/bills/<int:pk>/discounts/", bills.discount_list, name="discount-list"),
    path("month/<month:month>/bills/<int:pk>/later/", bills.later_list, name="later-list"),
    path("month/<month:month>/bills/<int:pk>/notes/", bills.note_list, name="note-list"),
    path("month/<month:month>/bills/<int:pk>/notes/delete/", bills.note_delete, name="note-delete"),
    path("month/<month:month>/bills/<int:pk>/notes/restore/<str:rows>/", bills.note_restore, name="note-restore"),
    path("adjustments/restore/<str:rows>/", bills.adjustment_restore, name="adjustment-restore"),
    path("adjustments/<int:pk>/delete/", bills.adjustment_delete, name="adjustment-delete"),
    path("clients/<int:pk>/billing/", ofclient.client_billing, name="client-billing"),
    path("clients/<int:pk>/billing/so-far/", ofclient.client_so_far, name="client-so-far"),
    path("settings/business/", settings.business_edit, name="business-edit"),
    path("settings/business/read/", settings.business_read, name="business-read"),
    path("settings/business/sample.pdf", settings.business_sample, name="business-sample"),
    path("settings/numbering/", settings.numbering_edit, name="numbering-edit"),
    path("settings/numbering/read/", settings.numbering_read, name="numbering-read"),
    path("settings/mail/", mail.mail_detail, name="mail-detail"),
    path("settings/mail/try/", mail.mail_try, name="mail-try"),
    path("settings/goals/", settings.goal_edit, name="goal-edit"),
    path("invoices/", invoices.invoice_list, name="invoice-list"),
    path("invoices/export/", exported.invoice_export, name="invoice-export"),
    path("invoices/<int:pk>/", invoices.invoice_detail, name="invoice-detail"),
    path("invoices/<int:pk>/pdf/", invoices.invoice_pdf, name="invoice-pdf"),
    path("invoices/<int:pk>/life/", invoices.invoice_life, name="invoice-life"),
    path("invoices/<int:pk>/payments/", collecting.payment_list, name="payment-list"),
    path("payments/<str:kept>/delete/", collecting.payment_delete, name="payment-delete"),
    path("invoices/<int:pk>/send/", collecting.invoice_send, name="invoice-send"),
    path("invoices/<int:pk>/write/", collecting.invoice_write, name="invoice-write"),
    path("invoices/<int:pk>/retry/", collecting.invoice_retry, name="invoice-retry"),
    path("invoices/<int:pk>/resend/", collecting.invoice_resend, name="invoice-resend"),
    path("invoices/<int:pk>/confirm/", collecting.invoice_confirm, name="invoice-confirm"),
    path("invoices/<int:pk>/remind/", reminding.invoice_remind, name="invoice-remind"),
    path("invoices/<int:pk>/credit/", collecting.invoice_credit, name="invoice-credit"),
    path("invoices/<int:pk>/delete/", collecting.invoice_delete, name="invoice-delete"),
    path("gates/<int:pk>/overrule/", gates.gate_overrule, name="gate-overrule"),
    path("gates/<int:pk>/wait/", gates.gate_wait, name="gate-wait"),
    path("quotes/", quotes.quote_list, name="quote-list"),
    path("quotes/new/", quote_forms.quote_new, name="quote-new"),
    path("quotes/read/", quote_forms.quote_read, name="quote-read"),
    path("quotes/<int:pk>/", quotes.quote_detail, name="quote-detail"),
    path("quotes/<int:pk>/edit/", quote_forms.quote_edit, name="quote-edit"),
    path("quotes/<int:pk>/contract/", quote_forms.quote_contract, name="quote-contract"),
    path("quotes/<int:pk>/pdf/", quotes.quote_pdf, name="quote-pdf"),
    path("quotes/<int:pk>/write/", quote_acts.quote_write, name="quote-write"),
    path("quotes/<int:pk>/give/", quote_acts.quote_give, name="quote-give"),
    path("quotes/<int:pk>/retry/", quote_acts.quote_retry, name="quote-retry"),
    path("quotes/<int:pk>/revise/", quote_acts.quote_revise, name="quote-revise"),
    path("quotes/<int:pk>/duplicate/", quote_acts.quote_duplicate, name="quote-duplicate"),
    path("quotes/<int:pk>/accept/", quote_signing.quote_accept, name="quote-accept"),
    path("quotes/<int:pk>/signed/pdf/", signatures.quote_signed_pdf, name="quote-signed-pdf"),
    path("quotes/<int:pk>/signed/proof/", signatures.quote_proof, name="quote-proof"),
    path("quotes/<int:pk>/call-off/", quote_signing.quote_call_off, name="quote-call-off"),
    path("quotes/<int:pk>/decline/", quote_acts.quote_decline, name="quote-decline"),
    path("quotes/<int:pk>/cancel/", quote_acts.quote_cancel, name="quote-cancel"),
    path("quotes/<int:pk>/reopen/", quote_acts.quote_reopen, name="quote-reopen"),
    path("quotes/<int:pk>/answer/", quote_said.quote_answer, name="quote-answer"),
    path("quotes/<int:pk>/set-aside/", quote_said.quote_set_aside, name="quote-set-aside"),
    path("quotes/<int:pk>/bring-back/", quote_said.quote_bring_back, name="quote-bring-back"),
    path("quotes/<int:pk>/delete/", quote_acts.quote_delete, name="quote-delete"),
    path("clients/<int:pk>/quotes/", quotes.client_quotes, name="client-quotes"),
    path("reports/", reports.report_detail, {"name": "revenue"}, name="report-list"),
    path("reports/<report:name>/", reports.report_detail, name="report-detail"),
    path("reports/<report:name>/export/", reports.report_export, name="report-export"),
    path("p/<int:pk>/invoices/", portal.portal_invoices, name="portal-invoices"),
    path("p/<int:pk>/invoices/<int:invoice>/pdf/", portal.portal_invoice_pdf, name="portal-invoice-pdf"),
    path("p/<int:pk>/quotes/", portal_quotes.portal_quotes, name="portal-quotes"),
    path("p/<int:pk>/quotes/<int:quote>/", portal_quotes.portal_quote, name="portal-quote"),
    path("p/<int:pk>/quotes/<int:quote>/pdf/", portal_quotes.portal_quote_pdf, name="portal-quote-pdf"),
    path("p/<int:pk>/quotes/<int:quote>/ask/", portal_answers.portal_quote_ask, name="portal-quote-ask"),
    path("p/<int:pk>/quotes/<int:quote>/decline/", portal_answers.portal_quote_decline, name="portal-quote-decline"),
    path("p/<int:pk>/quotes/<int:quote>/sign/", portal_signing.portal_quote_sign, name="portal-quote-sign"),
    path(
        "p/<int:pk>/quotes/<int:quote>/sign/code/",
        portal_signing.portal_quote_sign_code,
        name="portal-quote-sign-code",
    ),
    path("p/<int:pk>/quotes/<int:quote>/signed/", portal_signed.portal_quote_signed, name="portal-quote-signed"),
    path(
        "p/<int:pk>/quotes/<int:quote>/signed/pdf/",
        portal_signed.portal_quote_signed_pdf,
        name="portal-quote-signed-pdf",
    ),
    path("p/<int:pk>/quotes/<int:quote>/signed/proof/", portal_signed.portal_quote_proof, name="portal-quote-proof"),
    path("p/<int:pk>/package/", portal.portal_package, name="portal-package"),
]
