"""View bases. Each declares ``permission``; refusals come back as a problem list, nothing typed is lost."""

from __future__ import annotations

from dataclasses import replace
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.core.exceptions import ImproperlyConfigured
from django.db import OperationalError
from django.db.models import Model
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.generic import DetailView, FormView, ListView, TemplateView
from django.views.generic.base import ContextMixin, View

from saolang.core.db import as_refusal
from saolang.core.problems import DomainError, NotAllowed, Problem, Stale, WrongState

from .access import PUBLIC, SIGNED_IN, may, refuse, view_permission
from .forms import ReasonForm

__all__ = [
    "PUBLIC",
    "SIGNED_IN",
    "ActionView",
    "ConfirmView",
    "DeskDetailView",
    "DeskFormView",
    "DeskListView",
    "DeskView",
    "PublicView",
    "view_permission",
]


def problem_status(error: DomainError) -> HTTPStatus:
    """Return the status of a refusal: 403 no right, 409 wrong state or stale page, 422 anything else."""
    if isinstance(error, NotAllowed):
        return HTTPStatus.FORBIDDEN
    if isinstance(error, WrongState | Stale):
        return HTTPStatus.CONFLICT
    return HTTPStatus.UNPROCESSABLE_ENTITY


def problems_response(request: HttpRequest, error: DomainError, context: dict[str, Any] | None = None) -> HttpResponse:
    """Answer a refusal as JSON, as an htmx fragment or as a page, with the fitting status."""
    status = problem_status(error)
    if "application/json" in request.headers.get("Accept", ""):
        rows = [{"code": p.code, "message": str(p), "where": str(p.where), "url": p.url} for p in error.problems]
        return JsonResponse({"problems": rows}, status=status)
    fragment = request.headers.get("HX-Request") == "true"
    template = "ui/partials/problems.html" if fragment else "ui/problems.html"
    given = {"problems": error.problems, "status": status.value, "back": safe_next(request, ""), **(context or {})}
    return render(request, template, given, status=status)


def safe_next(request: HttpRequest, default: str) -> str:
    """Return the ``next`` address of the request if it stays on this site, else the default."""
    target = request.POST.get("next") or request.GET.get("next") or ""
    safe = url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure())
    return target if target and safe else default


class PermissionMixin:
    """Checks ``permission`` before anything else, on the object of the page when there is one.

    ``permission`` is a permission name, PUBLIC or SIGNED_IN. ``get_permission_object`` returns what the right is about.
    """

    permission: str = ""
    request: HttpRequest

    def get_permission_object(self) -> Any:
        """Return the object that the permission is asked for; None asks for it in general."""
        return None

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Refuse whoever may not, then answer; turn refusals of the domain into a problem list."""
        if not self.permission:
            raise ImproperlyConfigured(f"{type(self).__name__} declares no permission")
        if self.permission != PUBLIC and not request.user.is_authenticated:
            return refuse(request)
        if not may(request.user, self.permission, self.get_permission_object()):
            return refuse(request)
        try:
            response: HttpResponseBase = super().dispatch(request, *args, **kwargs)  # type: ignore[misc]
        except (DomainError, OperationalError) as error:
            response = self.domain_error(as_refusal(error))
        if self.permission != PUBLIC:
            # What one person may see is kept by no cache on the way.
            response.setdefault("Cache-Control", "private, no-cache")
        return response

    def domain_error(self, error: DomainError) -> HttpResponseBase:
        """Answer a refusal of the domain."""
        return problems_response(self.request, error)


class ObjectMixin(ContextMixin):
    """Fetches one object once, by public code (or pk) within ``get_queryset``; the permission is about it."""

    model: type[Model] | None = None
    slug_field = "code"
    url_kwarg = "code"
    context_name = ""
    request: HttpRequest
    kwargs: dict[str, Any]
    _found: Any = None

    def get_queryset(self) -> Any:
        """Return where the object is looked for; override to join or to narrow."""
        if self.model is None:
            raise ImproperlyConfigured(f"{type(self).__name__} needs model or get_queryset")
        return self.model._default_manager.all()

    def get_object(self, queryset: Any = None) -> Any:
        """Return the object of the address, fetched once; 404 when there is none."""
        if self._found is None:
            by_pk = "pk" in self.kwargs
            lookup = {"pk": self.kwargs["pk"]} if by_pk else {self.slug_field: self.kwargs[self.url_kwarg]}
            self._found = get_object_or_404(self.get_queryset() if queryset is None else queryset, **lookup)
        return self._found

    def get_permission_object(self) -> Any:
        """Return the object of the page."""
        return self.get_object()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add ``object`` and its own name."""
        obj = self.get_object()
        name = self.context_name or obj._meta.model_name
        return super().get_context_data(**{"object": obj, name: obj, **kwargs})


