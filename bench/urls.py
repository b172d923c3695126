"""The portal's addresses and, beside them, the floors."""

from django.urls import path

from atlas_portal.urls import *  # noqa: F403
from atlas_portal.urls import urlpatterns
from bench import floors, uploads

urlpatterns += [
    path("floor/cases/", floors.cases),
    path("floor/batches/", floors.batches),
    path("floor/files/", floors.files),
    path("floor/upload/", uploads.floor),
]
