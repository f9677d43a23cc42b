"""What clients say of a quote in the portal: by which address, and found at once."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    """A column and an index."""

    dependencies = [("billing", "0012_signatures")]

    operations = [
        migrations.AddField(
            model_name="quoteevent",
            name="by",
            field=models.EmailField(
                blank=True,
                help_text="The address of the link by which the client came.",
                max_length=254,
                verbose_name="said by",
                default="",
            ),
            preserve_default=False,
        ),
        migrations.AddIndex(
            model_name="quoteevent",
            index=models.Index(
                condition=models.Q(("what__in", ["asked", "refused"])), fields=["quote"], name="quote_said"
            ),
        ),
    ]
