"""The three groups and what each may do."""

OFFICERS = "Loan officers"
AUDITORS = "Auditors"
ADMINS = "Admins"

READ_CASES = {
    "verifications.view_case",
    "verifications.view_batch",
    "verifications.view_filerecord",
    "verifications.view_exchange",
}

PERMISSIONS = {
    OFFICERS: READ_CASES
    | {
        "verifications.add_case",
        "verifications.change_case",
        "verifications.send_batch",
        "verifications.withdraw_batch",
        "verifications.declare_batch",
        "verifications.check_case",
    },
    AUDITORS: READ_CASES | {"audit.view_auditevent", "verifications.view_calls"},
    ADMINS: READ_CASES
    | {
        "audit.view_auditevent",
        "confirmations.view_confirmation",
        "verifications.view_calls",
        "verifications.view_atlasaccount",
        "verifications.add_atlasaccount",
        "verifications.change_atlasaccount",
        "verifications.view_producttemplate",
        "verifications.add_producttemplate",
        "verifications.change_producttemplate",
        "verifications.view_expecteddocument",
        "verifications.add_expecteddocument",
        "verifications.change_expecteddocument",
        "verifications.delete_expecteddocument",
        "users.view_user",
        "users.add_user",
        "users.change_user",
        "auth.view_group",
    },
}


def create_groups(sender: object, using: str, **kwargs: object) -> None:
    """Give each group exactly its permissions; runs after every migration.

    Permissions are made by post_migrate themselves, app after app: what does not exist yet
    comes with a later app's signal.
    """
    from django.contrib.auth.models import Group, Permission

    existing = {
        f"{permission.content_type.app_label}.{permission.codename}": permission
        for permission in Permission.objects.using(using).select_related("content_type")
    }
    for name, wanted in PERMISSIONS.items():
        group, _ = Group.objects.using(using).get_or_create(name=name)
        group.permissions.set([existing[key] for key in wanted if key in existing])
