"""Papers of people, as Indian offices print them."""

from dataclasses import replace

import pytest
from stdnum import verhoeff

from sandbox.reading.lines import Line
from sandbox.understanding import reading_of
from tests.sandbox.understanding.drawing import drawn, values

AADHAAR = "9999 1234 567" + verhoeff.calc_check_digit("99991234567")

AADHAAR_CARD = f"""
          GOVERNMENT OF INDIA
                 TRG HRR
                 4RT 4HR
                 Asha Kulkarni
                 3H fafa/ DOB: 04/09/1987
                 fen / FEMALE

            {AADHAAR}
          Mera Aadhaar, Meri Pehchaan
"""
AADHAAR_BACK = f"""
     Unique Identification Authority of India
Address:
W/O: Ramesh Kulkarni, Flat 12, Ganga Apartments,
Karve Road, Kothrud,
Pune, Maharashtra - 411038

            {AADHAAR}
            VID : 9999 0000 1111 2222
   1947      help@uidai.gov.in      www.uidai.gov.in
"""
AADHAAR_LETTER = f"""
          Government of India
     Unique Identification Authority of India
Enrolment No.: 0000/00000/00000
To
Ravi Shankar Iyer
S/O: Shankar Iyer,
14 Second Cross Street,
Mylapore,
VTC: Chennai,
PO: Mylapore,
District: Chennai,
State: Tamil Nadu,
PIN Code: 600004
Mobile: 0000012345

           Your Aadhaar No. :
            {AADHAAR}
        VID : 9999 0000 1111 2222

Government of India
          Ravi Shankar Iyer
          DOB: 01/01/1970
          MALE
            {AADHAAR}
"""
OLD_AADHAAR = f"""
          GOVERNMENT OF INDIA
              Meena Devi
              Year of Birth : 1975
              Female
          {AADHAAR}
          Aam Aadmi ka Adhikar
"""


@pytest.mark.parametrize("paper", [AADHAAR_CARD, AADHAAR_BACK, AADHAAR_LETTER, OLD_AADHAAR])
def test_an_aadhaar_paper_is_known_and_gives_its_number(paper):
    understood = reading_of([drawn(paper)])
    assert (understood.kind, understood.error_code) == ("AADHAAR", "")
    assert values(understood)["aadhaar_number"] == AADHAAR
    assert understood.fields["aadhaar_number"]["confidence_score"] == 0.98


def test_a_card_with_hindi_noise_gives_name_birth_and_gender():
    found = values(reading_of([drawn(AADHAAR_CARD)]))
    assert found["name"] == "Asha Kulkarni"
    assert found["date_of_birth"] == "04/09/1987"
    assert found["gender"] == "Female"


def test_the_back_gives_an_address_without_the_husbands_name():
    found = values(reading_of([drawn(AADHAAR_BACK)]))
    assert found["address"] == "Flat 12, Ganga Apartments, Karve Road, Kothrud, Pune, Maharashtra - 411038"
    assert found["formatted_address"] == {
        "state": "Maharashtra",
        "postcode": "411038",
        "address_line_1": "Flat 12, Ganga Apartments",
        "address_line_2": "Karve Road, Kothrud",
        "city": "Pune",
    }


def test_a_letters_address_comes_in_parts():
    found = values(reading_of([drawn(AADHAAR_LETTER)]))
    assert found["name"] == "Ravi Shankar Iyer"
    assert (
        found["address"] == "14 Second Cross Street, Mylapore, Chennai, Mylapore, Chennai, Tamil Nadu, 600004"
    )
    assert found["formatted_address"]["postcode"] == "600004"
    assert found["formatted_address"]["state"] == "Tamil Nadu"


def test_hindi_noise_before_the_label_hides_no_birth():
    paper = AADHAAR_CARD.replace("3H fafa/ DOB", "3H fafa DOB")
    found = values(reading_of([drawn(paper)]))
    assert (found["name"], found["date_of_birth"]) == ("Asha Kulkarni", "04/09/1987")


def test_the_fathers_name_on_an_older_card_is_not_the_holders():
    paper = OLD_AADHAAR.replace("              Year", "              Father : Ram Prasad\n              Year")
    assert values(reading_of([drawn(paper)]))["name"] == "Meena Devi"


