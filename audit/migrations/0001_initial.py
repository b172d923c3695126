from django.db import migrations, models

import atlas_portal.encryption


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Reason",
            fields=[
                ("position", models.BigIntegerField(primary_key=True, serialize=False)),
                ("salt", models.CharField(max_length=32)),
                ("text", atlas_portal.encryption.EncryptedTextField(null=True)),
            ],
            options={
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="AuditEvent",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("position", models.BigIntegerField()),
                ("at", models.DateTimeField()),
                (
                    "actor_kind",
                    models.CharField(
                        choices=[
                            ("user", "User"),
                            ("worker", "Worker"),
                            ("scheduler", "Scheduler"),
                            ("atlas", "Atlas"),
                            ("command", "Command"),
                            ("system", "System"),
                            ("anonymous", "Not signed in"),
                        ],
                        max_length=16,
                    ),
                ),
                ("actor_id", models.CharField(blank=True, max_length=64)),
                ("action", models.CharField(max_length=64)),
                ("target_kind", models.CharField(blank=True, max_length=64)),
                ("target_id", models.CharField(blank=True, max_length=128)),
                ("case_id", models.BigIntegerField(null=True)),
                ("outcome", models.CharField(max_length=32)),
                ("address", models.CharField(blank=True, max_length=64)),
                ("details", models.JSONField(default=dict)),
                ("reason_hash", models.CharField(blank=True, max_length=64)),
                ("version", models.PositiveSmallIntegerField(default=1)),
                ("previous_hash", models.CharField(max_length=64)),
                ("hash", models.CharField(max_length=64)),
            ],
            options={
                "default_permissions": ("view",),
                "indexes": [
                    models.Index(fields=["case_id", "position"], name="event_by_case"),
                    models.Index(fields=["action", "position"], name="event_by_action"),
                    models.Index(fields=["actor_kind", "actor_id", "position"], name="event_by_actor"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("position",), name="one_event_per_position"),
                    models.UniqueConstraint(fields=("hash",), name="one_event_per_hash"),
                    models.CheckConstraint(
                        condition=models.Q(("position__gte", 1)), name="event_position_from_one"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("version__gte", 1)), name="event_version_from_one"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("action", ""), _negated=True), name="event_has_action"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("outcome", ""), _negated=True), name="event_has_outcome"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "actor_kind__in",
                                ("user", "worker", "scheduler", "atlas", "command", "system", "anonymous"),
                            )
                        ),
                        name="event_actor_kind",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ChainHead",
            fields=[
                ("id", models.PositiveSmallIntegerField(default=1, primary_key=True, serialize=False)),
                ("position", models.BigIntegerField(default=0)),
                (
                    "hash",
                    models.CharField(
                        default="0000000000000000000000000000000000000000000000000000000000000000",
                        max_length=64,
                    ),
                ),
            ],
            options={
                "default_permissions": (),
                "constraints": [models.CheckConstraint(condition=models.Q(("id", 1)), name="one_chain_head")],
            },
        ),
    ]
