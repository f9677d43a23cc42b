"""The workshop as an app: the admin with a site of our own."""

from django.contrib.admin.apps import AdminConfig


class DeskConfig(AdminConfig):
    default_site = "vacrm.desk.site.Workshop"
