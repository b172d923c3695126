from django.urls import path

from confirmations import views

app_name = "confirmations"
urlpatterns = [
    path("", views.confirmation_list, name="list"),
    path("<int:pk>/confirm/", views.confirm, name="confirm"),
    path("<int:pk>/refuse/", views.refuse, name="refuse"),
    path("<int:pk>/withdraw/", views.withdraw, name="withdraw"),
]
