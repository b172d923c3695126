"""Files that come with a request: bounded, kept out of memory, and gone with the request."""

import tempfile
from dataclasses import dataclass
from typing import IO, Any

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler
from django.http import HttpRequest, QueryDict
from django.http.request import UnreadablePostError
from django.utils.datastructures import MultiValueDict

from untrusted.papers import LARGEST, too_large

# All files of a request together.
LARGEST_TOGETHER = 10 * LARGEST
# So much is read to its end, so that the sentence about it arrives; what says it is longer is cut off.
LONGEST_READ = 1024 * 1024 * 1024


# Where on a request the files stand that were not taken.
REFUSED = "refused_files"


@dataclass(frozen=True)
class RefusedFile:
    """A file that was not taken: its name, how many bytes it has, and whether the others took its place."""

    name: str
    size: int
    together: bool = False

    @property
    def why(self) -> str:
        """The sentence about it."""
        if self.together:
            most = LARGEST_TOGETHER // 1024 // 1024
            return f"All files at once have more than {most} MB. Attach this one by itself."
        return too_large(self.size)


def refused_files(request: HttpRequest) -> list[RefusedFile]:
    """The files of a request that were not taken."""
    refused: list[RefusedFile] = getattr(request, REFUSED, [])
    return refused


class BoundedUploadHandler(FileUploadHandler):
    """Keeps the files of those who are signed in, each to a limit; the others are its `refused_files`.

    A file lies in a nameless temporary file, which ends with the process at the latest. A body that
    ends early is an UnreadablePostError, as gunicorn hands over a broken one like a whole one.
    """

    def handle_raw_input(
        self,
        input_data: IO[bytes],
        META: dict[str, str],
        content_length: int,
        boundary: str,
        encoding: str | None = None,
    ) -> tuple[QueryDict, MultiValueDict[str, UploadedFile[bytes]]] | None:
        self.kept = 0
        self.partial: IO[bytes] | None = None
        self.refused: list[RefusedFile] = []
        setattr(self.request, REFUSED, self.refused)
        if content_length > LONGEST_READ:
            self.refused.append(RefusedFile("", content_length))
            # For Django, a pair here is all that came; None has it read the body.
            return QueryDict(encoding=encoding), MultiValueDict()
        self._read_to_the_end(input_data, content_length)
        return None

    def _read_to_the_end(self, request: Any, content_length: int) -> None:
        read, came = request.read, 0

        def counted(*args: Any) -> bytes:
            nonlocal came
            data: bytes = read(*args)
            came += len(data)
            if not data and came < content_length:
                self._forget()
                raise UnreadablePostError("The body ended early.")
            return data

        request.read = counted

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        signed_in = self.request is not None and self.request.user.is_authenticated
        self.partial = tempfile.TemporaryFile() if signed_in else None  # noqa: SIM115

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        came = start + len(raw_data)
        if came > LARGEST or self.kept + came > LARGEST_TOGETHER:
            self._forget()
        if self.partial:
            self.partial.write(raw_data)

    def file_complete(self, file_size: int) -> UploadedFile[bytes] | None:
        if self.partial is None:
            self.refused.append(RefusedFile(self.file_name or "", file_size, file_size <= LARGEST))
            return None
        self.kept += file_size
        self.partial.seek(0)
        complete, self.partial = self.partial, None
        return UploadedFile(complete, self.file_name, self.content_type, file_size, self.charset)

    def upload_interrupted(self) -> None:
        self._forget()

    def _forget(self) -> None:
        if self.partial:
            self.partial.close()
            self.partial = None
