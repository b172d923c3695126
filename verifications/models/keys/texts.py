"""Texts that are encrypted under the key of what they belong to, such as a case."""

from base64 import urlsafe_b64encode
from typing import TYPE_CHECKING, Any, TypeVar

from cryptography.fernet import Fernet, InvalidToken
from django.core.exceptions import ImproperlyConfigured
from django.db import models
from django.db.models.query_utils import DeferredAttribute

from atlas_portal.encryption import Erased, cipher
from verifications.models.keys.data_keys import DataKey

_Written = TypeVar("_Written", contravariant=True)
_Read = TypeVar("_Read", covariant=True)
# A text under the field key itself, as versions before wrote all of them, begins so; others name their key.
UNDER_FIELD_KEY = "gAAAA"
NAMES_KEY = "k"


class KeyRing:
    """The keys of all the rows that one query has read: asked for together, when the first text is opened."""

    def __init__(self, using: str) -> None:
        self._using = using
        self._wanted: set[int] = set()
        self._keys: dict[int, DataKey] = {}

    def want(self, number: int) -> None:
        """Note that a row has a text under this key."""
        self._wanted.add(number)

    def key(self, number: int) -> DataKey | None:
        """The key with this number, or None if there is none."""
        if self._wanted:
            self._keys |= DataKey.objects.using(self._using).in_bulk(self._wanted)
            self._wanted = set()
        return self._keys.get(number)


class StoredText:
    """A text as a column holds it; it is opened when somebody asks for it."""

    __slots__ = ("_column", "_number", "_plain", "_ring", "token")

    def __init__(self, token: str, column: str, ring: KeyRing) -> None:
        self.token, self._column, self._ring = token, column, ring
        self._plain: str | None = None
        self._number = 0
        if token.startswith(NAMES_KEY):
            self._number = int(token[len(NAMES_KEY) :].partition(":")[0])
            ring.want(self._number)

    def __str__(self) -> str:
        return self.open(None)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, StoredText) and self.token == other.token

    def __hash__(self) -> int:
        return hash(self.token)

    def open(self, key: DataKey | None) -> str:
        """The text itself; `key` is the one at hand, if any. Raises Erased once its key was destroyed."""
        if self._plain is None:
            self._plain = self._opened(key)
        return self._plain

    def _opened(self, key: DataKey | None) -> str:
        try:
            if not self._number:
                return cipher().decrypt(self.token).decode()
            if key is None or key.pk != self._number:
                key = self._ring.key(self._number)
            if key is None:
                raise Erased
            return fernet(key).decrypt(self.token.partition(":")[2]).decode()
        except InvalidToken:
            why = (
                "was changed in the database"
                if self._number
                else "needs a key that FIELD_ENCRYPTION_KEYS lacks"
            )
            raise ImproperlyConfigured(f"{self._column} {why}.") from None


class OwnedText(str):
    """A text that remembers the row it was read of, so that whoever writes it knows under which key."""

    row: models.Model


def unless_erased(row: models.Model, name: str) -> str:
    """A text of a row, or nothing where it has none or it was erased."""
    try:
        return getattr(row, name) or ""
    except Erased:
        return ""


def fernet(key: DataKey) -> Fernet:
    """What encrypts texts under a key."""
    return Fernet(urlsafe_b64encode(key.secret))


def encrypted(text: str, key: DataKey) -> str:
    """A text as a column holds it: the number of its key, and what that encrypts."""
    return f"{NAMES_KEY}{key.pk}:{fernet(key).encrypt(text.encode()).decode()}"


class _Attribute(DeferredAttribute):
    """What a model has in the place of the column: the text in clear, opened when it is asked for."""

    field: Any

    def __get__(self, instance: models.Model | None, cls: type[models.Model] | None = None) -> Any:
        if instance is None:
            return self
        value = super().__get__(instance, cls)
        if value is None:
            return None
        text = OwnedText(
            value.open(self.field.key_at_hand(instance)) if isinstance(value, StoredText) else value
        )
        text.row = instance
        return text

    def __set__(self, instance: models.Model, value: object) -> None:
        if isinstance(value, OwnedText) and value.row == instance:
            # The same row read anew, as refresh_from_db does: it stays as it is stored.
            value = value.row.__dict__[self.field.attname]
        elif isinstance(value, str):
            value = str(value)
        instance.__dict__[self.field.attname] = value


