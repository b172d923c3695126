"""What New case begins with, and that nobody sends to a live account unawares."""

import pytest

from tests import factories
from tests.verifications.pages import NEW, elements, fields, typed
from verifications.connection.usual import usual
from verifications.models import AtlasAccount

LIVE = AtlasAccount.Environment.LIVE


def opened(officer):
    """The account and the product that an empty form shows as chosen, and what it says beside its button."""
    page = officer.get(NEW)
    (live,) = [attrs for attrs in elements(page, "id") if attrs["id"] == "live"]
    said = "" if "hidden" in live else page.context["form"].live
    return fields(page)["account"], fields(page)["product_type"], said


@pytest.fixture
def live(db):
    return factories.account("A live one", environment=LIVE)


def test_the_only_account_is_chosen_also_a_live_one_and_that_is_said(officer, live):
    assert opened(officer) == (str(live.pk), "POC_CDL", "A live one")


def test_of_several_a_test_account_is_chosen(officer, live, account):
    assert opened(officer) == (str(account.pk), "POC_CDL", "")


def test_of_several_live_ones_none_is_chosen(officer, live):
    factories.account("Another", environment=LIVE)
    assert opened(officer) == ("", "POC_CDL", "")


def test_what_this_person_used_last_is_chosen_again(officer, live, account, asha, ravi):
    account.product_types = live.product_types = ["POC_CDL", "PROD_CDL"]
    for each in (account, live):
        each.save(update_fields=("product_types",))
    factories.draft(by=asha, account=live, product_type="PROD_CDL")
    factories.draft(by=ravi, account=account)
    assert opened(officer) == (str(live.pk), "PROD_CDL", "A live one")


def test_an_account_that_was_switched_off_or_a_product_that_is_gone_is_not(account, asha, live):
    case = factories.draft(by=asha, account=account)
    start = usual([live], by=asha)
    assert (start.account, start.product_type) == (live, "POC_CDL")

    account.product_types = ["PROD_CDL", "OTHER"]
    start = usual([account], by=asha)
    assert (start.account, start.product_type, case.product_type) == (account, "", "POC_CDL")


def test_without_an_account_nothing_is(asha):
    assert usual([], by=asha).account is None


def test_a_form_that_was_sent_names_the_live_account_it_goes_to(officer, live, account, asha):
    form = typed(asha, live, action="send", applicant_name="")
    page = officer.post(NEW, form)
    assert page.status_code == 422 and page.context["form"].live == "A live one"
    page = officer.post(NEW, form | {"account": "junk"})
    assert page.context["form"].live == ""
