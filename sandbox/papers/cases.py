"""Invented loans: who buys what from whom, and who lends the money."""

import random
from dataclasses import dataclass
from functools import cached_property

from sandbox.papers import numbers


@dataclass(frozen=True)
class Person:
    """A customer; dates are DD/MM/YYYY, the address as identity papers print it."""

    name: str
    father_name: str
    gender: str
    date_of_birth: str
    address: str

    @cached_property
    def numbers(self):
        """The numbers on this person's papers."""
        chance = random.Random(self.name)
        return {
            "aadhaar": numbers.aadhaar(chance),
            "pan": numbers.pan(chance, "P", self.name.split()[-1][0]),
            "epic": numbers.epic(chance),
            "licence": numbers.driving_licence(chance),
            "passport": numbers.passport(chance),
            "phone": f"00000 {numbers.digits(chance, 5)}",
            "vid": f"9999 0000 {numbers.digits(chance, 4)} {numbers.digits(chance, 4)}",
        }


@dataclass(frozen=True)
class Dealer:
    """A shop: its name on the bill, its registered names and address, its state as code, letters, name."""

    name: str
    legal_name: str
    trade_name: str
    constitution: str
    owner: str
    address: str
    state: tuple

    @cached_property
    def numbers(self):
        """The numbers on this shop's papers."""
        chance = random.Random(self.name)
        holder = {"Proprietorship": "P", "Private Limited Company": "C"}.get(self.constitution, "F")
        # A person's PAN has the family name's initial, a firm's its first word's.
        initial = self.legal_name.split()[-1 if holder == "P" else 0][0]
        code, letters, _ = self.state
        return {
            "gstin": numbers.gstin(code, numbers.pan(chance, holder, initial)),
            "udyam": numbers.udyam(chance, letters),
            "shop": numbers.shop_act(chance, letters),
            "fssai": numbers.fssai(chance),
            "phone": f"00000 {numbers.digits(chance, 5)}",
        }


@dataclass(frozen=True)
class Purchase:
    """What is bought: `kind` is the number that tells the piece (imei or serial_number)."""

    brand: str
    product: str
    model: str
    hsn: str
    kind: str
    amount: str
    down_payment: str
    invoice_number: str
    invoice_date: str
    do_number: str
    do_date: str

    @cached_property
    def numbers(self):
        """The numbers on the box."""
        chance = random.Random(self.invoice_number)
        serial_number = numbers.serial_number(chance)
        if self.kind == "serial_number":
            return {"serial_number": serial_number}
        return {
            "imei": numbers.imei(chance),
            "imei_2": numbers.imei(chance),
            "serial_number": serial_number,
        }

    @property
    def piece(self):
        """The number that invoice and delivery order give, by its field's name."""
        return {self.kind: self.numbers[self.kind]}


@dataclass(frozen=True)
class Loan:
    """One application."""

    person: Person
    dealer: Dealer
    purchase: Purchase
    lender: str


MAHARASHTRA = ("27", "MH", "Maharashtra")
TAMIL_NADU = ("33", "TN", "Tamil Nadu")
UTTAR_PRADESH = ("09", "UP", "Uttar Pradesh")
KARNATAKA = ("29", "KA", "Karnataka")
GUJARAT = ("24", "GJ", "Gujarat")

PHONE = Loan(
    Person(
        "Ananya Deshpande", "Suresh Deshpande", "Female", "14/08/1991",
        "Flat 304, Palash Residency, Baner Road, Pune, Maharashtra - 411045",
    ),
    Dealer(
        "Sargam Electronics Pvt Ltd", "Sargam Electronics Private Limited", "Sargam Electronics",
        "Private Limited Company", "Nikhil Kale",
        "Shop 4, Laxmi Plaza, FC Road, Shivajinagar, Pune, Maharashtra - 411005", MAHARASHTRA,
    ),
    Purchase(
        "Nimbus", "Nimbus X5 5G 8 GB/128 GB Midnight Blue", "NX5-128", "85171300", "imei",
        "18999.00", "3999.00", "SE/25-26/0412", "12/09/2025", "SCF/DO/2025/118204", "11/09/2025",
    ),
    "Sahyog Consumer Finance Limited",
)  # fmt: skip

