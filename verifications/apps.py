from django.apps import AppConfig
from django.db.models.signals import post_migrate


class VerificationsConfig(AppConfig):
    """Cases, their documents, what is sent to Atlas and what came back."""

    name = "verifications"

    def ready(self) -> None:
        from verifications import guards, tasks, verbs

        post_migrate.connect(guards.install, sender=self)
        tasks.forget_results()
        verbs.register()
