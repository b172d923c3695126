"""Files that come with a request: bounded, kept out of memory, and gone with the request."""

import tempfile
from dataclasses import dataclass

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler
from django.http import QueryDict
from django.http.request import UnreadablePostError
from django.utils.datastructures import MultiValueDict

from untrusted.papers import LARGEST, too_large

# All files of a request together.
LARGEST_TOGETHER = 10 * LARGEST
# So much is read to its end, so that the sentence about it arrives; what says it is longer is cut off.
LONGEST_READ = 1024 * 1024 * 1024


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


class BoundedUploadHandler(FileUploadHandler):
    """Keeps the files of those who are signed in, each to a limit; the others are `request.refused_files`.

    A file lies in a nameless temporary file, which ends with the process at the latest. A body that
    ends early is an UnreadablePostError, as gunicorn hands over a broken one like a whole one.
    """

    def handle_raw_input(self, input_data, META, content_length, boundary, encoding=None):
        self.kept, self.partial = 0, None
        self.request.refused_files = []
        if content_length > LONGEST_READ:
            self.request.refused_files.append(RefusedFile("", content_length))
            return QueryDict(encoding=encoding), MultiValueDict()
        self._read_to_the_end(input_data, content_length)

    def _read_to_the_end(self, request, content_length):
        read, came = request.read, 0

        def counted(*args):
            nonlocal came
            data = read(*args)
            came += len(data)
            if not data and came < content_length:
                self._forget()
                raise UnreadablePostError("The body ended early.")
            return data

        request.read = counted

    def new_file(self, *args, **kwargs):
        super().new_file(*args, **kwargs)
        self.partial = tempfile.TemporaryFile() if self.request.user.is_authenticated else None  # noqa: SIM115

    def receive_data_chunk(self, raw_data, start):
        came = start + len(raw_data)
        if came > LARGEST or self.kept + came > LARGEST_TOGETHER:
            self._forget()
        if self.partial:
            self.partial.write(raw_data)

    def file_complete(self, file_size):
        if self.partial is None:
            self.request.refused_files.append(RefusedFile(self.file_name, file_size, file_size <= LARGEST))
            return None
        self.kept += file_size
        self.partial.seek(0)
        complete, self.partial = self.partial, None
        return UploadedFile(complete, self.file_name, self.content_type, file_size, self.charset)

    def upload_interrupted(self):
        self._forget()

    def _forget(self):
        if self.partial:
            self.partial.close()
            self.partial = None
