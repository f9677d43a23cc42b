from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("clients", "0004_knocks_and_proposals"),
    ]

    operations = [
        migrations.AddField(
            model_name="meeting",
            name="pattern",
            field=models.CharField(blank=True, editable=False, max_length=300),
        ),
        migrations.AddField(
            model_name="meeting",
            name="second_hash",
            field=models.CharField(blank=True, editable=False, max_length=64, null=True, unique=True),
        ),
        migrations.AddField(
            model_name="portallink",
            name="pattern",
            field=models.CharField(blank=True, editable=False, max_length=300),
        ),
        migrations.AddField(
            model_name="portallink",
            name="renews",
            field=models.BooleanField(default=False, verbose_name="made anew for a reminder"),
        ),
    ]
