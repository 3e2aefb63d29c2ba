"""The addresses of signing in and of one's own account; nothing else of django-allauth has an address."""

from django.urls import path

from reintegration.ground.accounts import link_views, own_views, views

urlpatterns = [
    path("", own_views.account, name="account"),
    path("code/", views.SecondStep.as_view(), name="mfa_authenticate"),
    path("forgotten/", link_views.Forgotten.as_view(), name="account_forgotten"),
    path("password/<uidb64>/<token>/", link_views.NewPassword.as_view(), name="account_new_password"),
    path("invitation/<uidb64>/<token>/", link_views.Invitation.as_view(), name="account_invitation"),
    path("reauthenticate/", views.Proof.as_view(), name="account_reauthenticate"),
    path("app/", own_views.App.as_view(), name="account_app"),
    path("passkey/", own_views.Passkey.as_view(), name="account_passkey"),
    path("factor/<int:pk>/remove/", own_views.remove_factor, name="account_remove_factor"),
    path("recovery-codes/", own_views.recovery_codes, name="account_codes"),
    path("sessions/end/", own_views.end_sessions, name="account_end_sessions"),
]
