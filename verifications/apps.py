from django.apps import AppConfig
from django.db.models.signals import post_migrate


class VerificationsConfig(AppConfig):
    """Cases, their documents, what is sent to Atlas and what came back."""

    name = "verifications"

    def ready(self) -> None:
        from confirmations import kinds
        from verifications import guards, tasks, verbs
        from verifications.connection import credentials

        post_migrate.connect(guards.install, sender=self)
        tasks.forget_results()
        verbs.register()
        kinds.register(credentials.KIND)
