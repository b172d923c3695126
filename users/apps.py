from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig
from django.db.models.signals import post_migrate


class UsersConfig(AppConfig):
    """Who logs in: the user model, groups and preferences."""

    name = "users"

    def ready(self) -> None:
        from confirmations import kinds
        from users import groups, people, signins, verbs

        post_migrate.connect(groups.create_groups)
        signins.connect()
        people.connect()
        kinds.register(people.KIND)
        verbs.register()


class PortalAdminConfig(AdminConfig):
    """Django's admin, at the portal's own site."""

    default_site = "users.site.PortalAdminSite"
