"""Papers in two languages, whose labels stand before, over and under each other, with the text of a PDF."""

import pytest

from sandbox.understanding import reading_of
from tests.sandbox.understanding.drawing import drawn, values

ORDER = """
SAHYOG FINSERV LIMITED                DELIVERY ORDER / वितरण आदेश
Delivery Order No / आदेश संख्या           DO/MH/5703581
DO Date / दिनांक                       18-Mar-2026
Dealer Name / डीलर                   Royal Tele Services
Dealer Address / पता                 Shop No. 24, Mangalam Complex, Old Post Office Lane, Nr. City
                                     Hospital, Civil Lines, Nagpur, Maharashtra - 440081
Customer Name                         Naidu Rajesh Harish
Product                               Nuvio Edge 4 4GB/64GB
IMEI / Serial No.                     868220661035985
Invoice Value                         ₹ 52,499.00
Down Payment                          ₹ 10,501.00
Loan Amount                           ₹ 41,998.00
"""
AADHAAR = """
            भारत सरकार
            Government of India
   राजेश हरीश नायडू
   Rajesh Harish Naidu
   जन्म तिथि / DOB: 13/12/1967
   पुरुष / Male
            9999 3705 5673
"""
PASSPORT = """
  भारत गणराज्य   REPUBLIC OF INDIA
  टाइप / Type    राष्ट्र कोड / Country Code     पासपोर्ट नं. / Passport No.
  P              IND                           T9408647
  उपनाम / Surname
  KHAN
  दिया गया नाम / Given Name(s)
  LAKSHMI AMIT
  राष्ट्रीयता / Nationality     लिंग / Sex       जन्मतिथि / Date of Birth
  INDIAN                      F               03/05/1996
  जन्म स्थान / Place of Birth
  KOLKATA, WEST BENGAL
  जारी करने की तिथि / Date of Issue             समाप्ति की तिथि / Date of Expiry
  03/01/2023                                  02/01/2033
  P<INDKHAN<<LAKSHMI<AMIT<<<<<<<<<<<<<<<<<<<<<
  T9408647<3IND9605039F3301029<<<<<<<<<<<<<<00
"""
VOTER = """
   भारत निर्वाचन आयोग
   ELECTION COMMISSION OF INDIA
   ELECTOR PHOTO IDENTITY CARD
   ABC1234566
   निर्वाचक का नाम / Elector's Name : Asha Kulkarni
   पिता का नाम / Father's Name : Ramesh Kulkarni
   लिंग / Gender : Female
   जन्म तिथि / Date of Birth : 04/09/1987
"""
UNION_LICENCE = """
   INDIAN UNION DRIVING LICENCE / ड्राइविंग लाइसेंस
   ISSUED BY MAHARASHTRA
   DL No. / क्र.        MH12 20110012345
   Date of Issue / जारी     12-03-2011       Valid Till / वैध   11-03-2031
   Name / नाम         Asha Kulkarni
   Date of Birth       04-09-1987       Blood Group  B+
   S/D/W of           Ramesh Kulkarni
   Address            Flat No. 12, Ganga Apartments, Karve Road,
                      Pune, Maharashtra - 411038
"""
STATE_LICENCE = """
   DRIVING LICENCE    State of Karnataka
   Licence Number
   KA05 20150067891
   Name
   ASHA KULKARNI
   Date of Birth         Issue Date           Valid Till
   04/09/1987            12/03/2015           11/03/2035
   Address
   Flat No. 12, Ganga Apartments, Karve Road, Pune, Maharashtra - 411038
"""

