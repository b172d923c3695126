from django.apps import AppConfig
from django.db.models.signals import post_migrate


class VerificationsConfig(AppConfig):
    """Cases, their documents, what is sent to Atlas and what came back."""

    name = "verifications"

    def ready(self) -> None:
        from atlas_portal import signs
        from confirmations import kinds
        from verifications import guards, tasks, verbs
        from verifications.connection import credentials
        from verifications.upkeep import processes

        post_migrate.connect(guards.install, sender=self)
        tasks.forget_results()
        verbs.register()
        kinds.register(credentials.KIND)
        signs.register(processes.worker_sign, processes.scheduler_sign)