def test_an_old_card_gives_the_year_alone():
    assert values(reading_of([drawn(OLD_AADHAAR)]))["date_of_birth"] == "1975"


def test_two_pages_are_one_document():
    found = values(reading_of([drawn(AADHAAR_CARD), drawn(AADHAAR_BACK)]))
    assert found["name"] == "Asha Kulkarni"
    assert found["formatted_address"]["city"] == "Pune"


def test_every_place_of_the_number_and_the_vid_is_blacked_out_up_to_its_last_digits():
    boxes = reading_of([drawn(AADHAAR_CARD), drawn(AADHAAR_BACK)]).secret_boxes
    assert [box[0] for box in boxes] == [0, 1, 1]
    page, left, top, right, bottom = boxes[0]
    # Nine characters ("9999 1234") from the twelfth on, ten pixels each; the row is the seventh.
    assert (left, right) == (115, 215)
    assert (top, bottom) == (7 * 30, 7 * 30 + 20)


def test_a_number_read_in_pieces_is_blacked_out_too():
    paper = AADHAAR_CARD.replace(AADHAAR, "  ".join(AADHAAR.split()))
    boxes = reading_of([drawn(paper)]).secret_boxes
    assert len(boxes) == 2


def test_a_misread_number_is_blacked_out_too():
    paper = AADHAAR_BACK.replace(AADHAAR, "9999 12E4 5678")
    assert len(reading_of([drawn(paper)]).secret_boxes) >= 1


@pytest.mark.parametrize(
    "written",
    ["9999-1234-5678", "9999.1234.5678", "99991234 5678 9999 1234 5678", "9999 1234 56", "9999 1234",
     "99991234567B DOB GO OBLIGED TO SOLID BODIES"],
)  # fmt: skip
def test_a_number_however_it_is_written_is_blacked_out(written):
    boxes = reading_of([drawn(AADHAAR_CARD + f"\n{written}\n")]).secret_boxes
    assert len(boxes) == 2


def test_a_number_that_runs_down_the_page_is_blacked_out_whole():
    page = drawn(AADHAAR_CARD)
    beside = Line("9999 1234 5678", 1.0, 700, 10, 720, 150)
    boxes = reading_of([replace(page, lines=(*page.lines, beside))]).secret_boxes
    assert (0, 700, 10, 720, 150) in boxes


NEW_PAN = """
INCOME TAX DEPARTMENT          GOVT. OF INDIA
      Permanent Account Number Card
              ZZZPK1234Z
TH / Name
ASHA RAMESH KULKARNI
fat T TH / Father's Name
SHANKAR JOSHI
GH / Date of Birth
04/09/1987
                      Signature
"""
OLD_PAN = """
INCOME TAX DEPARTMENT          GOVT. OF INDIA
ASHA RAMESH KULKARNI
SHANKAR JOSHI
04/09/1987
Permanent Account Number
ZZZPK1234Z
Signature
"""
NOISY_PAN = """
INCOMETAXDEPARTMENT            GOVT.OFINDIA
PermanentAccountNumberCard
ZZZPKI234Z
Name
ASHA RAMESH KULKARNI
Father'sName
SHANKAR JOSHI
DateofBirth
04/O9/1987
"""
E_PAN = """
          INCOME TAX DEPARTMENT
          e-Permanent Account Number (e-PAN) Card
          ZZZPK1234Z
Name                     ASHA RAMESH KULKARNI
Father's Name            SHANKAR JOSHI
Date of Birth            04/09/1987
Gender                   Female
Permanent Account Number (PAN) facilitates Income Tax Department linking of various documents
"""


@pytest.mark.parametrize("paper", [NEW_PAN, OLD_PAN, NOISY_PAN, E_PAN])
def test_a_pan_card_is_read(paper):
    understood = reading_of([drawn(paper)])
    assert understood.kind == "PAN"
    found = values(understood)
    assert found["name_as_per_pan"] == "ASHA RAMESH KULKARNI"
    assert found["father_name"] == "SHANKAR JOSHI"
    assert found["dob"] == "04/09/1987"
    assert found["pan_number"] == "ZZZPK1234Z"
    assert found["document_quality_flag"] == "original"


