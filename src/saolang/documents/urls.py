"""Addresses of papers, under /ban-lam-viec/van-ban/."""

from django.urls import path

from .views import register, staff

app_name = "documents"
urlpatterns = [
    path("", staff.PaperListView.as_view(), name="list"),
    path("so/<str:code>/", register.RegisteredView.as_view(), name="registered"),
    path("<str:code>/", staff.PaperView.as_view(), name="paper"),
    path("<str:code>/ban.pdf", staff.PaperFileView.as_view(), name="pdf"),
    path("<str:code>/ban.docx", staff.PaperDocxView.as_view(), name="docx"),
    path("<str:code>/trang-<int:page>.png", staff.PaperPageView.as_view(), name="page"),
    path("<str:code>/trinh-ky/", staff.SubmitView.as_view(), name="submit"),
    path("<str:code>/tra-lai/", staff.ReturnView.as_view(), name="return"),
    path("<str:code>/huy/", staff.CancelView.as_view(), name="cancel"),
    path("<str:code>/ban-hanh/", staff.IssueView.as_view(), name="issue"),
]
