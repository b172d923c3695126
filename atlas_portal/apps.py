from django.apps import AppConfig


class PortalConfig(AppConfig):
    """What holds the apps together."""

    name = "atlas_portal"

    def ready(self) -> None:
        from atlas_portal import guarding

        guarding.make_private()
