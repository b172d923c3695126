"""What each type of paper says: the words that name it, that go with it, and that speak against it."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Evidence:
    """Phrases with their weights. Without one of the `titles` a paper is not of the type.

    A number that fills its line is as good as a title where `number_alone` is the weight of that.
    """

    titles: dict
    words: dict = field(default_factory=dict)
    against: dict = field(default_factory=dict)
    number: str = ""
    number_weight: float = 3.0
    number_alone: float = 0.0


# Letters name papers of every type and are none of them; only a delivery order may be one.
CORRESPONDENCE = {
    "dear sir": 5, "dear madam": 5, "dear customer": 4, "dear applicant": 5, "yours faithfully": 4,
    "yours sincerely": 4, "yours truly": 4, "to whom it may concern": 5,
}  # fmt: skip
# Papers that are often sent along and are of none of the types.
OTHERS = {
    "application form": 5, "loan application": 4, "know your customer": 4, "kyc form": 5,
    "bank statement": 6, "statement of account": 6, "account statement": 6, "opening balance": 3,
    "closing balance": 3, "salary slip": 6, "pay slip": 6, "payslip": 6, "rent agreement": 6,
    "leave and licence agreement": 6, "loan agreement": 6, "list of documents": 6, "documents required": 5,
    "quotation": 6, "electricity bill": 6, "units consumed": 3, "meter reading": 3, "sanctioned load": 3,
    "credit note": 6, "debit note": 6, "form no 16": 6, "income tax return": 6, "assessment year": 4,
    "purchase order": 6, "affidavit": 6, "power of attorney": 6, "insurance policy": 5, "warranty card": 6,
    "proforma invoice": 9, "performa invoice": 9, "delivery challan": 6, "way bill system": 6,
    "e way bill": 6, "block letters": 5, "acknowledgment": 5, "nach": 5, "policy schedule": 9,
    "certificate of insurance": 9, "period of insurance": 5, "customer information form": 6,
    "certificate of incorporation": 6, "corporate identity number of the company": 6,
    "application reference number arn": 6, "gstr 3b": 9, "gstr 1": 9, "form gst pmt": 9,
    "payment challan": 9, "nature of supplies": 5,
}  # fmt: skip

KINDS = {
    "INVOICE": Evidence(
        titles={
            "tax invoice": 6, "invoice": 4, "retail invoice": 5, "bill of supply": 6, "cash memo": 6,
            "cash bill": 5, "credit bill": 5, "bill cum challan": 5, "sales invoice": 5, "gst invoice": 5,
            "original for recipient": 3, "cash credit memo": 5, "invoice no": 2, "bill no": 1.5,
        },
        words={
            "hsn": 1, "hsn sac": 1, "cgst": 1, "sgst": 1, "igst": 1, "taxable value": 1, "grand total": 1,
            "amount in words": 1, "amount chargeable in words": 1, "bill to": 1, "buyer": 1, "qty": 0.5,
            "quantity": 0.5, "rate": 0.5, "description of goods": 1, "authorised signatory": 0.5, "gstin": 1,
            "goods once sold": 1, "subject to": 0.3, "imei": 0.5, "particulars": 0.7,
            "total": 0.7, "amount": 0.5, "price": 0.5, "auth signatory": 0.5, "amt": 0.3,
        },
        number="gstin",
        number_weight=1.5,
        against={"delivery order": 6, "registration certificate": 5, "form gst reg": 6},
    ),
    "DELIVERY_ORDER": Evidence(
        titles={
            "delivery order": 7, "delivery instruction": 5, "disbursement order": 5, "delivery advice": 5,
            "do no": 2, "do number": 2, "delivery order no": 4, "release order": 5,
            "delivery authorisation": 5, "delivery authorization": 5, "delivery memo": 4,
            "disbursement letter": 4, "disbursal letter": 4,
        },
        words={
            "do no": 1, "do date": 1, "do amount": 1, "loan amount": 1, "down payment": 1, "margin money": 1,
            "dealer": 0.5, "dealer name": 1, "please deliver": 1.5, "loan account": 0.5, "emi": 0.5,
            "finance": 0.5, "disbursement": 1, "customer name": 0.5, "asset": 0.5, "subvention": 1,
            "net disbursement": 1, "invoice amount": 0.5, "tenure": 0.5, "request you to deliver": 1.5,
            "requested to deliver": 1.5, "kindly deliver": 1.5, "deliver the following": 1.5,
            "hand over the goods": 1.5, "release the product": 1.5, "cost of asset": 1, "retailer": 0.5,
            "supplier name": 0.5, "initial payment": 1, "monthly instalment": 0.5, "payable to dealer": 1,
            "payable to supplier": 1, "price of goods": 0.5, "borrower": 0.5,
        },
        against={"tax invoice": 2.5},
    ),
    "AADHAAR": Evidence(
        titles={
            "government of india": 2, "govt of india": 1, "unique identification authority of india": 5,
            "uidai": 2, "mera aadhaar meri pehchaan": 4, "aadhaar is a proof of identity": 3,
            "help@uidai.gov.in": 3, "www.uidai.gov.in": 3, "your aadhaar no": 4, "e-aadhaar": 3,
            "aam aadmi ka adhikar": 4, "meri pehchaan": 3,
        },
        words={
            "male": 1, "female": 1, "dob": 1, "year of birth": 1, "aadhaar": 1, "enrolment no": 2, "vid": 1,
            "address": 0.5, "1947": 1,
        },
        against={"income tax department": 6, "election commission": 6, "driving licence": 4, "passport": 4},
        number="aadhaar",
        # Of a bad copy it is all that can be read, and nobody else prints twelve digits in fours.
        number_alone=3.0,
    ),
    "PAN": Evidence(
        titles={
            "income tax department": 4, "permanent account number card": 5, "permanent account number": 3,
            "e-permanent account number": 4,
        },
        words={
            "govt of india": 1, "government of india": 1, "father's name": 1, "date of birth": 0.5,
            "signature": 0.5, "e-pan": 1,
        },
        against={
            "unique identification authority": 5, "invoice": 3, "registration certificate": 3,
            "election commission": 5,
        },
        number="pan",
    ),
    "DRIVING_LICENSE": Evidence(
        titles={
            "driving licence": 5, "driving license": 5, "union driving licence": 3, "form 7": 1,
            "licence to drive": 4, "dl no": 2, "transport department": 2, "driving licence no": 3,
        },
        words={
            "cov": 1, "mcwg": 1, "lmv": 1, "valid till": 1, "validity": 0.5, "doi": 0.5, "blood group": 1,
            "licencing authority": 1.5, "licensing authority": 1.5, "date of first issue": 1, "badge": 0.5,
            "authorised to drive": 2, "authorisation to drive": 2, "organ donor": 1, "s/d/w of": 1,
            "holder's signature": 0.5, "motor vehicle": 1, "non transport": 1,
        },
        against={"election commission": 5, "invoice": 2, "republic of india": 2},
    ),
    "VOTER_ID": Evidence(
        titles={
            "election commission of india": 5, "elector photo identity card": 5, "identity card": 1,
            "elector's photo identity card": 5, "electors photo": 2, "epic no": 2,
            # All that the back of a card has.
            "electoral registration officer": 2, "assembly constituency": 2,
        },
        words={
            "elector's name": 2, "electoral registration officer": 2, "assembly constituency": 1.5,
            "part no": 1, "sex": 0.5, "father's name": 0.5, "husband's name": 1, "age as on": 1,
        },
        against={"unique identification authority": 5, "income tax department": 5, "invoice": 3},
        number="epic",
    ),
    "PASSPORT": Evidence(
        titles={
            "republic of india": 4, "passport": 2.5, "passport no": 3, "p<ind": 4, "old passport no": 4,
            "name of father legal guardian": 4, "file no": 1, "emigration check": 2,
        },
        words={
            "surname": 1, "given name": 1, "nationality": 1, "place of birth": 1, "place of issue": 1,
            "date of expiry": 1, "country code": 1, "name of mother": 1, "name of spouse": 1, "indian": 0.5,
        },
        against={"invoice": 3, "application": 2, "unique identification authority": 4},
        number="mrz",
        number_weight=5.0,
    ),
    "GST_CERT": Evidence(
        titles={
            "form gst reg 06": 7, "form gst reg 25": 6, "form gst reg": 4, "registration certificate": 3,
            "certificate of registration": 2, "certificate of provisional registration": 4,
            "goods and services tax": 2,
        },
        words={
            "legal name": 2, "trade name": 2, "constitution of business": 2.5, "date of liability": 2,
            "type of registration": 1.5, "period of validity": 1, "principal place of business": 1.5,
            "registration number": 0.5, "annexure": 0.5, "approving authority": 1,
        },
        against={"tax invoice": 5, "udyam registration": 6, "shops and establishments": 6, "fssai": 6},
        number="gstin",
    ),
    "UDYAM_CERT": Evidence(
        titles={
            "udyam registration certificate": 6, "udyam registration number": 5, "udyam": 2,
            "udyog aadhaar": 4, "ministry of micro small and medium enterprises": 4,
        },
        words={
            "name of enterprise": 2, "type of enterprise": 1.5, "major activity": 1.5, "micro": 0.5,
            "social category of entrepreneur": 1.5, "date of incorporation": 1, "nic": 0.5,
            "official address of enterprise": 1.5, "name of unit": 1,
        },
        against={"tax invoice": 5},
        number="udyam",
        number_weight=5.0,
    ),
    "SHOP_ACT_LICENSE": Evidence(
        titles={
            "shops and establishments": 5, "shops and commercial establishments": 5, "shop act": 4,
            "shops establishments act": 5, "shops and establishment": 4, "gumasta": 5,
            "shops establishment": 4, "intimation receipt": 2, "registration certificate of establishment": 6,
            "trade licence": 3, "shop and establishment": 4, "name of shop establishment": 3,
        },
        words={
            "name of the establishment": 2, "name of establishment": 2, "nature of business": 1,
            "employer": 1, "name of employer": 1, "form c": 1, "form g": 1, "inspector": 0.5,
            "labour department": 1.5, "department of labour": 1.5, "number of employees": 1,
            "postal address": 0.5, "municipal": 1, "category of establishment": 1,
            "regulation of employment": 1.5, "municipal corporation": 1, "no of workers": 1,
            "type of business": 1, "name of owner": 0.5,
        },
        against={"tax invoice": 5, "form gst reg": 6, "udyam registration": 5, "food safety": 6},
    ),
    "FSSAI": Evidence(
        titles={
            "food safety and standards authority of india": 6, "food safety and standards": 4, "fssai": 4,
            "food safety and standards act": 4, "fssai license": 4, "fssai registration": 4,
        },
        words={
            "licence number": 1, "license number": 1, "registration number": 0.5, "food business operator": 2,
            "kind of business": 2, "central licensing authority": 1, "form c": 1, "form a": 0.5,
            "premises": 0.5, "fbo": 1, "license under fss act": 2, "designated officer": 1,
        },
        against={"tax invoice": 5, "invoice": 2},
        number="fssai",
        number_weight=2.0,
    ),
}  # fmt: skip