class PageMixin(ContextMixin):
    """Gives a page its title, subtitle and crumbs (pairs of label and address)."""

    title: str = ""
    subtitle: str = ""

    def get_title(self) -> str:
        """Return the heading of the page."""
        return str(self.title)

    def get_crumbs(self) -> list[tuple[str, str]]:
        """Return the way to this page, without the page itself."""
        return []

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add title, subtitle and crumbs."""
        base = {"title": self.get_title(), "subtitle": self.subtitle, "crumbs": self.get_crumbs()}
        return super().get_context_data(**{**base, **kwargs})


class PublicView(PageMixin, PermissionMixin, TemplateView):
    """A page for everybody."""

    permission = PUBLIC


class DeskView(PageMixin, PermissionMixin, TemplateView):
    """A page of the desk. Set ``permission``, ``template_name``, ``title``."""


class DeskDetailView(PageMixin, ObjectMixin, PermissionMixin, DetailView):
    """The page of one record; the permission is asked for that record."""

    def get_context_object_name(self, obj: Any) -> str | None:
        """Leave naming to ObjectMixin."""
        return None


class DeskListView(PageMixin, PermissionMixin, ListView):
    """A list with filters, a table, pages and an empty state that teaches the first step.

    ``get_queryset`` returns only what the person may see (``queries.visible_to``). ``filterset_class`` (django-filter)
    and ``table_class`` (django-tables2) are optional; without a table, extend ``ui/list.html`` and fill ``block rows``.
    """

    template_name = "ui/list.html"
    paginate_by = 25
    filterset_class: Any = None
    table_class: Any = None
    empty_title: str = ""
    empty_text: str = ""
    filterset: Any = None

    def filtered(self, queryset: Any) -> Any:
        """Return the queryset narrowed by the filters of the address."""
        if self.filterset_class is None:
            return queryset
        self.filterset = self.filterset_class(self.request.GET or None, queryset=queryset, request=self.request)
        return self.filterset.qs

    def make_table(self, rows: Any) -> Any:
        """Return the table of the rows."""
        assert self.table_class is not None
        return self.table_class(rows)

    def get_table(self, rows: Any) -> Any:
        """Return the sorted and paged table, or None."""
        if self.table_class is None:
            return None
        table = self.make_table(rows)
        wanted = self.request.GET.getlist(table.prefixed_order_by_field)
        order = [name for name in wanted if name.removeprefix("-") in table.columns.names()]
        if order:
            table.order_by = order
        table.paginate(per_page=self.paginate_by)
        # The address names the page only: how many rows a page holds is not for the visitor to say.
        table.page = table.paginator.get_page(self.request.GET.get(table.prefixed_page_field))
        return table

    def get_paginate_by(self, queryset: Any) -> int | None:
        """Leave paging to the table when there is one."""
        return None if self.table_class else self.paginate_by

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the list."""
        self.object_list = self.filtered(self.get_queryset())
        return self.render_to_response(self.get_context_data())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add filter, table and the empty state."""
        table = self.get_table(self.object_list)
        if table is not None:
            kwargs["table"] = table
        context = super().get_context_data(**kwargs)
        filtered = bool(self.filterset is not None and self.filterset.is_bound and any(self.request.GET.values()))
        empty = {"empty_title": self.empty_title or _("Chưa có gì ở đây"), "empty_text": self.empty_text}
        return {"filter": self.filterset, "is_filtered": filtered, **empty, **context}


class DeskFormView(PageMixin, PermissionMixin, FormView):
    """A form of the desk. Implement ``save(form)``; a DomainError it raises is shown above the form, values kept.

    Combine with ObjectMixin for a form about one record. ``save`` may return the object or address to go to.
    """

    template_name = "ui/form.html"
    submit_label: str = ""
    success_message: str = ""

    def save(self, form: BaseForm) -> Any:
        """Do the work; return an object with ``get_absolute_url``, an address, or None."""
        raise NotImplementedError

    def form_valid(self, form: BaseForm) -> HttpResponse:
        """Save and go on, or show what is wrong."""
        try:
            result = self.save(form)
        except DomainError as error:
            return self.show_problems(form, error)
        if self.success_message:
            messages.success(self.request, self.get_success_message(result))
        return HttpResponseRedirect(self.destination(result), status=HTTPStatus.SEE_OTHER)

    def form_invalid(self, form: BaseForm) -> HttpResponse:
        """Show the form again with its errors."""
        return self.render_to_response(self.get_context_data(form=form), status=HTTPStatus.UNPROCESSABLE_ENTITY)

    def show_problems(self, form: BaseForm, error: DomainError) -> HttpResponse:
        """Show the form again with the refusal of the domain and everything that was typed."""
        rest = attach_problems(form, error.problems)
        return self.render_to_response(self.get_context_data(form=form, problems=rest), status=problem_status(error))

    def get_success_message(self, result: Any) -> str:
        """Return the words that confirm the act."""
        return str(self.success_message)

    def destination(self, result: Any) -> str:
        """Return where to go after the act."""
        if isinstance(result, str) and result:
            return result
        given = safe_next(self.request, "")
        if given:
            return given
        if hasattr(result, "get_absolute_url"):
            return str(result.get_absolute_url())
        return self.get_success_url()

    def get_success_url(self) -> str:
        """Return the address to go to when ``save`` names none."""
        if self.success_url:
            return str(self.success_url)
        get_object = getattr(self, "get_object", None)
        if get_object is not None:
            return str(get_object().get_absolute_url())
        raise ImproperlyConfigured(f"{type(self).__name__} does not say where to go")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the words on the button and the way back."""
        back = safe_next(self.request, "")
        return super().get_context_data(**{"submit_label": self.submit_label or _("Lưu"), "next": back, **kwargs})


