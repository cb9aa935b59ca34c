"""Two people at once: numbers stay unique, an act happens once."""

import threading

import pytest
from django.db import connection, transaction

from saolang.core.problems import DomainError
from saolang.dossiers.domain import commune as commune_domain
from saolang.dossiers.domain import proposal
from saolang.dossiers.domain.numbers import lock_unit
from saolang.dossiers.models import Dossier, Proposal, Receipt
from tests.dossiers import builders
from tests.factories import make_user

pytestmark = pytest.mark.django_db(transaction=True)


def together(*calls):
    """Run the calls at the same moment in threads; return results or refusals in order."""
    gate = threading.Barrier(len(calls))
    results = [None] * len(calls)

    def run(index, call):
        try:
            gate.wait()
            results[index] = call()
        except Exception as refusal:
            results[index] = refusal
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [result for result in results if isinstance(result, Exception) and not isinstance(result, DomainError)] == []
    return results


def test_two_receipts_at_once_get_two_numbers():
    cast = builders.make_cast()
    dossiers = [builders.submitted(cast) for _index in range(3)]
    results = together(*(lambda row=row: commune_domain.receive_dossier(row, actor=cast.officer) for row in dossiers))
    assert all(isinstance(result, Receipt) for result in results), results
    assert sorted(Receipt.objects.values_list("serial", flat=True)) == [1, 2, 3]
    assert len(set(Receipt.objects.values_list("number", flat=True))) == 3


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite locks no rows")
def test_rows_that_refer_to_a_unit_are_written_while_its_numbers_are_locked():
    unit = builders.make_cast().commune

    def refer():
        with connection.cursor() as cursor:
            cursor.execute("SET lock_timeout = '3s'")
        return make_user("commune_officer", unit=unit)

    with transaction.atomic():
        lock_unit(unit.pk)
        (made,) = together(refer)
    assert made.roles.get().unit == unit


def test_two_officers_receive_one_file_once():
    cast = builders.make_cast()
    other = make_user("commune_officer", unit=cast.commune)
    dossier = builders.submitted(cast)
    results = together(
        lambda: commune_domain.receive_dossier(dossier, actor=cast.officer),
        lambda: commune_domain.receive_dossier(dossier, actor=other),
    )
    assert sorted(isinstance(result, DomainError) for result in results) == [False, True]
    assert Receipt.objects.count() == 1


def test_two_letters_at_once_give_two_codes():
    cast = builders.make_cast()
    dossiers = [builders.checked(cast) for _index in range(2)]
    results = together(
        *(lambda row=row: proposal.open_proposal(cast.commune, dossiers=[row], actor=cast.officer) for row in dossiers)
    )
    assert all(isinstance(result, Proposal) for result in results), results
    assert sorted(Dossier.objects.values_list("serial", flat=True)) == [1, 2]
    assert len(set(Dossier.objects.values_list("product_code", flat=True))) == 2
