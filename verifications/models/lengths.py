"""How long the texts are that the portal writes, in characters; what Atlas sends has no limit."""

from typing import TYPE_CHECKING, Any, TypeVar

from django.db import models

APPLICATION_ID = 100
APPLICANT_NAME = 200
PRODUCT_TYPE = 60
FLOW_UUID = 200
DOCUMENT_ID = 100
DOCUMENT_TYPE = 60
FILE_NAME = 300
SENTENCE = 300

_Written = TypeVar("_Written", contravariant=True)
_Read = TypeVar("_Read", covariant=True)


class _Cut:
    """Cuts what is written to a column to its length, and what stands on the row that is saved."""

    attname: str
    max_length: int | None

    def pre_save(self, row: models.Model, add: bool) -> Any:
        cut = self.get_prep_value(getattr(row, self.attname))
        setattr(row, self.attname, cut)
        return cut

    def get_prep_value(self, value: Any) -> Any:
        return value[: self.max_length] if isinstance(value, str) else value

    def deconstruct(self) -> Any:
        # To the database it is a CharField, so that no migration tells of it.
        name, _, args, options = super().deconstruct()  # type: ignore[misc]  # of the field beside it
        return name, "django.db.models.CharField", args, options


if TYPE_CHECKING:
    # Django's fields take types only here: they say whether None may be written and read.
    class SentenceField(_Cut, models.CharField[_Written, _Read]): ...

else:

    class SentenceField(_Cut, models.CharField):
        """A sentence for people that may quote what others said; one too long for its column is cut."""

        def __init__(self, *args, **options):
            super().__init__(*args, **{"max_length": SENTENCE} | options)
