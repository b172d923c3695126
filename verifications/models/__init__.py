"""The words of the product as tables; one module for each noun."""

from verifications.models.accounts import AtlasAccount, Credential
from verifications.models.additions import Addition
from verifications.models.attachments import Attachment, LinkFetch
from verifications.models.attachments.examinations import Examination
from verifications.models.batches import Batch, WrongState
from verifications.models.cases import Case
from verifications.models.documents import Document
from verifications.models.exchanges import Exchange
from verifications.models.files import FileRecord
from verifications.models.keys import DataKey
from verifications.models.linkchecks import LinkCheck
from verifications.models.lists import CaseList, ListContent, ListedCase
from verifications.models.products import ExpectedDocument, ProductTemplate
from verifications.models.results import CrossCheck, Payload

__all__ = [
    "Addition",
    "AtlasAccount",
    "Attachment",
    "Batch",
    "Case",
    "CaseList",
    "Credential",
    "CrossCheck",
    "DataKey",
    "Document",
    "Examination",
    "Exchange",
    "ExpectedDocument",
    "FileRecord",
    "LinkCheck",
    "LinkFetch",
    "ListContent",
    "ListedCase",
    "Payload",
    "ProductTemplate",
    "WrongState",
]
