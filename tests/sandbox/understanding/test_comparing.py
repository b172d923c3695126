"""Which spellings mean the same, and which differences must show."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sandbox.understanding.comparing import (
    FACTS,
    LONGEST,
    MEASURES,
    MOST_COMPARED,
    cross_checks,
    similarity,
)
from sandbox.understanding.confidence import DOUBTED
from sandbox.understanding.likeness import LEAST_ALIKE, UNCERTAIN
from tests.growth import calls_of

# The portal shows scores under 0.7 as differences; the measure of accuracy asks for 0.8.
ALIKE, DIFFERENT = 0.85, 0.65

HOME = "Flat 12, Ganga Apartments, Karve Road, Kothrud, Pune, Maharashtra - 411038"
SHOP = "Shop 4, Laxmi Plaza, FC Road, Shivajinagar, Pune 411005"

SAME = [
    ("name", "Asha Kulkarni", "ASHA KULKARNI"),
    ("name", "Asha Kulkarni", "Mrs. Asha Kulkarni"),
    ("name", "Asha Kulkarni", "Smt Kulkarni Asha"),
    ("name", "Asha Ramesh Kulkarni", "Asha Kulkarni"),
    ("name", "A. R. Kulkarni", "Asha Ramesh Kulkarni"),
    ("name", "Asha R Kulkarni", "Asha Ramesh Kulkarni"),
    ("name", "S. Lakshmi", "Laxmi Subramanian"),
    ("name", "Lakshmi Narasimhan", "Laxmi Narasimhan"),
    ("name", "Sunita Chaudhary", "SUNITA CHOUDHURY"),
    ("name", "Sunita Chaudhari", "Suneeta Chowdhury"),
    ("name", "Mohammed Irfan Siddiqui", "Md Irfan Siddiqui"),
    ("name", "Mohd. Irfan Siddiqui", "Muhammad Irfaan Siddiqi"),
    ("name", "Ravi Sharma S/o Ram Sharma", "Ravi Sharma"),
    ("name", "Shri Ram Kumar Verma", "Ramkumar Verma"),
    ("name", "RAVIKUMAR SHARMA", "Ravi Kumar Sharma"),
    ("name", "RAVIKUMARSHARMA", "Ravi Kumar Sharma"),
    ("name", "Venkatesh Raghavan", "Venkatesh  Raghavan."),
    ("name", "Kulkarni Asha", "Kulkami Asha"),
    ("name", "Vishwanath Iyer", "Viswanath Iyer"),
    ("name", "Sandeep Yadav", "Sandip Yadav"),
    ("name", "Pooja Rathod", "Puja Rathod"),
    ("name", "Ramesh Kr. Gupta", "Ramesh Kumar Gupta"),
    ("name", "Krishnamurthy Rao", "Krishnamurti Rao"),
    ("name", "Farhan D'Souza", "Farhan Dsouza"),
    ("name", "Bhavesh Patel", "BHAVESHBHAI KANTILAL PATEL"),
    ("name", "KS Reddy", "Kiran S. Reddy"),
    ("name", "Kum. Asha Kulkarni", "Asha Kulkarni"),
    ("dealer_name", "Croma", "Croma Electronics"),
    ("dealer_name", "Sargam Electronics Pvt Ltd", "Sargam Electronics Private Limited"),
    ("dealer_name", "M/s Gupta Home Appliances", "GUPTA HOME APPLIANCES"),
    ("dealer_name", "M/s. Gupta Home Appliances", "Gupta Home Appliance"),
    ("dealer_name", "Sai Krupa Electronics", "Saikrupa Electronics"),
    ("dealer_name", "Sai Krupa Electronics", "Sai Krupa Electronics & Home Appliances"),
    ("dealer_name", "Kaveri Gadget Point LLP", "Kaveri Gadget Point"),
    ("dealer_name", "SARGAM ELECTR0NICS PVT. LTD.", "Sargam Electronics Pvt Ltd"),
    ("dealer_name", "Shree Balaji Mobiles", "Shree Balaji Mobile"),
    ("address", HOME, HOME.upper()),
    ("address", HOME, "Flat No.12, Ganga Apts, Karve Rd, Kothrud, Pune-411038"),
    ("address", HOME, "S/O: Ramesh Kulkarni, Flat 12, Ganga Apartments, Karve Road, Kothrud, Pune 411038"),
    ("address", HOME, "12 Ganga Apartment, Kothrud, Karve Road, Pune, Maharashtra, India, 411038"),
    ("address", HOME, "Flat 12, Ganga Apartments, Karve Road, Pune 411038"),
    ("address", HOME, "Flat12,GangaApartments,KarveRoad,Kothrud,Pune,Maharashtra-411038"),
    ("address", HOME, "Flat 12, Ganga Apartmcnts, Karve Road, Kothnud, Pune, Maharashtra - 411038"),
    (
        "address", "142, 8th Cross, Malleshwaram, Bangalore 560003",
        "142, 8th Cross, Malleswaram, Bengaluru - 560003",
    ),
    (
        "address", "House No 88, Nazirabad Road, Aminabad, Lucknow",
        "H.No. 88 Nazirabad Rd Aminabad Lucknow 226018",
    ),
    ("address", "B-12, Sarita Society, Adajan Road, Surat", "B/12 Sarita Soc., Adajan Rd., Surat 395009"),
    (
        "address", "No 17/4, Thiruvalluvar Street, Alwarpet, Madras",
        "17/4 Tiruvalluvar St, Alwarpet, Chennai 600018",
    ),
    ("address", "Sector 14, Gurgaon, Haryana 122001", "Sec-14, Gurugram, Haryana, 122001"),
    ("dealer_address", SHOP, "Shop No. 4, Lakshmi Plaza, F.C. Rd, Shivajinagar, Pune - 411005, Maharashtra"),
    ("dealer_address", SHOP, "4, Laxmi Plaza, Fergusson College Road, Shivaji Nagar, Pune 411005"),
    (
        "dealer_address", "118 Lajpat Rai Mkt, Chandni Chowk, Delhi 110006",
        "118, Lajpat Rai Market, Chandni Chowk, New Delhi 110006",
    ),
    (
        "dealer_address", "Nr. Bus Stand, Main Road, Nashik 422001",
        "Near Bus Stand, Main Rd, Nashik, Maharashtra 422001",
    ),
    ("dealer_address", "C-14, Sitabuldi Main Road, Nagpur", "C-14, Wardha Road, Sitabuldi, Nagpur 440012"),
    ("address", "Flat 12, Sunrise Apts, MG Road, Pune 411001", "Flat 12, MG Road, Camp, Pune 411001"),
    ("amount", "18999.00", "18,999.00"),
    ("amount", "124999.00", "Rs. 1,24,999/-"),
    ("amount", "18999.00", "18999.49"),
    ("imei", "001234567890128", "00 123456 789012 8"),
    ("imei", "001234567890128", "00123456789012"),
    ("serial_number", "ZX04E784626", "zx04-e784626"),
    ("serial_number", "ZXO4E784626", "ZX04E784626"),
    ("gstin", "27ZZZCS0598Z1ZD", "27zzzcs0598z1zd"),
    ("date_of_birth", "04/09/1987", "04/09/1987"),
    ("date_of_birth", "1987", "04/09/1987"),
    ("product", "Nimbus X5 8 GB/128 GB Blue", "NIMBUS X5 8GB/128GB BLUE"),
    ("product", "Nimbus X5 5G 8 GB/128 GB Midnight Blue", "Nimbus X5 5G (8GB/128GB)"),
    ("product", "Drishti 55 inch 4K LED Smart TV", "Drishti 55\" 4K LED Smart TV"),
    ("product", "Himshikhar Double Door Refrigerator 265 L", "HIMSHIKHAR DOUBLE DOOR REFRIGERATOR 265LTR"),
]  # fmt: skip

SAME += [
    ("name", "Bijoy Krishna Das", "Bijay Krishna Das"),
    ("name", "Vikram Singh Rathore", "Vikram Rathor"),
    ("name", "Manjunatha B R", "B.R. Manjunath"),
    ("name", "Debjani Mukherjee", "Debjani Mukharji"),
    ("name", "Sanjay Aggarwal", "Sanjay Agrawal"),
    ("name", "Shabana Begam", "Shabana Begum"),
    ("name", "Ravindra Tiwari", "Ravinder Tiwari"),
    ("name", "Kamal Kishore Gupta", "Kamal Kishor Gupta"),
    ("name", "Monica Rao", "Monika Rao"),
    ("name", "Sunlta Verma", "Sunita Verma"),
    ("name", "Farid Siddique", "Fareed Siddiqui"),
    ("dealer_name", "Shree Ambica Electronics", "Shri Ambika Electronics"),
    ("product", "Vayu V20 Neo 5G (8GB/128GB) Midnight Black", "VAYU V20 NEO 5G 8/128 BLACK"),
    ("product", "Himtech 1.5 Ton 3 Star Inverter Split AC", "Himtech AC 1.5T 3 Star Inverter"),
    ("product", "Tara A36 6/128 Lime Green", "Tara A36 (6GB RAM, 128GB ROM)"),
    ("product", "Drishti 55 inch 4K Ultra HD TV", "Drishti 55 inch 4K UHD TV"),
    ("address", "No 88, 3rd Main 5th Cross, Vijayanagar, Bengaluru", "88, 5th Cross, 3rd Main, Vijayanagar"),
]

OTHER = [
    ("name", "Anita Kumari Verma", "Amita Kumari Verma"),
    ("name", "Sumit Kumar Verma", "Sunit Kumar Verma"),
    ("name", "Sunil Verma", "Sunit Verma"),
    ("name", "Nilesh Patil", "Nitish Patil"),
    ("name", "Sandhya Rao", "Sharda Rao"),
    ("name", "Esha Rao", "Ishan Rao"),
    ("name", "Joy Thomas", "Jay Thomas"),
    ("name", "Harinder Singh", "Hardeep Singh"),
    ("name", "Surinder Kaur", "Narinder Kaur"),
    ("product", "Vayu V20 Neo 5G 8GB/128GB", "Vayu V20 Pro 5G 8GB/128GB"),
    ("product", "Tara A36 6/128", "Tara A36 8/128"),
    ("product", "Himtech 1.5T 3 Star AC", "Himtech 2 Ton 3 Star AC"),
    ("address", "No 88, 3rd Main 5th Cross, Vijayanagar", "No 88, 5th Main 3rd Cross, Vijayanagar"),
    ("name", "Asha Kulkarni", "Asha Deshpande"),
    ("name", "Asha Kulkarni", "Usha Kulkarni"),
    ("name", "Ravi Kumar Sharma", "Ravi Kumar Verma"),
    ("name", "Ravi Kumar", "Ravi Sharma"),
    ("name", "Ramesh Kumar", "Rajesh Kumar"),
    ("name", "Suresh Patel", "Naresh Patel"),
    ("name", "Rajendra Singh", "Gajendra Singh"),
    ("name", "Narendra Singh", "Nagendra Singh"),
    ("name", "Kiran Rao", "Karan Rao"),
    ("name", "Sunil Yadav", "Sunita Yadav"),
    ("name", "Amit Shah", "Ajit Shah"),
    ("name", "Mahesh Iyer", "Mukesh Iyer"),
    ("name", "A. Kulkarni", "Usha Kulkarni"),
    ("name", "S Patel", "Naresh Patel"),
    ("name", "Bhavesh Patel", "Jignesh Mehta"),
    ("name", "Ravi", "Ravi Sharma"),
    ("name", "Deepak Nair", "Deepika Nair"),
    ("name", "Mohan Lal", "Sohan Lal"),
    ("dealer_name", "Sai Krupa Electronics", "Gupta Electronics"),
    ("dealer_name", "Gupta Home Appliances", "Gupta Mobile Gallery"),
    ("dealer_name", "Sargam Electronics Pvt Ltd", "Sangam Furniture Pvt Ltd"),
    ("dealer_name", "Sargam Electronics Pvt Ltd", "Meenakshi Digital World Pvt Ltd"),
    ("dealer_name", "Maru Mobile Gallery", "Rekha Bhandari"),
    ("address", HOME, HOME.replace("12", "14")),
    ("address", HOME, HOME.replace("Flat 12", "Flat 121")),
    ("address", HOME, HOME.replace("Karve Road", "Paud Road")),
    ("address", HOME, HOME.replace("411038", "411004")),
    ("address", HOME, "Plot 9, Shastri Nagar, Vidyadhar Road, Nagpur, Maharashtra - 440012"),
    ("address", HOME, "Pune, Maharashtra 411001"),
    ("address", "9A, Lake Road, Kolkata 700029", "9B, Lake Road, Kolkata 700029"),
    ("address", "C-14, Sitabuldi Main Road, Nagpur", "D-14, Sitabuldi Main Road, Nagpur"),
    ("address", "142, 8th Cross, Malleshwaram, Bengaluru", "142, 9th Cross, Malleshwaram, Bengaluru"),
    ("address", "17/4, Thiruvalluvar Street, Chennai", "17/5, Thiruvalluvar Street, Chennai"),
    ("dealer_address", SHOP, "19, Sadashiv Chambers, Karve Road, Erandwane, Pune, Maharashtra - 411004"),
    ("dealer_address", SHOP, SHOP.replace("Shop 4", "Shop 7")),
    ("dealer_address", SHOP, SHOP.replace("FC Road", "JM Road")),
    ("dealer_address", SHOP, "118, Subhash Marg, Naka Hindola, Lucknow, Uttar Pradesh - 226004"),
    ("dealer_address", "22 North Veli Street, Madurai 625001", "22 South Veli Street, Madurai 625001"),
    ("address", "12, MG Road, Pune", "12, MG Road, Bengaluru"),
    ("address", HOME, HOME.replace("Ganga", "Yamuna")),
    ("dealer_name", "Electronics", "Sai Krupa Electronics"),
    ("name", "Bhavesh Patel", "Bhavnaben Patel"),
    ("amount", "18999.00", "18899.00"),
    ("amount", "18999.00", "19999.00"),
    ("amount", "131250.00", "13125.00"),
    ("amount", "27490.00", "29490.00"),
    ("imei", "001234567890128", "001234567890129"),
    ("imei", "001234567890128", "001234567890218"),
    ("imei", "001234567890128", "004999010640000"),
    ("serial_number", "ZX04E784626", "ZX04E784627"),
    ("serial_number", "ZX04E784626", "ZX93E814030"),
    ("gstin", "27ZZZCS0598Z1ZD", "27ZZZCS0599Z1ZB"),
    ("date_of_birth", "04/09/1987", "09/04/1987"),
    ("date_of_birth", "04/09/1987", "04/09/1988"),
    ("date_of_birth", "1988", "04/09/1987"),
    ("product", "Nimbus X5 8 GB/128 GB Blue", "Nimbus X5 12 GB/256 GB Blue"),
    ("product", "Nimbus X5 8 GB/128 GB", "Dhara Washer Dryer 11 kg Front Load"),
    ("product", "Nimbus X5 128 GB", "Nimbus Lite 128 GB"),
    ("product", "Drishti 55 inch 4K LED Smart TV", "Drishti 43 inch 4K LED Smart TV"),
]  # fmt: skip


@pytest.mark.parametrize(("fact", "one", "other"), SAME)
def test_the_same_fact_in_another_spelling_is_alike(fact, one, other):
    assert ALIKE <= similarity(fact, one, other) <= 1
    assert similarity(fact, one, other) == similarity(fact, other, one)


@pytest.mark.parametrize(("fact", "one", "other"), OTHER)
def test_another_fact_shows_as_a_difference(fact, one, other):
    assert 0 <= similarity(fact, one, other) <= DIFFERENT
    assert similarity(fact, one, other) == similarity(fact, other, one)


def item(kind, document_id, error_code="", **fields):
    wrapped = {name: {"value": value, "confidence_score": 0.9} for name, value in fields.items()}
    return {"document_type": kind, "document_id": document_id, "error_code": error_code, **wrapped}


INVOICE = item(
    "INVOICE",
    "1",
    total_amount="18999.00",
    imei="001234567890128",
    dealer_name="Maru Mobile Gallery",
    customer_name="Asha Kulkarni",
)
ORDER = item("DELIVERY_ORDER", "2", invoice_amount="18899.00", imei="001234567890128")
BOX = item("", "3", "UNRECOGNISED", imei="004999010640000", imei_2="001234567890128")
REGISTRATION = item("GST_CERT", "4", legal_name="Rekha Bhandari", trade_name="Maru Mobile Gallery")


def test_a_check_names_both_documents_and_what_they_say():
    checks = {check["field"]: check for check in cross_checks([INVOICE, ORDER])}
    assert set(checks) == {"amount", "imei"}
    assert checks["imei"] == {
        "field": "imei",
        "document_type_1": "INVOICE",
        "document_id_1": "1",
        "value_1": "001234567890128",
        "document_type_2": "DELIVERY_ORDER",
        "document_id_2": "2",
        "value_2": "001234567890128",
        "similarity_score": 1.0,
    }
    assert checks["amount"]["similarity_score"] <= DIFFERENT


def test_the_second_imei_on_a_box_fits_as_well():
    (check,) = cross_checks([INVOICE, BOX])
    assert (check["field"], check["value_2"], check["similarity_score"]) == ("imei", "001234567890128", 1.0)


def test_the_trade_name_of_a_registration_fits_as_well():
    (check,) = cross_checks([INVOICE, REGISTRATION])
    assert (check["field"], check["value_2"], check["similarity_score"]) == (
        "dealer_name",
        "Maru Mobile Gallery",
        1.0,
    )


def test_fields_inside_file_data_are_compared_too():
    nested = {
        "document_type": "AADHAAR",
        "document_id": "5",
        "file_data": {"name": {"value": "Asha Kulkarni"}},
    }
    (check,) = cross_checks([INVOICE, nested])
    assert (check["field"], check["similarity_score"]) == ("name", 1.0)


def test_every_pair_is_compared():
    people = [item("AADHAAR", str(number), name="Asha Kulkarni") for number in range(4)]
    assert len(cross_checks(people)) == 6


def test_checks_stand_by_documents_and_then_by_facts():
    checks = cross_checks([INVOICE, ORDER, BOX, REGISTRATION])
    found = [(check["document_id_1"], check["document_id_2"], check["field"]) for check in checks]
    assert found == [
        ("1", "2", "imei"),
        ("1", "2", "amount"),
        ("1", "3", "imei"),
        ("1", "4", "dealer_name"),
        ("2", "3", "imei"),
    ]


def test_a_fact_is_compared_among_the_first_hundred_documents_that_state_it():
    silent = [item("PAN", f"silent-{number}") for number in range(50)]
    people = [item("AADHAAR", str(number), name="Asha Kulkarni") for number in range(MOST_COMPARED + 20)]
    checks = cross_checks([*silent, *people])
    assert len(checks) == MOST_COMPARED * (MOST_COMPARED - 1) / 2
    assert {check["document_id_2"] for check in checks} == {str(n) for n in range(1, MOST_COMPARED)}


def test_documents_that_state_nothing_are_not_paired(monkeypatch):
    looked = []
    monkeypatch.setattr("sandbox.understanding.comparing._stated", lambda fact, item: looked.append(item))
    assert cross_checks([item("", str(number), "INVALID_DOC") for number in range(200)]) == []
    assert len(looked) == 200 * len(FACTS)


@pytest.mark.parametrize(
    "broken", [{"name": None}, {"name": {"value": None}}, {"name": {"value": ["a"]}}, {"name": {}}]
)
def test_a_field_without_a_text_is_not_compared(broken):
    assert cross_checks([INVOICE, {"document_type": "AADHAAR", "document_id": "6", **broken}]) == []


@settings(max_examples=150)
@given(fact=st.sampled_from(sorted(MEASURES)), one=st.text(max_size=80), other=st.text(max_size=80))
def test_any_two_texts_have_a_score_whichever_stands_first(fact, one, other):
    score = similarity(fact, one, other)
    assert 0 <= score <= 1
    assert score == similarity(fact, other, one)


@pytest.mark.parametrize("fact", sorted(MEASURES))
def test_of_long_texts_the_beginning_is_compared(fact, monkeypatch):
    one, other = "12 Asha Road " * 5_000, "13 Usha Lane " * 5_000
    measure, measured = MEASURES[fact], []
    monkeypatch.setitem(MEASURES, fact, lambda *texts: measured.append(texts) or measure(*texts))
    assert calls_of(lambda: similarity(fact, one, other)) < 500_000
    assert measured == [(one[:LONGEST], other[:LONGEST])]


def test_a_proprietors_own_name_is_not_held_against_the_shops():
    bill = {"document_type": "INVOICE", "document_id": "1", "dealer_name": {"value": "Sai Krupa Electronics"}}
    registration = {
        "document_type": "GST_CERT",
        "document_id": "2",
        "legal_name": {"value": "NIKHIL DATTATRAY KALE"},
        "constitution_of_business": {"value": "Proprietorship"},
    }
    assert cross_checks([bill, registration]) == []
    registration["constitution_of_business"] = {"value": "Private Limited Company"}
    assert cross_checks([bill, registration])[0]["similarity_score"] < 0.7


def doubted(fact, one, other, sure=0.95, as_sure=0.95):
    """The score of a fact that two papers state, each with a confidence."""
    kinds = {"imei": "imei", "gstin": "dealer_gstin", "name": "customer_name", "address": "customer_address"}
    kinds |= {"amount": "total_amount"}
    papers = [
        {"document_type": kind, "document_id": kind, field: {"value": value, "confidence_score": confidence}}
        for kind, field, value, confidence in (
            ("INVOICE", kinds[fact], one, sure),
            (*SECOND[fact], other, as_sure),
        )
    ]
    (check,) = cross_checks(papers)
    return check["similarity_score"]


SECOND = {
    "imei": ("DELIVERY_ORDER", "imei"),
    "gstin": ("GST_CERT", "gst_number"),
    "name": ("PAN", "name_as_per_pan"),
    "address": ("AADHAAR", "address"),
    "amount": ("DELIVERY_ORDER", "invoice_amount"),
}


def is_uncertain(score):
    return UNCERTAIN <= score < LEAST_ALIKE


def test_values_that_are_read_badly_differ_without_an_alarm():
    assert doubted("name", "Rajesh Naidu", "Suresh Iyer") < DIFFERENT
    assert is_uncertain(doubted("name", "Rajesh Naidu", "9ttan", as_sure=0.5))
    assert is_uncertain(doubted("amount", "52499.00", "5249.00", sure=0.6))


def test_one_letter_is_uncertain_unless_both_are_read_very_clearly():
    assert is_uncertain(doubted("name", "Sunil Mohan Iyer", "Sunul Mohan Iyer", sure=0.91))
    assert doubted("name", "Sunil Mohan Iyer", "Sunul Mohan Iyer") <= DIFFERENT


def test_one_door_is_uncertain_unless_both_are_read_very_clearly():
    home = "Flat No. {}, Sunrise Building, Temple Street, Laxmi Layout, Jaipur, Rajasthan - 302238"
    assert is_uncertain(doubted("address", home.format(86), home.format(66), sure=0.84))
    assert doubted("address", home.format(86), home.format(66)) <= DIFFERENT


def test_what_is_alike_stays_so_however_badly_it_is_read():
    assert doubted("name", "Rajesh Naidu", "RAJESH NAIDU", 0.3, 0.3) == 1.0


RIGHT, CONFUSED, WRONG = "863046337897770", "863046337897776", "863046307897770"


def test_a_number_with_a_wrong_check_digit_is_uncertain_where_its_figures_are_confused():
    assert is_uncertain(doubted("imei", RIGHT, CONFUSED, as_sure=DOUBTED))
    # Whoever misprints it, a nought is no three.
    assert doubted("imei", RIGHT, WRONG, as_sure=DOUBTED) < DIFFERENT
    assert is_uncertain(doubted("imei", RIGHT, WRONG, as_sure=DOUBTED * 0.85))
    # Both check digits are right: these are two devices.
    assert doubted("imei", RIGHT, CONFUSED) <= DIFFERENT


def test_a_second_imei_alone_is_no_other_device():
    invoice = item("INVOICE", "1", imei_2=CONFUSED)
    (check,) = cross_checks([invoice, item("DELIVERY_ORDER", "2", imei=RIGHT)])
    assert is_uncertain(check["similarity_score"])


def test_a_badly_read_second_imei_hides_no_difference_of_the_first():
    invoice = item("INVOICE", "1", imei=RIGHT, imei_2="860184555326942")
    invoice["imei_2"]["confidence_score"] = 0.2
    (check,) = cross_checks([invoice, item("DELIVERY_ORDER", "2", imei=WRONG)])
    assert check["similarity_score"] <= DIFFERENT


@pytest.mark.parametrize(
    ("one", "other"),
    [("Harish", "Hansh"), ("Iyer", "lyer"), ("Jha", "lha"), ("Carmen", "Carrnen"), ("Sai", "Sal")],
)
def test_words_that_look_the_same_in_print_are_the_same(one, other):
    assert similarity("name", f"Rajesh {one} Kumar", f"Rajesh {other} Kumar") >= ALIKE
    assert similarity("dealer_name", f"{one} Digital Point", f"{other} Digital Point") >= ALIKE
