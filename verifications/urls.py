"""Addresses of cases, batches and files."""

from django.urls import path

from verifications.attachments import views as attachments
from verifications.cases import views as cases
from verifications.connection import views as calls
from verifications.demo import views as samples
from verifications.history import views as files
from verifications.intake import adding_views as adding
from verifications.intake import again_views as documents
from verifications.intake import row_views as rows
from verifications.intake import views as intake
from verifications.lists import views as lists
from verifications.sending import views as batches
from verifications.views import search
from verifications.watching import views as callbacks

app_name = "verifications"

urlpatterns = [
    path("", cases.case_list, name="cases"),
    path("cases/new/", intake.new_case, name="case-new"),
    path("cases/new/autosave/", intake.autosave, name="case-new-autosave"),
    path("cases/new/request/", rows.exact_request, name="case-request"),
    path("cases/new/preview/", rows.preview, name="case-preview"),
    path("cases/new/rows/", rows.edit, name="case-rows"),
    path("cases/new/pasted/", rows.pasted, name="case-pasted"),
    path("cases/new/preflight/", rows.preflight, name="case-preflight"),
    path("cases/new/sample/", samples.sample_cases, name="samples"),
    path("cases/new/attachments/", attachments.upload, name="attach"),
    path("cases/<str:reference>/", cases.case_detail, name="case"),
    path("cases/<str:reference>/state/", cases.case_state, name="case-state"),
    path("cases/<str:reference>/edit/", intake.edit_case, name="case-edit"),
    path("cases/<str:reference>/autosave/", intake.autosave, name="case-autosave"),
    path("cases/<str:reference>/documents/add/", adding.add_documents, name="documents-add"),
    path("cases/<str:reference>/check/", cases.case_check, name="case-check"),
    path("cases/<str:reference>/calls/", calls.case_calls, name="case-calls"),
    path(
        "cases/<str:reference>/documents/<int:pk>/again/", documents.send_under_new_id, name="document-new-id"
    ),
    path("attachments/<uuid:pk>/", attachments.download, name="attachment"),
    path("attachments/<uuid:pk>/thumbnail/", attachments.thumbnail, name="thumbnail"),
    path("d/<uuid:pk>/<str:name>", attachments.hand_out, name="hand-out"),
    path("batches/", batches.batch_list, name="batches"),
    path("batches/<str:name>/", batches.batch_detail, name="batch"),
    path("batches/<str:name>/state/", batches.batch_state, name="batch-state"),
    path("batches/<str:name>/withdraw/", batches.batch_withdraw, name="batch-withdraw"),
    path("batches/<str:name>/send-again/", batches.batch_send_again, name="batch-send-again"),
    path("batches/<str:name>/declare/", batches.batch_declare, name="batch-declare"),
    path("calls/", calls.call_list, name="calls"),
    path("calls/<int:pk>/", calls.call_detail, name="call"),
    path("files/", files.file_list, name="files"),
    path("files/<str:name>/", files.file_detail, name="file"),
    path("lists/", lists.list_index, name="lists"),
    path("lists/new/", lists.new_list, name="list-new"),
    path("lists/template.xlsx", lists.template_file, name="list-template"),
    path("lists/<int:pk>/", lists.list_detail, name="list"),
    path("lists/<int:pk>/state/", lists.list_state, name="list-state"),
    path("lists/<int:pk>/cases/<int:position>/", lists.list_case, name="list-case"),
    path("lists/<int:pk>/create/", lists.list_create, name="list-create"),
    path("lists/<int:pk>/stop/", lists.list_stop, name="list-stop"),
    path("lists/<int:pk>/result/", lists.list_result, name="list-result"),
    path("search/", search.search, name="search"),
    path("callbacks/<str:key>/", callbacks.deliver, name="callback"),
    path("callbacks/<str:key>/auth/", callbacks.authenticate, name="callback-auth"),
]
