"""Every address of the portal's own pages, a section for each room."""

from django.urls import path

from verifications.attachments import views as attachments
from verifications.cases import views as cases
from verifications.connection import views as connection
from verifications.demo import views as demo
from verifications.history import views as history
from verifications.intake import adding_views, again_views, row_views
from verifications.intake import views as intake
from verifications.lists import views as lists
from verifications.sending import views as sending
from verifications.watching import views as watching

app_name = "verifications"

# `cases/new/…` stands before `cases/<reference>/`, which would take it for a case.
urlpatterns = [
    # intake
    path("cases/new/", intake.new_case, name="case-new"),
    path("cases/new/autosave/", intake.autosave, name="case-new-autosave"),
    path("cases/new/request/", row_views.exact_request, name="case-request"),
    path("cases/new/preview/", row_views.preview, name="case-preview"),
    path("cases/new/rows/", row_views.edit, name="case-rows"),
    path("cases/new/pasted/", row_views.pasted, name="case-pasted"),
    path("cases/new/preflight/", row_views.preflight, name="case-preflight"),
    path("cases/<str:reference>/edit/", intake.edit_case, name="case-edit"),
    path("cases/<str:reference>/autosave/", intake.autosave, name="case-autosave"),
    path("cases/<str:reference>/discard/", intake.discard, name="case-discard"),
    path("cases/<str:reference>/documents/add/", adding_views.add_documents, name="documents-add"),
    path(
        "cases/<str:reference>/documents/add/autosave/",
        adding_views.autosave_documents,
        name="documents-autosave",
    ),
    path(
        "cases/<str:reference>/documents/add/discard/",
        adding_views.discard_documents,
        name="documents-discard",
    ),
    path(
        "cases/<str:reference>/documents/<int:pk>/again/",
        again_views.send_under_new_id,
        name="document-new-id",
    ),
    # demo
    path("cases/new/sample/", demo.sample_cases, name="samples"),
    # attachments
    path("cases/new/attachments/", attachments.upload, name="attach"),
    path("attachments/<uuid:pk>/", attachments.download, name="attachment"),
    path("attachments/<uuid:pk>/thumbnail/", attachments.thumbnail, name="thumbnail"),
    path("d/<uuid:pk>/<str:name>", attachments.hand_out, name="hand-out"),
    # cases
    path("", cases.case_list, name="cases"),
    path("cases/<str:reference>/", cases.case_detail, name="case"),
    path("cases/<str:reference>/state/", cases.case_state, name="case-state"),
    path("cases/<str:reference>/check/", cases.case_check, name="case-check"),
    # sending
    path("batches/<str:name>/", sending.batch_detail, name="batch"),
    path("batches/<str:name>/state/", sending.batch_state, name="batch-state"),
    path("batches/<str:name>/withdraw/", sending.batch_withdraw, name="batch-withdraw"),
    path("batches/<str:name>/send-again/", sending.batch_send_again, name="batch-send-again"),
    path("batches/<str:name>/declare/", sending.batch_declare, name="batch-declare"),
    # history
    path("batches/", history.batch_list, name="batches"),
    path("files/", history.file_list, name="files"),
    path("files/<str:name>/", history.file_detail, name="file"),
    path("search/", history.search, name="search"),
    # connection
    path("calls/", connection.call_list, name="calls"),
    path("calls/<int:pk>/", connection.call_detail, name="call"),
    path("cases/<str:reference>/calls/", connection.case_calls, name="case-calls"),
    # lists
    path("lists/", lists.list_index, name="lists"),
    path("lists/new/", lists.new_list, name="list-new"),
    path("lists/template.xlsx", lists.template_file, name="list-template"),
    path("lists/<int:pk>/", lists.list_detail, name="list"),
    path("lists/<int:pk>/state/", lists.list_state, name="list-state"),
    path("lists/<int:pk>/cases/<int:position>/", lists.list_case, name="list-case"),
    path("lists/<int:pk>/create/", lists.list_create, name="list-create"),
    path("lists/<int:pk>/account/", lists.list_account, name="list-account"),
    path("lists/<int:pk>/withdraw/", lists.list_withdraw, name="list-withdraw"),
    path("lists/<int:pk>/stop/", lists.list_stop, name="list-stop"),
    path("lists/<int:pk>/result/", lists.list_result, name="list-result"),
    # watching
    path("callbacks/<str:key>/", watching.deliver, name="callback"),
    path("callbacks/<str:key>/auth/", watching.authenticate, name="callback-auth"),
]
