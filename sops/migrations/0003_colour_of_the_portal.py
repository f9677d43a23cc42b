"""A colour of her own for what clients see."""

from django.db import migrations, models

import sops.validators


class Migration(migrations.Migration):
    dependencies = [
        ("sops", "0002_published_versions_stay"),
    ]

    operations = [
        migrations.AddField(
            model_name="business",
            name="accent",
            field=models.CharField(
                blank=True,
                max_length=7,
                validators=[sops.validators.validate_accent],
                verbose_name="colour of what clients see",
            ),
        ),
    ]
