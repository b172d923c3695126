from django.apps import AppConfig


class ConfirmationsConfig(AppConfig):
    """What one person asks for and another has to confirm."""

    name = "confirmations"

    def ready(self) -> None:
        from confirmations import verbs

        verbs.register()