def test_a_name_without_a_label_is_less_certain():
    labelled, placed = (reading_of([drawn(paper)]).fields["name_as_per_pan"] for paper in (NEW_PAN, OLD_PAN))
    assert labelled["confidence_score"] > placed["confidence_score"]


UNION_LICENCE = """
     Indian Union Driving Licence
     Issued by Government of Maharashtra
ZZ12 20150012345
Issue Date     Validity (NT)    Validity (TR)
04-09-2015     03-09-2035       -
Name:  ASHA KULKARNI
Date of Birth: 04-09-1987     Blood Group: O+
Son/Daughter/Wife of: RAMESH KULKARNI
Address:
FLAT 12 GANGA APARTMENTS,
KARVE ROAD, PUNE,
MAHARASHTRA 411038
"""
STATE_LICENCE = """
     MAHARASHTRA STATE MOTOR DRIVING LICENCE
DL No : ZZ12 20150012345        DOI : 04-09-2015
Valid Till : 03-09-2035 (NT)
AUTHORISATION TO DRIVE FOLLOWING CLASS OF VEHICLES
COV   DOI
LMV   04-09-2015
DOB : 04-09-1987     BG : O+
Name : ASHA KULKARNI
S/D/W of : RAMESH KULKARNI
Add : FLAT 12 GANGA APARTMENTS,
      KARVE ROAD, PUNE,
      MAHARASHTRA 411038
"""
SOUTHERN_LICENCE = """
        TRANSPORT DEPARTMENT
        DRIVING LICENCE
DL No.   ZZ12 20150012345
Name   ASHA KULKARNI
S/D/W of   RAMESH KULKARNI
D.O.B   04-09-1987
Address   FLAT 12 GANGA APARTMENTS,
          KARVE ROAD, PUNE,
          MAHARASHTRA 411038
Validity   Non Transport   03-09-2035
Licensing Authority
"""


@pytest.mark.parametrize("paper", [UNION_LICENCE, STATE_LICENCE, SOUTHERN_LICENCE])
def test_driving_licences_of_several_states_are_read(paper):
    understood = reading_of([drawn(paper)])
    assert understood.kind == "DRIVING_LICENSE"
    found = values(understood)
    assert found["name"] == "ASHA KULKARNI"
    assert found["license_number"] == "ZZ12 20150012345"
    assert found["date_of_birth"] == "04/09/1987"
    assert found["valid_till"] == "03/09/2035"
    assert found["address"] == "FLAT 12 GANGA APARTMENTS, KARVE ROAD, PUNE, MAHARASHTRA 411038"


OLD_EPIC = """
      ELECTION COMMISSION OF INDIA
           IDENTITY CARD
           ZZZ1234566
Elector's Name     : Asha Kulkarni
Husband's Name     : Ramesh Kulkarni
Sex                : Female
Age as on 1.1.2008 : 20
Address : Flat 12, Karve Road, Pune,
          Maharashtra 411038
Electoral Registration Officer
"""
NEW_EPIC = """
     ELECTION COMMISSION OF INDIA
     ELECTOR PHOTO IDENTITY CARD
                    ZZZ1234566
TH : NNNT
Name : Asha Kulkarni
fa ar : NNNT
Father's Name : Shankar Joshi
Gender : Female
Date of Birth / Age : 04-09-1987
Address : Flat 12, Karve Road, Pune,
          Maharashtra 411038
Assembly Constituency No and Name : 210 Kothrud
"""


@pytest.mark.parametrize(
    ("paper", "relative", "born"),
    [(OLD_EPIC, "Ramesh Kulkarni", None), (NEW_EPIC, "Shankar Joshi", "04/09/1987")],
)
def test_voters_cards_are_read(paper, relative, born):
    understood = reading_of([drawn(paper)])
    assert understood.kind == "VOTER_ID"
    found = values(understood)
    assert found["name"] == "Asha Kulkarni"
    assert found["father_name"] == relative
    assert found["epic_number"] == "ZZZ1234566"
    assert found["address"] == "Flat 12, Karve Road, Pune, Maharashtra 411038"
    assert found.get("date_of_birth") == born