def attach_problems(form: BaseForm, problems: list[Problem]) -> list[Problem]:
    """Put problems whose ``where`` names a field beside it; return all for the list on top, in words of labels."""
    named = [problem for problem in problems if problem.where in form.fields]
    for problem in named:
        form.add_error(problem.where, str(problem.message))
    return [replace(p, where=str(form[p.where].label)) if p in named else p for p in problems]


class ConfirmView(ObjectMixin, DeskFormView):
    """Asks before an act that weighs: GET shows what will happen and asks for the reason, POST does it.

    Implement ``act(reason)``. ``reason_required`` makes the reason compulsory; ``danger`` colours the button.
    """

    form_class = ReasonForm
    template_name = "ui/confirm.html"
    reason_required = True
    danger = False
    warning: str = ""

    def act(self, reason: str) -> Any:
        """Do the act; return an object, an address or None."""
        raise NotImplementedError

    def get_form_kwargs(self) -> dict[str, Any]:
        """Say whether a reason is needed."""
        return {**super().get_form_kwargs(), "required": self.reason_required}

    def save(self, form: BaseForm) -> Any:
        """Do the act with the reason given."""
        return self.act(form.cleaned_data["reason"])  # type: ignore[attr-defined]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the warning and the tone."""
        return super().get_context_data(**{"warning": self.warning, "danger": self.danger, **kwargs})


class ActionView(ObjectMixin, PermissionMixin, View):
    """One act on one record: POST only, answered by a redirect, so that a reload never repeats it.

    Implement ``act()`` (``self.get_object()``, ``self.reason``, ``self.expected_version``). Set ``model = None`` and
    override ``get_permission_object`` for an act without a record. Refusals come back as a problem list; the reason
    that was typed is shown again.
    """

    http_method_names = ["post", "options"]
    success_message: str = ""
    success_url: str = ""

    @property
    def reason(self) -> str:
        """The reason typed with the act."""
        return self.request.POST.get("reason", "").strip()

    @property
    def expected_version(self) -> int | None:
        """The version of the record that the page showed, if it said."""
        text = self.request.POST.get("version", "")
        return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None

    def act(self) -> Any:
        """Do the act; return an object, an address, a response or None."""
        raise NotImplementedError

    def get_success_message(self, result: Any) -> str:
        """Return the words that confirm the act."""
        return str(self.success_message)

    def get_success_url(self) -> str:
        """Return the address to go to when ``act`` names none."""
        return str(self.success_url) or str(self.get_object().get_absolute_url())

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Do the act and go on."""
        result = self.act()
        if isinstance(result, HttpResponse):
            return result
        if self.success_message:
            messages.success(request, self.get_success_message(result))
        if isinstance(result, str) and result:
            target = result
        else:
            target = safe_next(request, "")
            if not target:
                known = hasattr(result, "get_absolute_url")
                target = str(result.get_absolute_url()) if known else self.get_success_url()
        if request.headers.get("HX-Request") == "true":
            response = HttpResponse(status=HTTPStatus.NO_CONTENT)
            response["HX-Redirect"] = target
            return response
        return HttpResponseRedirect(target, status=HTTPStatus.SEE_OTHER)

    def domain_error(self, error: DomainError) -> HttpResponse:
        """Show what is wrong, with the reason that was typed and the way back to the record."""
        back = safe_next(self.request, "")
        record = self._found
        if not back and record is not None and hasattr(record, "get_absolute_url"):
            back = record.get_absolute_url()
        return problems_response(self.request, error, {"back": back, "typed_reason": self.reason})
