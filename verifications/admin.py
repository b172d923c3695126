"""Atlas accounts, and what products expect, in the admin. All else is kept by the portal's own pages."""

from collections.abc import Iterable
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.utils.decorators import method_decorator
from django.utils.html import format_html
from django.views.decorators.http import require_POST

from audit import trail
from confirmations import asking
from verifications.connection import accounts, credentials
from verifications.connection.forms import AccountAdminForm
from verifications.knowing.forms import ExpectedDocumentForm, NamedFormSet
from verifications.models import AtlasAccount, ExpectedDocument, ProductTemplate

NOT_TRIED = "Its credential was not tried yet: Test connection says whether Atlas takes it."


@admin.register(AtlasAccount)
class AtlasAccountAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # takes none at run time
    """Contracts with Atlas, their credentials, and a test of the connection."""

    form = AccountAdminForm
    fieldsets = (
        (None, {"fields": ("name", "environment", "product_types", "active")}),
        (
            "Credential",
            {"fields": ("base_url", "client_id", "client_secret", "present_secret", "waiting", "problem")},
        ),
    )
    readonly_fields = ("present_secret", "waiting", "problem")
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

    @admin.display(description="Waiting")
    def waiting(self, account: AtlasAccount) -> str:
        asked = asking.waiting(credentials.CREDENTIAL, account) if account.pk else None
        if asked is None:
            return "nothing"
        words, where = credentials.waiting_words(asked), reverse("confirmations:list")
        return format_html('{} <a href="{}">To the confirmations</a>', words, where)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def get_urls(self) -> list[URLPattern]:
        test = self.admin_site.admin_view(self.test_one)
        return [path("<int:pk>/test/", test, name="verifications_atlasaccount_test"), *super().get_urls()]

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any) -> Any:
        # One way on: to the account's own page, where its connection is tried.
        context |= {"show_save_and_continue": False, "show_save_and_add_another": False}
        return super().render_change_form(request, context, *args, **kwargs)

    def save_model(self, request: HttpRequest, obj: AtlasAccount, form: Any, change: bool) -> None:
        data = form.cleaned_data
        before = obj.credential if change else None
        try:
            accounts.save_account(
                obj,
                base_url=data["base_url"],
                client_id=data["client_id"],
                client_secret=data["client_secret"],
                by=request.user,
                changed=form.changed_settings,
            )
        except asking.AlreadyAsked as error:
            # Another was faster, after the form had been looked at.
            self.message_user(request, f"Nothing was saved. {error}", messages.ERROR)
            return
        if obj.credential != before:
            self.message_user(request, f"{obj} is saved. {NOT_TRIED}", messages.WARNING)
        elif asked := asking.waiting(credentials.CREDENTIAL, obj):
            words = credentials.waiting_words(asked)
            self.message_user(request, f"All else of {obj} is saved. {words}", messages.WARNING)
        else:
            self.message_user(request, f"{obj} is saved.", messages.SUCCESS)

    def response_add(
        self, request: HttpRequest, obj: AtlasAccount, post_url_continue: str | None = None
    ) -> HttpResponse:
        return redirect("admin:verifications_atlasaccount_change", obj.pk)

    def response_change(self, request: HttpRequest, obj: AtlasAccount) -> HttpResponse:
        return redirect("admin:verifications_atlasaccount_change", obj.pk)

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
        self._test(request, queryset)

    @method_decorator(require_POST)
    def test_one(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The same for the account whose page is open."""
        account = get_object_or_404(AtlasAccount, pk=pk)
        if not self.has_change_permission(request, account):
            raise PermissionDenied
        self._test(request, [account])
        return redirect("admin:verifications_atlasaccount_change", pk)

    def _test(self, request: HttpRequest, chosen: Iterable[AtlasAccount]) -> None:
        for account in chosen:
            found = accounts.test_connection(account, by=request.user)
            self.message_user(request, found.words, messages.SUCCESS if found.worked else messages.ERROR)


class ExpectedDocumentInline(admin.TabularInline):  # type: ignore[type-arg]  # takes none at run time
    """The documents that a product is expected to bring."""

    model = ExpectedDocument
    form = ExpectedDocumentForm
    formset = NamedFormSet
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
