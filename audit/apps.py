from django.apps import AppConfig
from django.db.models.signals import post_migrate


class AuditConfig(AppConfig):
    """The trail: who did what to what, when and from where; append-only and hash-chained."""

    name = "audit"
    verbose_name = "Audit trail"

    def ready(self) -> None:
        from audit import guards, verbs

        post_migrate.connect(guards.prepare, sender=self)
        verbs.register_own()
