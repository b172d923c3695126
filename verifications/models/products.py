"""Which documents a product is expected to bring."""

from django.db import models

from verifications.models import lengths


class ProductTemplate(models.Model):
    """What an admin lists for one product type; a product without one expects nothing."""

    product_type = models.CharField(max_length=lengths.PRODUCT_TYPE, unique=True)

    class Meta:
        ordering = ("product_type",)
        constraints = [
            models.CheckConstraint(condition=~models.Q(product_type=""), name="product_template_has_product")
        ]

    def __str__(self) -> str:
        return self.product_type


class ExpectedDocument(models.Model):
    """One document that a product is expected to bring.

    `id_pattern` describes the lender's ids of such documents: `*` stands for any characters, `?`
    for one. Empty: their ids have no pattern.
    """

    template = models.ForeignKey(ProductTemplate, models.CASCADE, related_name="expected")
    position = models.PositiveIntegerField(default=0)
    document_type = models.CharField(max_length=lengths.DOCUMENT_TYPE)
    required = models.BooleanField(default=True)
    id_pattern = models.CharField(
        max_length=lengths.DOCUMENT_ID,
        blank=True,
        help_text="* stands for any characters, ? for one, such as INV-*.",
    )

    class Meta:
        ordering = ("position", "id")
        constraints = [
            models.UniqueConstraint(fields=("template", "document_type"), name="one_expectation_per_type")
        ]

    def __str__(self) -> str:
        return self.document_type