TELEVISION = Loan(
    Person(
        "Venkatesh Raghavan", "Raghavan Subramanian", "Male", "03/11/1984",
        "No 17/4, Thiruvalluvar Street, Alwarpet, Chennai, Tamil Nadu - 600018",
    ),
    Dealer(
        "Meenakshi Digital World", "Meenakshi Digital World", "Meenakshi Digital World",
        "Partnership", "S. Alagappan",
        "22, North Usman Road, T. Nagar, Chennai, Tamil Nadu - 600017", TAMIL_NADU,
    ),
    Purchase(
        "Drishti", "Drishti 55 inch 4K LED Smart TV", "DR55UHD", "85287219", "serial_number",
        "46500.00", "9300.00", "MDW-2025-1187", "21/10/2025", "DO-70031645", "20/10/2025",
    ),
    "Nilgiri Finserv Limited",
)  # fmt: skip

FRIDGE = Loan(
    Person(
        "Mohammed Irfan Siddiqui", "Abdul Rashid Siddiqui", "Male", "27/02/1988",
        "House No 88, Nazirabad Road, Aminabad, Lucknow, Uttar Pradesh - 226018",
    ),
    Dealer(
        "Gupta Home Appliances", "Harish Chandra Gupta", "Gupta Home Appliances",
        "Proprietorship", "Harish Chandra Gupta",
        "118, Subhash Marg, Naka Hindola, Lucknow, Uttar Pradesh - 226004", UTTAR_PRADESH,
    ),
    Purchase(
        "Himshikhar", "Himshikhar Double Door Refrigerator 265 L", "HS-265DD", "84182100", "serial_number",
        "27490.00", "5490.00", "GHA/1093", "05/08/2025", "ACL2508000731", "04/08/2025",
    ),
    "Awadh Credit Limited",
)  # fmt: skip

TABLET = Loan(
    Person(
        "Lakshmi Devi Gowda", "Basavaraj Gowda", "Female", "19/06/1995",
        "142, 8th Cross, Malleshwaram, Bengaluru, Karnataka - 560003",
    ),
    Dealer(
        "Kaveri Gadget Point", "Kaveri Gadget Point LLP", "Kaveri Gadget Point",
        "Limited Liability Partnership", "Shwetha Rao",
        "77, Sampige Road, Malleshwaram, Bengaluru, Karnataka - 560003", KARNATAKA,
    ),
    Purchase(
        "Tarang", "Tarang Pro 12 GB/256 GB Graphite", "TP-256", "85171300", "imei",
        "42990.00", "8598.00", "KGP/2526/00871", "30/09/2025", "SCF/DO/2025/121877", "29/09/2025",
    ),
    "Sahyog Consumer Finance Limited",
)  # fmt: skip

WASHER = Loan(
    Person(
        "Bhavesh Patel", "Kantilal Patel", "Male", "09/01/1979",
        "B-12, Sarita Society, Adajan Road, Surat, Gujarat - 395009",
    ),
    Dealer(
        "Vrindavan Sales Corporation", "Vrindavan Sales Corporation", "Vrindavan Sales Corporation",
        "Partnership", "Jignesh Mehta",
        "Plot 61, Ring Road, Udhna Darwaja, Surat, Gujarat - 395002", GUJARAT,
    ),
    Purchase(
        "Dhara", "Dhara Washer Dryer 11 kg Front Load", "DWD-110", "84501100", "serial_number",
        "131250.00", "26250.00", "VSC-2045", "17/11/2025", "NFL-DO-55120", "15/11/2025",
    ),
    "Nilgiri Finserv Limited",
)  # fmt: skip

BUDGET_PHONE = Loan(
    Person(
        "Sunita Chaudhary", "Ram Kishore Chaudhary", "Female", "25/12/1990",
        "Plot 9, Shastri Nagar, Vidyadhar Road, Nagpur, Maharashtra - 440012",
    ),
    Dealer(
        "Maru Mobile Gallery", "Rekha Bhandari", "Maru Mobile Gallery",
        "Proprietorship", "Rekha Bhandari",
        "C-14, Sitabuldi Main Road, Nagpur, Maharashtra - 440012", MAHARASHTRA,
    ),
    Purchase(
        "Nimbus", "Nimbus Lite 5G 6 GB/64 GB Sea Green", "NL-64", "85171300", "imei",
        "11499.00", "2499.00", "MMG-778", "02/07/2025", "DO-70028830", "01/07/2025",
    ),
    "Nilgiri Finserv Limited",
)  # fmt: skip

KITCHEN = Dealer(
    "Annapurna Kitchen World", "Shailaja Hegde", "Annapurna Kitchen World",
    "Proprietorship", "Shailaja Hegde",
    "23, Devaraj Urs Road, Chamaraja Mohalla, Mysuru, Karnataka - 570001", KARNATAKA,
)  # fmt: skip
