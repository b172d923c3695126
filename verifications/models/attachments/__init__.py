"""Files that were attached, and those that are still looked at before they are."""

from verifications.models.attachments.attached import Attachment, LinkFetch, attachment_storage, text_of

# Not Examination, which knows Additions, and these know Attachments.
__all__ = ["Attachment", "LinkFetch", "attachment_storage", "text_of"]
