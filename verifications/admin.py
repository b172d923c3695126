"""Atlas accounts, and what products expect, in the admin. All else is kept by the portal's own pages."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.utils.html import format_html

from audit import trail
from verifications.connection import accounts
from verifications.connection.forms import AccountForm
from verifications.knowing.forms import ExpectedDocumentForm
from verifications.models import AtlasAccount, ExpectedDocument, ProductTemplate


@admin.register(AtlasAccount)
class AtlasAccountAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # takes none at run time
    """Contracts with Atlas, their credentials, and a test of the connection."""

    form = AccountForm
    fieldsets = (
        (None, {"fields": ("name", "environment", "product_types", "active")}),
        (
            "Credential",
            {"fields": ("base_url", "client_id", "client_secret", "present_secret", "problem")},
        ),
    )
    readonly_fields = ("present_secret", "problem")
    list_display = ("name", "environment", "products", "active", "outage_since", "present_secret", "problem")
    list_filter = ("environment", "active")
    actions = ("test_connection",)

    @admin.display(description="Product types")
    def products(self, account: AtlasAccount) -> str:
        return ", ".join(account.product_types)

    @admin.display(description="Secret")
    def present_secret(self, account: AtlasAccount) -> str:
        credential = account.credential if account.pk else None
        if credential is None:
            return "none yet"
        ending = f"ends in {credential.secret_last4}, " if credential.secret_last4 else ""
        return format_html(
            "version {}, {}fingerprint {}", credential.version, ending, credential.secret_fingerprint[:12]
        )

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: AtlasAccount, form: Any, change: bool) -> None:
        data = form.cleaned_data
        accounts.save_account(
            obj,
            base_url=data["base_url"],
            client_id=data["client_id"],
            client_secret=data["client_secret"],
            by=request.user,
            changed=form.changed_settings,
        )

    def log_change(  # type: ignore[override]  # Django's gives back the entry that it made
        self, request: HttpRequest, obj: Model, message: Any
    ) -> None:
        """The trail has it already."""

    def log_addition(  # type: ignore[override]  # Django's gives back the entry that it made
        self, request: HttpRequest, obj: Model, message: Any
    ) -> None:
        """The trail has it already."""

    @admin.action(description="Test connection", permissions=["change"])
    def test_connection(self, request: HttpRequest, queryset: QuerySet[AtlasAccount]) -> None:
        """Get a token from Atlas with each chosen account, and say what happened."""
        for account in queryset:
            found = accounts.test_connection(account, by=request.user)
            self.message_user(request, found.words, messages.SUCCESS if found.worked else messages.ERROR)


class ExpectedDocumentInline(admin.TabularInline):  # type: ignore[type-arg]  # takes none at run time
    """The documents that a product is expected to bring."""

    model = ExpectedDocument
    form = ExpectedDocumentForm
    extra = 1


@admin.register(ProductTemplate)
class ProductTemplateAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # takes none at run time
    """Which documents each product is expected to bring; New case shows them as a checklist."""

    inlines = (ExpectedDocumentInline,)
    list_display = ("product_type", "documents")

    @admin.display(description="Expected documents")
    def documents(self, template: ProductTemplate) -> str:
        return ", ".join(each.document_type for each in template.expected.all())

    def get_queryset(self, request: HttpRequest) -> QuerySet[ProductTemplate]:
        return super().get_queryset(request).prefetch_related("expected")

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        # Here the expected documents are stored too; Django's admin runs the whole save in one transaction.
        super().save_related(request, form, formsets, change)
        trail.record(
            "product_template.changed" if change else "product_template.created",
            by=request.user,
            target=form.instance,
            details={"documents": [each.document_type for each in form.instance.expected.all()]},
        )