LICENCE = {
    "date_of_birth": "04/09/1987",
    "address": "Flat No. 12, Ganga Apartments, Karve Road, Pune, Maharashtra - 411038",
}
EXPECTED = [
    (
        ORDER,
        "DELIVERY_ORDER",
        {
            "do_number": "DO/MH/5703581",
            "do_date": "18/03/2026",
            "dealer_name": "Royal Tele Services",
            "customer_name": "Naidu Rajesh Harish",
            "imei": "868220661035985",
            "invoice_amount": "52499.00",
            "down_payment": "10501.00",
            "loan_amount": "41998.00",
        },
    ),
    (
        AADHAAR,
        "AADHAAR",
        {
            "name": "Rajesh Harish Naidu",
            "date_of_birth": "13/12/1967",
            "gender": "Male",
            "aadhaar_number": "9999 3705 5673",
        },
    ),
    (
        PASSPORT,
        "PASSPORT",
        {
            "name": "LAKSHMI AMIT KHAN",
            "passport_number": "T9408647",
            "date_of_birth": "03/05/1996",
            "date_of_issue": "03/01/2023",
            "date_of_expiry": "02/01/2033",
        },
    ),
    (
        VOTER,
        "VOTER_ID",
        {
            "name": "Asha Kulkarni",
            "gender": "Female",
            "date_of_birth": "04/09/1987",
            "epic_number": "ABC1234566",
        },
    ),
    (
        UNION_LICENCE,
        "DRIVING_LICENSE",
        LICENCE
        | {
            "name": "Asha Kulkarni",
            "license_number": "MH12 20110012345",
            "issue_date": "12/03/2011",
            "valid_till": "11/03/2031",
        },
    ),
    (
        STATE_LICENCE,
        "DRIVING_LICENSE",
        LICENCE
        | {
            "name": "ASHA KULKARNI",
            "license_number": "KA05 20150067891",
            "issue_date": "12/03/2015",
            "valid_till": "11/03/2035",
        },
    ),
]


@pytest.mark.parametrize(("text", "kind", "expected"), EXPECTED)
@pytest.mark.parametrize("score", [1.0, 0.9])
def test_a_paper_in_two_languages_is_read(text, kind, expected, score):
    understood = reading_of([drawn(text, score)])
    assert understood.kind == kind
    assert values(understood).items() >= expected.items()


@pytest.mark.parametrize(
    ("label", "garbled"), [("Date of Issue", "am d lss"), ("Date of Expiry", "Dam Eauy")]
)
def test_a_passports_dates_are_told_by_their_order_where_labels_are_lost(label, garbled):
    found = values(reading_of([drawn(PASSPORT.replace(label, garbled), 0.9)]))
    assert (found["date_of_issue"], found["date_of_expiry"]) == ("03/01/2023", "02/01/2033")


def test_a_licences_dates_are_told_by_their_order_where_labels_are_lost():
    text = UNION_LICENCE.replace("Date of Issue", "8m4 l8").replace("Valid Till", "Vhik 4")
    found = values(reading_of([drawn(text, 0.9)]))
    assert (found["issue_date"], found["valid_till"]) == ("12/03/2011", "11/03/2031")


def test_a_passport_without_a_given_name_has_half_a_name_that_is_not_compared():
    text = "\n".join(PASSPORT.split("\n")[:6] + PASSPORT.split("\n")[8:12])
    understood = reading_of([drawn(text)])
    assert understood.fields["name"]["value"] == "KHAN"
    assert understood.fields["name"]["confidence_score"] < 0.78


SHOP = """
          Government of Madhya Pradesh
          Office of the Labour Department
          Shops and Establishments Act
  Registration Certificate of Establishment (Shop Act Licence)
  Registration Certificate No. / 3o00     : MP/SE/2019/773222
  Name of Establishment / sefita          : Sai Digital Point
  Name of Employer / kita                 : Rajesh Amit Pillai
  Date of Registration                    : 16-05-2019
  Valid Upto                              : 15-05-2029
"""


@pytest.mark.parametrize("lost", ["", "Registration Certificate No.", "Date of Registration", "Valid Upto"])
def test_a_shops_registration_is_read_even_where_a_label_is_lost(lost):
    text = SHOP.replace(f"  {lost} ", f"  {'.' * len(lost)} ") if lost else SHOP
    assert (
        values(reading_of([drawn(text)])).items()
        >= {
            "license_number": "MP/SE/2019/773222",
            "shop_name": "Sai Digital Point",
            "employer_name": "Rajesh Amit Pillai",
            "date_of_registration": "16/05/2019",
            "valid_upto": "15/05/2029",
        }.items()
    )
