"""Papers of shops, as India's and its states' offices print them."""

import pytest

from sandbox.invented import inventing
from sandbox.understanding import reading_of
from tests.sandbox.understanding.drawing import drawn, values

GSTIN = inventing.facts("shop")["gstin"]
ADDRESS = "Shop 4, Laxmi Plaza, FC Road, Shivajinagar, Pune, Maharashtra, 411005"

REG_06 = f"""
               Government of India
               Form GST REG-06
               [See Rule 10(1)]
            Registration Certificate
Registration Number : {GSTIN}
1.  Legal Name                     SAI KRUPA TRADERS PRIVATE LIMITED
2.  Trade Name, if any             SAI KRUPA ELECTRONICS
3.  Constitution of Business       Private Limited Company
4.  Address of Principal Place     Shop 4, Laxmi Plaza, FC Road,
    of Business                    Shivajinagar, Pune, Maharashtra, 411005
5.  Date of Liability              01/07/2017
6.  Period of Validity             From 01/07/2017     To Not Applicable
7.  Type of Registration           Regular
8.  Particulars of Approving Authority   Goods and Services Tax Act
"""
ANNEXURE = f"""
               Annexure B
GSTIN              {GSTIN}
Legal Name         SAI KRUPA TRADERS PRIVATE LIMITED
Details of Managing / Whole-time Directors
1   Name           Nikhil Kale
    Designation    Director
    Resident of State    Maharashtra
"""
REG_06_IN_PARTS = f"""
               Form GST REG-06
            Registration Certificate
Registration Number :{GSTIN}
1.  Legal Name                     SAI KRUPA TRADERS PRIVATE LIMITED
2.  Trade Name, if any             SAI KRUPA ELECTRONICS
3.  Constitution of Business       Private Limited Company
4.  Address of Principal Place of Business
    Building No./Flat No.:         Shop 4
    Name Of Premises/Building:     Laxmi Plaza
    Road/Street:                   FC Road
    Locality/Sub Locality:         Shivajinagar
    City/Town/Village:             Pune
    State:                         Maharashtra
    PIN Code:                      411005
5.  Date of Liability
6.  Period of Validity             From 01/07/2017
"""


@pytest.mark.parametrize("pages", [[REG_06], [REG_06, ANNEXURE], [REG_06_IN_PARTS]])
def test_a_gst_certificate_is_read_with_its_annexures(pages):
    understood = reading_of([drawn(page) for page in pages])
    assert understood.kind == "GST_CERT"
    assert (
        values(understood).items()
        >= {
            "gst_number": GSTIN,
            "legal_name": "SAI KRUPA TRADERS PRIVATE LIMITED",
            "trade_name": "SAI KRUPA ELECTRONICS",
            "address": ADDRESS,
            "constitution_of_business": "Private Limited Company",
        }.items()
    )


UDYAM = """
               Government of India
     Ministry of Micro, Small and Medium Enterprises
          UDYAM REGISTRATION CERTIFICATE
UDYAM REGISTRATION NUMBER      UDYAM-MH-00-2138171
NAME OF ENTERPRISE             M/S SAI KRUPA ELECTRONICS
TYPE OF ENTERPRISE             MICRO
MAJOR ACTIVITY                 TRADING
SOCIAL CATEGORY OF ENTREPRENEUR     GENERAL
"""
ONE_LINE = f"OFFICIAL ADDRESS OF ENTERPRISE      {ADDRESS}\nMOBILE       00000 12345"
TABLE = """OFFICAL ADDRESS OF ENTERPRISE
Flat/Door/Block No.    Shop 4        Name of Premises/ Building    Laxmi Plaza
Road/Street/Lane       FC Road       Village/Town                  Shivajinagar
City                   Pune          State                         Maharashtra
                                     Pin                           411005
Mobile                 0000012345    Email:                        shop@example.in
"""


@pytest.mark.parametrize("address", [ONE_LINE, TABLE])
def test_a_udyam_certificate_is_read(address):
    understood = reading_of([drawn(UDYAM + address)])
    assert understood.kind == "UDYAM_CERT"
    assert values(understood) == {
        "udyam_number": "UDYAM-MH-00-2138171",
        "enterprise_name": "SAI KRUPA ELECTRONICS",
        "address": ADDRESS,
    }


