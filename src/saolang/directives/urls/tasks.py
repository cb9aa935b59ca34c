"""Addresses of tasks and shares, under /ban-lam-viec/chi-dao/."""

from __future__ import annotations

from django.urls import URLPattern, path

from ..views import tasks, tasks_acts, tasks_judge, tasks_page, tasks_share, tasks_work

urlpatterns: list[URLPattern] = [
    path("viec/", tasks.MyTasksView.as_view(), name="my_tasks"),
    path("viec/cho-xu-ly/", tasks.QueueView.as_view(), name="task_queue"),
    path("viec/ho-so-lien-quan/", tasks.records, name="task_records"),
    path("viec/<str:code>/", tasks_page.TaskView.as_view(), name="task"),
    path("viec/<str:code>/sua/", tasks_acts.EditView.as_view(), name="task_edit"),
    path("viec/<str:code>/han/", tasks_acts.DueView.as_view(), name="task_due"),
    path("viec/<str:code>/chia/", tasks_acts.SplitView.as_view(), name="task_split"),
    path("viec/<str:code>/cho/", tasks_acts.WaitView.as_view(), name="task_wait"),
    path("viec/<str:code>/cho/<int:link>/bo/", tasks_acts.DropWaitView.as_view(), name="task_wait_drop"),
    path("viec/<str:code>/nhac-lai/", tasks_acts.RepeatView.as_view(), name="task_repeat"),
    path("viec/<str:code>/bo-noi/", tasks_acts.UnlinkView.as_view(), name="task_unlink"),
    path("viec/<str:code>/thoi-giao/", tasks_acts.CancelView.as_view(), name="task_cancel"),
    path("phan-giao/<str:code>/", tasks_share.ShareView.as_view(), name="assignment"),
    path("phan-giao/<str:code>/nhan/", tasks_work.AcceptShareView.as_view(), name="share_accept"),
    path("phan-giao/<str:code>/tra-lai/", tasks_work.ReturnView.as_view(), name="share_return"),
    path("phan-giao/<str:code>/lam-ro/", tasks_work.AskView.as_view(), name="share_ask"),
    path("phan-giao/<str:code>/tien-do/", tasks_work.ProgressView.as_view(), name="share_progress"),
    path("phan-giao/<str:code>/hoan-thanh/", tasks_work.ReportView.as_view(), name="share_report"),
    path("phan-giao/<str:code>/ky/", tasks_work.PeriodView.as_view(), name="share_period"),
    path("phan-giao/<str:code>/nguoi-phu-trach/", tasks_work.OfficerView.as_view(), name="share_officer"),
    path("phan-giao/<str:code>/lui-han/", tasks_work.ExtensionView.as_view(), name="share_extension"),
    path("lui-han/<str:code>/", tasks_judge.DecideExtensionView.as_view(), name="extension_decide"),
    path("phan-giao/<str:code>/tra-loi/", tasks_judge.AnswerView.as_view(), name="share_answer"),
    path("phan-giao/<str:code>/xac-nhan/", tasks_judge.ConfirmShareView.as_view(), name="share_confirm"),
    path("phan-giao/<str:code>/lam-tiep/", tasks_judge.SendBackView.as_view(), name="share_send_back"),
    path("phan-giao/<str:code>/mo-lai/", tasks_judge.ReopenView.as_view(), name="share_reopen"),
    path("phan-giao/<str:code>/van-giao/", tasks_judge.InsistView.as_view(), name="share_insist"),
    path("phan-giao/<str:code>/giao-lai/", tasks_judge.ReassignView.as_view(), name="share_reassign"),
    path("phan-giao/<str:code>/thoi-giao/", tasks_judge.CancelShareView.as_view(), name="share_cancel"),
    path("phan-giao/<str:code>/don-doc/", tasks_judge.UrgeView.as_view(), name="share_urge"),
    path("phan-giao/<str:code>/han/", tasks_judge.ShareDueView.as_view(), name="share_due"),
]
