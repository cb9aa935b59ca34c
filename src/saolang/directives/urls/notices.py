"""Addresses of notices, under /ban-lam-viec/chi-dao/."""

from __future__ import annotations

from django.urls import URLPattern, path

from ..views import notices as views
from ..views import notices_intake as intake
from ..views import notices_review as review
from ..views import notices_setup as setup

urlpatterns: list[URLPattern] = [
    path("van-ban/", views.NoticeListView.as_view(), name="notices"),
    path("van-ban/them/", intake.AddView.as_view(), name="notice_add"),
    path("van-ban/them/<str:file>/", intake.EntryView.as_view(), name="notice_entry"),
    path("van-ban/tu-so/<str:code>/", intake.FromRegisterView.as_view(), name="notice_from_document"),
    path("van-ban/<str:code>/", views.NoticeView.as_view(), name="notice"),
    path("van-ban/<str:code>/noi-dung/", views.TextView.as_view(), name="notice_text"),
    path("van-ban/<str:code>/nhap-chu/", intake.GiveTextView.as_view(), name="notice_give_text"),
    path("van-ban/<str:code>/nhap-tay/", intake.ByHandView.as_view(), name="notice_by_hand"),
    path("van-ban/<str:code>/doc-ngay/", intake.ReadNowView.as_view(), name="notice_read_now"),
    path("van-ban/<str:code>/giao-lai/", views.ReissueView.as_view(), name="notice_reissue"),
    path("van-ban/<str:code>/bo/", views.CancelView.as_view(), name="notice_cancel"),
    path("van-ban/<str:code>/lay-lai/", views.ReopenView.as_view(), name="notice_reopen"),
    path("van-ban/<str:code>/xac-nhan/", review.ReviewView.as_view(), name="notice_review"),
    path("van-ban/<str:code>/xac-nhan/giao/", review.ConfirmNoticeView.as_view(), name="notice_confirm"),
    path("van-ban/<str:code>/xac-nhan/doc-lai/", review.ReadAgainView.as_view(), name="notice_read_again"),
    path("van-ban/<str:code>/xac-nhan/han-goi-y/", review.DatesView.as_view(), name="notice_dates"),
    path("van-ban/<str:code>/xac-nhan/don-vi/", review.AssignView.as_view(), name="notice_assign"),
    path("van-ban/<str:code>/xac-nhan/don-vi-moi/", review.MakeBodyView.as_view(), name="notice_make_body"),
    path("van-ban/<str:code>/xac-nhan/them-viec/", review.AddTaskView.as_view(), name="notice_add_task"),
    path("van-ban/<str:code>/xac-nhan/them-muc/", review.AddBlockView.as_view(), name="notice_add_block"),
    path("van-ban/<str:code>/xac-nhan/<str:key>/sua/", review.EditTaskView.as_view(), name="notice_edit_task"),
    path("van-ban/<str:code>/xac-nhan/<str:key>/tach/", review.SplitTaskView.as_view(), name="notice_split_task"),
    path("van-ban/<str:code>/xac-nhan/<str:key>/gop/", review.MergeTaskView.as_view(), name="notice_merge_task"),
    path("van-ban/<str:code>/xac-nhan/<str:key>/bo/", review.LeaveOutView.as_view(), name="notice_leave_out"),
    path("van-ban/<str:code>/xac-nhan/<str:key>/lay-lai/", review.PutBackView.as_view(), name="notice_put_back"),
    path("quy-tac/", setup.RuleListView.as_view(), name="reading_rules"),
    path("quy-tac/them/", setup.RuleAddView.as_view(), name="reading_rule_add"),
    path("quy-tac/tep/", setup.RuleFileView.as_view(), name="reading_rule_file"),
    path("quy-tac/<int:pk>/", setup.RuleEditView.as_view(), name="reading_rule"),
    path("quy-tac/<int:pk>/xoa/", setup.RuleDeleteView.as_view(), name="reading_rule_delete"),
    path("ban-chi-dao/", setup.CommitteeListView.as_view(), name="committees"),
    path("ban-chi-dao/them/", setup.CommitteeAddView.as_view(), name="committee_add"),
    path("ban-chi-dao/<str:code>/", setup.CommitteeView.as_view(), name="committee"),
    path("ban-chi-dao/<str:code>/thanh-vien/", setup.MemberAddView.as_view(), name="member_add"),
    path("ban-chi-dao/<str:code>/<int:pk>/thoi/", setup.MemberEndView.as_view(), name="member_end"),
    path("ban-chi-dao/<str:code>/<int:pk>/thuong-truc/", setup.MemberStandingView.as_view(), name="member_standing"),
    path("chu-de/", setup.TopicListView.as_view(), name="topics"),
    path("chu-de/them/", setup.TopicAddView.as_view(), name="topic_add"),
    path("chu-de/<int:pk>/", setup.TopicEditView.as_view(), name="topic"),
]