class _Keyed:
    """Encrypts what is written to a column under its owner's key, and opens what is read of it."""

    model: type[models.Model]
    name: str
    attname: str

    def __init__(self, *args: Any, owner: str = "", **kwargs: Any) -> None:
        self.owner = owner
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        """As Django asks for it, with the owner."""
        name, path, args, kwargs = super().deconstruct()  # type: ignore[misc]  # the field that this is mixed in
        return name, path, args, kwargs | ({"owner": self.owner} if self.owner else {})

    def get_db_converters(self, connection: Any) -> list[Any]:
        """One ring for all the rows of a query, as Django asks for converters once for each."""
        ring, column = KeyRing(connection.alias), f"{self.model.__name__}.{self.name}"

        def stored(value: str | None, expression: object, connection: object) -> StoredText | None:
            return None if value is None else StoredText(value, column, ring)

        return [stored]

    def key_at_hand(self, instance: models.Model) -> DataKey | None:
        """The owner's key, if both were read already; asks nothing."""
        owner: Any = instance._state.fields_cache.get(self.owner) if self.owner else instance
        key: DataKey | None = owner and owner._state.fields_cache.get("key")
        return key

    def pre_save(self, instance: models.Model, add: bool) -> str | StoredText | None:
        """What is written of a row: what is stored already as it is, all else encrypted anew."""
        return self._written(instance, instance.__dict__.get(self.attname))

    def get_prep_value(self, value: object) -> str | None:
        """The column's text. Raises TypeError for one that nobody says whose it is, as in an `update`."""
        if isinstance(value, OwnedText):
            value = self._written(value.row, value.row.__dict__[self.attname])
        if value is None:
            return None
        if not isinstance(value, StoredText):
            raise TypeError(
                f"{self.model.__name__}.{self.name} is written with its row, or encrypted before."
            )
        return value.token

    def _written(self, instance: models.Model, value: object) -> StoredText | None:
        if value is None or isinstance(value, StoredText):
            return value
        owner: Any = getattr(instance, self.owner) if self.owner else instance
        column, ring = f"{self.model.__name__}.{self.name}", KeyRing(instance._state.db or "default")
        return StoredText(encrypted(str(value), owner.own_key()), column, ring)


if TYPE_CHECKING:
    # Django's fields take types only here: they say whether None may be written and read.
    class KeyedTextField(_Keyed, models.TextField[_Written, _Read]):
        def __init__(self, *, owner: str = "", null: bool = False) -> None: ...

    KeyField = models.ForeignKey

else:

    class KeyedTextField(_Keyed, models.TextField):
        """Text that the database holds encrypted under the key of its owner, whose number stands before it.

        `owner` names the field that leads to the row with the key; without one it is this row's own. A text
        is opened when it is asked for, and the keys of all rows of a query are then read together, unless
        they came along. Raises Erased then, once the key was destroyed. A text that versions before stored
        under the field key itself is read as well.
        """

        descriptor_class = _Attribute

    class KeyField(models.ForeignKey):
        """The key of a row and of what belongs to it, given to it when it is first written."""

        def pre_save(self, instance, add):
            """The key; a row that was stored without gets one."""
            if getattr(instance, self.attname) is None:
                instance.own_key()
            return super().pre_save(instance, add)


class HasKey(models.Model):
    """A row with a key of its own, under which are its texts and those of what belongs to it."""

    key = KeyField(DataKey, models.PROTECT, null=True, editable=False, related_name="+")

    class Meta:
        abstract = True

    def own_key(self) -> DataKey:
        """The key of this row and of what belongs to it; it gets one if it has none."""
        if self.key_id is None:
            fresh = DataKey.objects.fresh()
            # One statement decides between two who come at once; a new row has nobody to share it with.
            same = type(self)._default_manager.filter(pk=self.pk, key=None)
            if self._state.adding or same.update(key=fresh):
                self.key = fresh
            else:
                fresh.delete()
                self.refresh_from_db(fields=("key",))
        assert self.key is not None  # it was given a moment ago, and none is ever taken away
        return self.key
