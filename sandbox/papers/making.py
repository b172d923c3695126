"""From a loan to its papers: which facts stand on which paper, and how it is drawn."""

from dataclasses import dataclass, field

from sandbox.papers.layouts import aadhaar, box, delivery_order, gst, invoice, pan

# What a paper is called where its type is asked for; the label of a box is none of Atlas's types.
TYPES = {
    invoice.boxed: "INVOICE",
    invoice.tabled: "INVOICE",
    invoice.lined: "INVOICE",
    delivery_order.letter: "DELIVERY_ORDER",
    delivery_order.form: "DELIVERY_ORDER",
    aadhaar.letter: "AADHAAR",
    aadhaar.card: "AADHAAR",
    aadhaar.front: "AADHAAR",
    pan.newer: "PAN",
    pan.older: "PAN",
    gst.certificate: "GST_CERT",
    box.phone: "",
    box.appliance: "",
}
ENDINGS = {"pdf": "pdf"}


@dataclass(frozen=True)
class Paper:
    """One specimen: `facts` is what a perfect reader returns, `details` what is printed besides."""

    name: str
    layout: object
    manner: str
    facts: dict
    details: dict = field(default_factory=dict)
    turn: str = ""

    @property
    def file(self):
        """The name of its file."""
        return f"{self.name}.{ENDINGS.get(self.manner, 'jpg')}"

    @property
    def document_type(self):
        """Atlas's word for it, or nothing."""
        return TYPES[self.layout]

    @property
    def error_code(self):
        """What Atlas answers to a paper of no known type."""
        return "" if self.document_type else "UNRECOGNISED"

    def drawn(self):
        """The paper as PDF."""
        return self.layout(self.facts, self.details)


def invoice_of(loan, layout, manner, **changes):
    """The dealer's invoice; `changes` are facts that this paper states otherwise."""
    facts = {
        "invoice_number": loan.purchase.invoice_number,
        "invoice_date": loan.purchase.invoice_date,
        "customer_name": loan.person.name,
        "customer_address": loan.person.address,
        "dealer_name": loan.dealer.name,
        "dealer_address": loan.dealer.address,
        "dealer_gstin": loan.dealer.numbers["gstin"],
        "product": loan.purchase.product,
        **loan.purchase.piece,
        "total_amount": loan.purchase.amount,
    }
    code, _, state = loan.dealer.state
    details = {
        "state": state,
        "state_code": code,
        "hsn": loan.purchase.hsn,
        "do_number": loan.purchase.do_number,
        "do_date": loan.purchase.do_date,
        "lender": loan.lender,
        "dealer_phone": loan.dealer.numbers["phone"],
        "customer_phone": loan.person.numbers["phone"],
    }
    return Paper("invoice", layout, manner, facts | changes, details)


def delivery_order_of(loan, layout, manner, **changes):
    """The lender's order to the dealer."""
    facts = {
        "do_number": loan.purchase.do_number,
        "do_date": loan.purchase.do_date,
        "customer_name": loan.person.name,
        "dealer_name": loan.dealer.name,
        "dealer_address": loan.dealer.address,
        "product": loan.purchase.product,
        **loan.purchase.piece,
        "invoice_amount": loan.purchase.amount,
    }
    facts |= changes
    details = {
        "lender": loan.lender,
        "model": loan.purchase.model,
        "loan_number": f"CD{loan.person.numbers['phone'][-5:]}{loan.purchase.hsn[:4]}",
        "down_payment": loan.purchase.down_payment,
        "loan_amount": f"{float(facts['invoice_amount']) - float(loan.purchase.down_payment):.2f}",
    }
    return Paper("delivery-order", layout, manner, facts, details)


def aadhaar_of(loan, layout, manner, **changes):
    """The customer's proof of identity and address."""
    person = loan.person
    facts = {
        "name": person.name,
        "date_of_birth": person.date_of_birth,
        "gender": person.gender,
        "address": person.address,
        "aadhaar_number": person.numbers["aadhaar"],
    }
    if layout is aadhaar.front:
        del facts["address"]
    details = {
        "relation": "S/O" if person.gender == "Male" else "D/O",
        "father_name": person.father_name,
        "phone": person.numbers["phone"],
        "enrolment": "0000/00000/00000",
        "vid": person.numbers["vid"],
    }
    return Paper("aadhaar", layout, manner, facts | changes, details)


def pan_of(loan, layout, manner, **changes):
    """The customer's tax number; names stand there in capitals."""
    facts = {
        "name_as_per_pan": loan.person.name.upper(),
        "father_name": loan.person.father_name.upper(),
        "dob": loan.person.date_of_birth,
        "pan_number": loan.person.numbers["pan"],
    }
    return Paper("pan", layout, manner, facts | changes)


def gst_of(loan, manner, **changes):
    """The dealer's registration."""
    dealer = loan.dealer
    facts = {
        "gst_number": dealer.numbers["gstin"],
        "legal_name": dealer.legal_name,
        "trade_name": dealer.trade_name,
        "address": dealer.address,
        "constitution_of_business": dealer.constitution,
    }
    titles = {"Proprietorship": "Proprietor", "Private Limited Company": "Director"}
    details = {
        "state": dealer.state[2],
        "city": dealer.address.split(", ")[-2],
        "officer": "A. Specimen",
        "owner": dealer.owner,
        "owner_title": titles.get(dealer.constitution, "Partner"),
    }
    return Paper("gst-certificate", gst.certificate, manner, facts | changes, details)


def box_of(loan, manner, **changes):
    """A look at the box's label."""
    layout = box.phone if loan.purchase.kind == "imei" else box.appliance
    details = {
        "brand": loan.purchase.brand,
        "product": loan.purchase.product,
        "model": loan.purchase.model,
        "mrp": f"{float(loan.purchase.amount) * 1.15:.2f}",
    }
    name = "imei" if layout is box.phone else "serial-number"
    return Paper(name, layout, manner, loan.purchase.numbers | changes, details)