GUMASTA = """
               Government of Maharashtra
     Maharashtra Shops and Establishments (Regulation of Employment and Conditions of Service) Act, 2017
               FORM 'G'
               INTIMATION RECEIPT
Application ID                 820234567890
Name of the Establishment      SAI KRUPA ELECTRONICS
Address of the Establishment   Shop 4, Laxmi Plaza, FC Road,
                               Shivajinagar, Pune, Maharashtra, 411005
Name of Employer               Nikhil Kale
Nature of Business             Retail
"""
KARNATAKA = """
               DEPARTMENT OF LABOUR
               FORM C
     REGISTRATION CERTIFICATE OF ESTABLISHMENT
(The Karnataka Shops and Commercial Establishments Act, 1961)
Registration Number                        : 820234567890
Name of the Establishment                  : SAI KRUPA ELECTRONICS
Name of the Employer                       : Nikhil Kale
Postal Address of the Establishment        : Shop 4, Laxmi Plaza, FC Road,
                                             Shivajinagar, Pune, Maharashtra, 411005
Nature of Business                         : Retail trade
"""
DELHI = """
     GOVERNMENT OF NATIONAL CAPITAL TERRITORY OF DELHI
               LABOUR DEPARTMENT
     Registration Certificate of Establishment
     (under Delhi Shops & Establishments Act, 1954)
Registration No. : 820234567890
Name of Establishment : SAI KRUPA ELECTRONICS
Postal Address : Shop 4, Laxmi Plaza, FC Road,
Shivajinagar, Pune, Maharashtra, 411005
Name of Employer : Nikhil Kale
Category of Establishment : Shop
"""


@pytest.mark.parametrize("paper", [GUMASTA, KARNATAKA, DELHI])
def test_shop_licences_of_several_states_are_read(paper):
    understood = reading_of([drawn(paper)])
    assert understood.kind == "SHOP_ACT_LICENSE"
    assert (
        values(understood).items()
        >= {
            "license_number": "820234567890",
            "shop_name": "SAI KRUPA ELECTRONICS",
            "address": ADDRESS,
        }.items()
    )


FSSAI_LICENCE = """
               Government of India
     Food Safety and Standards Authority of India
               FORM 'C'
     License under FSS Act, 2006
License Number: 19921001234567
1. Name & Registered Office Address of Licensee :
   SAI KRUPA ELECTRONICS
   Shop 4, Laxmi Plaza, FC Road,
   Shivajinagar, Pune, Maharashtra, 411005
2. Address of Authorized Premises :  Same as above
3. Kind of Business :  Retailer
"""
FSSAI_REGISTRATION = """
     Food Safety and Standards Authority of India
     Registration Certificate under FSS Act, 2006
Registration No. : 29921001234567
Name of Food Business Operator : SAI KRUPA ELECTRONICS
Address of Premises : Shop 4, Laxmi Plaza, FC Road,
Shivajinagar, Pune, Maharashtra, 411005
Kind of Business : Petty Retailer
"""


@pytest.mark.parametrize(
    ("paper", "number"), [(FSSAI_LICENCE, "19921001234567"), (FSSAI_REGISTRATION, "29921001234567")]
)
def test_fssai_licence_and_registration_are_read(paper, number):
    understood = reading_of([drawn(paper)])
    assert understood.kind == "FSSAI"
    assert values(understood) == {
        "license_number": number,
        "business_name": "SAI KRUPA ELECTRONICS",
        "address": ADDRESS,
    }


def test_an_additional_place_in_an_annexure_is_not_the_principal_one():
    annexure = f"""
               Annexure A
GSTIN              {GSTIN}
Details of Additional Place of Business(s)
Sr. No.   Address
1         Godown 3, Transport Nagar, Pune, Maharashtra, 411099
"""
    found = values(reading_of([drawn(REG_06_IN_PARTS), drawn(annexure)]))
    assert found["address"] == ADDRESS


NARROW_CELLS = """
OFFICAL ADDRESS OF ENTERPRISE    Flat/Door/Block No.    Shop 4     Name of Premises/    Laxmi Plaza
                                                                   Building
                                 Road/Street/Lane       FC Road    Village/Town         Shivajinagar
                                 State                  Maharashtra    City             Pune
                                 District               PUNE, Pin
                                                        411005
"""


def test_a_district_is_no_second_town_and_its_pin_may_be_in_the_next_line():
    found = values(reading_of([drawn(UDYAM + NARROW_CELLS)]))
    assert found["address"] == "Shop 4, Laxmi Plaza, FC Road, Shivajinagar, Maharashtra, Pune, 411005"


def test_a_food_registration_with_broken_labels_is_read():
    paper = f"""
     Food Safety and Standards Authority of India
     Registration Certificate under FSS Act, 2006
Registration Number: 29921001234567
1. Name and permanent address of Food          : Sai Krupa Electronics, Shop 4, Laxmi Plaza, FC Road,
   Business Operator                             Shivajinagar, Pune, Maharashtra, 411005
2. Address of location where food business     : {ADDRESS[:30]}
   is to be conducted/ premises                 {ADDRESS[30:]}
3. Kind of Business                            : Petty Retailer
"""
    found = values(reading_of([drawn(paper)]))
    assert found["business_name"] == "Sai Krupa Electronics"
    assert found["address"] == ADDRESS


def test_other_labels_of_shop_licences_are_known():
    paper = GUMASTA.replace("Application ID           ", "Intimation Receipt Number").replace(
        "Address of the Establishment", "Location and Address        "
    )
    found = values(reading_of([drawn(paper)]))
    assert (found["license_number"], found["address"]) == ("820234567890", ADDRESS)
