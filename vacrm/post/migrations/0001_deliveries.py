"""Deliveries, what they carry, and every try."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Delivery",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("message_id", models.CharField(max_length=320, unique=True, verbose_name="message ID")),
                ("kind", models.CharField(db_index=True, max_length=60, verbose_name="kind")),
                ("language", models.CharField(max_length=10, verbose_name="language")),
                ("to", models.JSONField(verbose_name="to")),
                ("cc", models.JSONField(blank=True, default=list, verbose_name="copy to")),
                ("reply_to", models.CharField(blank=True, max_length=320, verbose_name="reply to")),
                ("from_email", models.CharField(max_length=320, verbose_name="from")),
                ("subject", models.CharField(max_length=255, verbose_name="subject")),
                ("body", models.TextField(verbose_name="text")),
                ("automatic", models.BooleanField(default=False, verbose_name="sent by the program itself")),
                ("queued_at", models.DateTimeField(db_index=True, verbose_name="queued at")),
                ("next_try_at", models.DateTimeField(blank=True, db_index=True, null=True, verbose_name="next try at")),
                ("handed_at", models.DateTimeField(blank=True, null=True, verbose_name="given to the worker at")),
                ("claimed_at", models.DateTimeField(blank=True, null=True, verbose_name="claimed at")),
                ("tries", models.PositiveSmallIntegerField(default=0, verbose_name="tries")),
                ("sent_at", models.DateTimeField(blank=True, null=True, verbose_name="sent at")),
                ("failed_at", models.DateTimeField(blank=True, null=True, verbose_name="failed at")),
                ("lost_at", models.DateTimeField(blank=True, null=True, verbose_name="answer lost at")),
                ("server_words", models.TextField(blank=True, verbose_name="the server’s words")),
                ("refused", models.JSONField(blank=True, default=dict, verbose_name="refused recipients")),
                ("route", models.CharField(blank=True, max_length=20, verbose_name="route")),
                ("path", models.TextField(blank=True, verbose_name="file")),
                (
                    "resend_of",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="resent_as",
                        to="post.delivery",
                        verbose_name="sends again",
                    ),
                ),
            ],
            options={
                "verbose_name": "delivery",
                "verbose_name_plural": "deliveries",
                "ordering": ("-queued_at", "-pk"),
            },
        ),
        migrations.CreateModel(
            name="Attempt",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField(verbose_name="at")),
                ("outcome", models.CharField(max_length=20, verbose_name="outcome")),
                ("words", models.TextField(blank=True, verbose_name="words")),
                (
                    "delivery",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="attempts",
                        to="post.delivery",
                        verbose_name="delivery",
                    ),
                ),
            ],
            options={
                "verbose_name": "attempt",
                "verbose_name_plural": "attempts",
                "ordering": ("at", "pk"),
            },
        ),
        migrations.CreateModel(
            name="Attachment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=200, verbose_name="name")),
                ("mimetype", models.CharField(max_length=100, verbose_name="type")),
                ("content", models.BinaryField(verbose_name="content")),
                ("sha256", models.CharField(max_length=64, verbose_name="SHA-256")),
                (
                    "delivery",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="attachments",
                        to="post.delivery",
                        verbose_name="delivery",
                    ),
                ),
            ],
            options={
                "verbose_name": "attachment",
                "verbose_name_plural": "attachments",
                "ordering": ("pk",),
            },
        ),
        migrations.AddConstraint(
            model_name="delivery",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("claimed_at", None), ("next_try_at__isnull", False)),
                    models.Q(("claimed_at__isnull", False), ("next_try_at", None)),
                    _connector="OR",
                ),
                name="post_delivery_waits_or_is_claimed",
            ),
        ),
        migrations.AddConstraint(
            model_name="delivery",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("failed_at", None), ("lost_at", None), ("sent_at", None)),
                    models.Q(
                        ("claimed_at__isnull", False),
                        ("failed_at", None),
                        ("lost_at", None),
                        ("sent_at__isnull", False),
                    ),
                    models.Q(
                        ("claimed_at__isnull", False),
                        ("failed_at__isnull", False),
                        ("lost_at", None),
                        ("sent_at", None),
                    ),
                    models.Q(
                        ("claimed_at__isnull", False),
                        ("failed_at", None),
                        ("lost_at__isnull", False),
                        ("sent_at", None),
                    ),
                    _connector="OR",
                ),
                name="post_delivery_one_outcome",
            ),
        ),
    ]
