"""Addresses of papers and of the register, under /ban-lam-viec/van-ban/."""

from django.urls import path

from .views import register, register_acts, register_entry, staff

app_name = "documents"
urlpatterns = [
    path("", staff.PaperListView.as_view(), name="list"),
    path("so/", register.RegisterListView.as_view(), name="register"),
    path("so/di/", register.OutgoingListView.as_view(), name="register_out"),
    path("so/thieu/", register.MissingView.as_view(), name="register_missing"),
    path("so/con-hieu-luc/", register.InForceListView.as_view(), name="register_in_force"),
    path("so/so-dang-ky/", register.BooksView.as_view(), name="register_books"),
    path("so/vao-so/", register_entry.EntryView.as_view(), name="register_enter"),
    path("so/giu-so/", register_acts.KeepersView.as_view(), name="keepers"),
    path("so/giu-so/<int:pk>/thoi/", register_acts.EndKeepingView.as_view(), name="keeper_end"),
    path("so/<str:code>/", register.RegisteredView.as_view(), name="registered"),
    path("so/<str:code>/sua/", register_entry.CorrectView.as_view(), name="registered_correct"),
    path("so/<str:code>/lien-ket/", register_acts.LinkView.as_view(), name="registered_link"),
    path("so/<str:code>/lien-ket/<int:row>/bo/", register_acts.UnlinkView.as_view(), name="registered_unlink"),
    path("so/<str:code>/chuyen/", register_acts.SendView.as_view(), name="registered_send"),
    path("so/<str:code>/nhan/<int:row>/", register_acts.ReceiveView.as_view(), name="registered_receive"),
    path("so/<str:code>/huy-van-ban-mat/", register_acts.WithdrawView.as_view(), name="registered_withdraw"),
    path("so/<str:code>/het-hieu-luc/", register_acts.EndView.as_view(), name="registered_end"),
    path("<str:code>/", staff.PaperView.as_view(), name="paper"),
    path("<str:code>/ban.pdf", staff.PaperFileView.as_view(), name="pdf"),
    path("<str:code>/ban.docx", staff.PaperDocxView.as_view(), name="docx"),
    path("<str:code>/trang-<int:page>.png", staff.PaperPageView.as_view(), name="page"),
    path("<str:code>/trinh-ky/", staff.SubmitView.as_view(), name="submit"),
    path("<str:code>/tra-lai/", staff.ReturnView.as_view(), name="return"),
    path("<str:code>/huy/", staff.CancelView.as_view(), name="cancel"),
    path("<str:code>/ban-hanh/", staff.IssueView.as_view(), name="issue"),
    path("<str:code>/vao-so/", register_acts.RegisterPaperView.as_view(), name="register_paper"),
]
