"""What the lists of file records and of batches show."""

from django import forms

from pages.filters import SELECT, ListFilter, SearchField
from verifications.history.searching import search_batches, search_files
from verifications.models import Batch, FileRecord
from verifications.models.batches import BatchQuerySet
from verifications.models.files import FileRecordQuerySet


class FileFilter(ListFilter):
    """File records by how they were answered, and by any id."""

    q = SearchField(placeholder="file_uuid, batch, document, case or application id")
    comparison = forms.ChoiceField(
        label="Answer",
        choices=[("", "Any answer"), *FileRecord.Comparison.choices],
        widget=forms.Select(SELECT | {"id": "comparison"}),
        error_messages={"invalid_choice": "No answer is called “%(value)s”, so all are shown."},
    )

    def applied_to(self, files: FileRecordQuerySet) -> FileRecordQuerySet:
        """The records that match."""
        files = search_files(files, self.cleaned_data["q"])
        comparison = self.cleaned_data["comparison"]
        return files.filter(comparison=comparison) if comparison else files


class BatchFilter(ListFilter):
    """Batches by state, and by any id."""

    q = SearchField(placeholder="Batch, flow, case or application id")
    state = forms.ChoiceField(
        choices=[("", "Any state"), *Batch.State.choices],
        widget=forms.Select(SELECT | {"id": "state"}),
        error_messages={"invalid_choice": "No state is called “%(value)s”, so all are shown."},
    )

    def applied_to(self, batches: BatchQuerySet) -> BatchQuerySet:
        """The batches that match."""
        batches = search_batches(batches, self.cleaned_data["q"])
        state = self.cleaned_data["state"]
        return batches.filter(state=state) if state else batches
