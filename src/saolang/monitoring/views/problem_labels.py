"""Forms whose domain names fields: the list on top shows the label a person knows."""

from __future__ import annotations

from dataclasses import replace

from django.forms import BaseForm
from django.http import HttpResponse

from saolang.core.problems import DomainError
from saolang.ui.views import DeskFormView, attach_problems, problem_status


class LabelledFormView(DeskFormView):
    """A form that says where in the words of its labels."""

    def show_problems(self, form: BaseForm, error: DomainError) -> HttpResponse:
        """Show the form again with the refusal beside its fields and on top."""
        attach_problems(form, error.problems)
        named = [
            replace(problem, where=str(form.fields[problem.where].label)) if problem.where in form.fields else problem
            for problem in error.problems
        ]
        context = self.get_context_data(form=form, problems=named)
        return self.render_to_response(context, status=problem_status(error))