PASSPORT = """
           REPUBLIC OF INDIA
Type   Country Code     Passport No.
P      IND              Z1234567
Surname
KULKARNI
Given Name(s)
ASHA RAMESH
Nationality       Sex      Date of Birth
INDIAN            F        04/09/1987
Place of Birth
PUNE, MAHARASHTRA
Place of Issue
PUNE
Date of Issue             Date of Expiry
12/03/2020                11/03/2030

P<INDKULKARNI<<ASHA<RAMESH<<<<<<<<<<<<<<<<<<
Z1234567<1IND8709044F3003116<<<<<<<<<<<<<<<0
"""
PASSPORT_BACK = """
Name of Father / Legal Guardian
SHANKAR JOSHI
Name of Mother
SUMAN JOSHI
Name of Spouse
RAMESH KULKARNI
Address
FLAT 12, KARVE ROAD, KOTHRUD, PUNE
PIN:411038, MAHARASHTRA, INDIA
Old Passport No. with Date and Place of Issue
File No.
ZZ0000000000000
"""


def test_a_passport_is_read_and_confirmed_by_its_machine_read_lines():
    understood = reading_of([drawn(PASSPORT)])
    assert understood.kind == "PASSPORT"
    assert values(understood) == {
        "name": "ASHA RAMESH KULKARNI",
        "surname": "KULKARNI",
        "given_names": "ASHA RAMESH",
        "passport_number": "Z1234567",
        "date_of_birth": "04/09/1987",
        "date_of_issue": "12/03/2020",
        "date_of_expiry": "11/03/2030",
        "nationality": "INDIAN",
    }
    assert understood.fields["passport_number"]["confidence_score"] == 0.98


def test_a_printed_number_that_the_machine_read_lines_correct_is_corrected():
    found = values(reading_of([drawn(PASSPORT.replace("Z1234567\nSurname", "Z1284567\nSurname"))]))
    assert found["passport_number"] == "Z1234567"


def test_a_passports_last_page_gives_its_address():
    understood = reading_of([drawn(PASSPORT_BACK)])
    assert understood.kind == "PASSPORT"
    assert values(understood)["address"].startswith("FLAT 12, KARVE ROAD, KOTHRUD, PUNE, ")
    assert "411038" in values(understood)["address"]


def test_the_lines_of_an_address_begin_behind_its_colon():
    paper = SOUTHERN_LICENCE.replace(
        "Address   FLAT 12 GANGA APARTMENTS,", "Address . . : FLAT 12, GANGA APARTMENTS,"
    ).replace(" " * 10, " " * 14)
    assert values(reading_of([drawn(paper)]))["address"].endswith("KARVE ROAD, PUNE, MAHARASHTRA 411038")


def test_a_branch_offices_letter_stands_in_the_licence_number():
    paper = STATE_LICENCE.replace("ZZ12 20150012345", "ZZ12Z 20150012345")
    assert values(reading_of([drawn(paper)]))["license_number"] == "ZZ12Z 20150012345"


def test_a_typed_licence_says_its_validity_in_a_sentence():
    paper = """
                    FORM 6
          FORM OF DRIVING LICENCE
Number            ZZ-1220150012345
1. Name           ASHA KULKARNI
3. Date of Birth  04-09-1987
The licence to drive a motor vehicle other than transport
vehicle is valid from    04-09-2015   to   03-09-2035
                         Licensing Authority
"""
    assert values(reading_of([drawn(paper)]))["valid_till"] == "03/09/2035"


def test_a_ward_is_part_of_an_address():
    paper = """
     ELECTION COMMISSION OF INDIA
     Elector Photo Identity Card
     ZZZ0842096
Name : Asha Kulkarni
Father's Name : Shankar Joshi
Address :
Ward No 11, Near Shiv Mandir,
Ranjhi,
Jabalpur, Madhya Pradesh - 482005
"""
    assert values(reading_of([drawn(paper)]))["address"] == (
        "Ward No 11, Near Shiv Mandir, Ranjhi, Jabalpur, Madhya Pradesh - 482005"
    )
