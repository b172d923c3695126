"""The sets of specimen papers: whole loans, other manners, and loans in which one thing does not fit."""

from dataclasses import dataclass, replace

from stdnum import luhn

from sandbox.papers import cases
from sandbox.papers.layouts import aadhaar, delivery_order, invoice, licence, pan, passport, shop_act
from sandbox.papers.of_dealer import fssai_of, gst_of, shop_act_of, udyam_in_cells_of, udyam_of
from sandbox.papers.of_person import aadhaar_of, driving_licence_of, pan_of, passport_of, voter_id_of
from sandbox.papers.of_purchase import box_of, delivery_order_of, invoice_of


@dataclass(frozen=True)
class PaperSet:
    """Papers that are sent together; `mismatches` names a compared fact and the two files that differ."""

    name: str
    title: str
    words: str
    papers: tuple
    mismatches: tuple = ()


COMPLETE = PaperSet(
    "complete",
    "A complete loan",
    "Six papers of one purchase, as they come in: two PDFs, two scans, two photos.",
    (
        invoice_of(cases.PHONE, invoice.boxed, "pdf"),
        delivery_order_of(cases.PHONE, delivery_order.letter, "scan"),
        aadhaar_of(cases.PHONE.person, aadhaar.letter, "photo"),
        pan_of(cases.PHONE.person, pan.newer, "scan"),
        gst_of(cases.PHONE.dealer, "pdf"),
        box_of(cases.PHONE, "photo"),
    ),
)
SCANS = PaperSet(
    "scans",
    "Clean scans",
    "Six papers of one purchase from a scanner.",
    (
        invoice_of(cases.TABLET, invoice.tabled, "scan"),
        delivery_order_of(cases.TABLET, delivery_order.form, "scan"),
        aadhaar_of(cases.TABLET.person, aadhaar.card, "scan"),
        pan_of(cases.TABLET.person, pan.older, "scan"),
        gst_of(cases.TABLET.dealer, "scan"),
        box_of(cases.TABLET, "scan"),
    ),
)
PHOTOS = PaperSet(
    "photos",
    "Phone photos",
    "Six papers of one purchase, photographed on a desk; three of the photos lie on a side or upside down.",
    (
        invoice_of(cases.BUDGET_PHONE, invoice.boxed, "photo"),
        replace(delivery_order_of(cases.BUDGET_PHONE, delivery_order.form, "photo"), turn="exif"),
        aadhaar_of(cases.BUDGET_PHONE.person, aadhaar.card, "photo"),
        replace(pan_of(cases.BUDGET_PHONE.person, pan.newer, "photo"), turn="side"),
        replace(gst_of(cases.BUDGET_PHONE.dealer, "photo"), turn="over"),
        box_of(cases.BUDGET_PHONE, "photo"),
    ),
)
COPIES = PaperSet(
    "copies",
    "Bad copies",
    "Six papers of one purchase from a worn copier: grey, speckled, striped.",
    (
        invoice_of(cases.WASHER, invoice.tabled, "copy"),
        delivery_order_of(cases.WASHER, delivery_order.letter, "copy"),
        aadhaar_of(cases.WASHER.person, aadhaar.card, "copy"),
        pan_of(cases.WASHER.person, pan.older, "copy"),
        gst_of(cases.WASHER.dealer, "copy"),
        box_of(cases.WASHER, "copy"),
    ),
)
INITIALS = PaperSet(
    "initials",
    "Names with initials",
    "A complete loan; names and addresses are spelled in several ways, and all mean the same.",
    (
        invoice_of(
            cases.TELEVISION, invoice.tabled, "photo",
            customer_name="R. Venkatesh",
            customer_address="17/4, Thiruvalluvar St, Alwarpet, Chennai - 600018",
        ),
        delivery_order_of(
            cases.TELEVISION, delivery_order.letter, "pdf",
            customer_name="Venkatesh R",
            dealer_address="22, North Usman Rd, T Nagar, Chennai 600017",
        ),
        aadhaar_of(cases.TELEVISION.person, aadhaar.letter, "scan"),
        pan_of(cases.TELEVISION.person, pan.newer, "photo"),
        gst_of(cases.TELEVISION.dealer, "scan"),
        box_of(cases.TELEVISION, "photo"),
    ),
)  # fmt: skip
PROPRIETOR = PaperSet(
    "proprietor",
    "A proprietor's shop",
    "A complete loan; the shop is registered in its owner's name.",
    (
        invoice_of(
            cases.FRIDGE, invoice.lined, "scan",
            customer_name="Mohd Irfan Siddiqui",
            customer_address="H.No 88, Nazirabad Rd, Aminabad, Lucknow 226018",
        ),
        delivery_order_of(cases.FRIDGE, delivery_order.form, "pdf"),
        aadhaar_of(cases.FRIDGE.person, aadhaar.card, "photo"),
        pan_of(cases.FRIDGE.person, pan.older, "photo"),
        gst_of(cases.FRIDGE.dealer, "photo"),
        box_of(cases.FRIDGE, "scan"),
    ),
)  # fmt: skip
IDENTITY = PaperSet(
    "identity",
    "Other proofs of identity",
    "One person's voter ID, driving licence, passport, and PAN photographed from a screen.",
    (
        voter_id_of(cases.FRIDGE.person, "photo"),
        driving_licence_of(cases.FRIDGE.person, licence.common, "photo"),
        passport_of(cases.FRIDGE.person, passport.both_pages, "scan"),
        pan_of(cases.FRIDGE.person, pan.newer, "photo_of_photo"),
    ),
)
IDENTITY_2 = PaperSet(
    "identity-2",
    "Older proofs of identity",
    "Another person's voter ID, a state's driving licence, a passport's data page, Aadhaar's front.",
    (
        voter_id_of(cases.WASHER.person, "scan"),
        driving_licence_of(cases.WASHER.person, licence.of_a_state, "scan"),
        passport_of(cases.WASHER.person, passport.data_page, "photo"),
        aadhaar_of(cases.WASHER.person, aadhaar.front, "photo_of_photo"),
    ),
)
BUSINESS = PaperSet(
    "business",
    "A dealer's papers",
    "One shop's registrations: GST, Udyam, shop act, food licence.",
    (
        gst_of(cases.KITCHEN, "pdf"),
        udyam_of(cases.KITCHEN, "pdf"),
        shop_act_of(cases.KITCHEN, shop_act.certificate, "scan"),
        fssai_of(cases.KITCHEN, "photo"),
    ),
)
BUSINESS_2 = PaperSet(
    "business-2",
    "A company's papers",
    "Another shop's registrations, in other manners.",
    (
        gst_of(cases.PHONE.dealer, "copy"),
        udyam_in_cells_of(cases.PHONE.dealer, "photo"),
        shop_act_of(cases.PHONE.dealer, shop_act.receipt, "pdf"),
        fssai_of(cases.PHONE.dealer, "scan"),
    ),
)


@dataclass(frozen=True)
class Difference:
    """One fact that one file of a clean set states otherwise; it then contradicts `others`."""

    file: str
    field: str
    value: str
    fact: str
    others: tuple


def differing(name, title, words, clean, difference):
    """A clean set in which one thing does not fit."""
    papers = tuple(
        replace(paper, facts=paper.facts | {difference.field: difference.value})
        if paper.file == difference.file
        else paper
        for paper in clean.papers
    )
    pairs = tuple((difference.fact, difference.file, other) for other in difference.others)
    return PaperSet(name, title, words, papers, pairs)


def next_imei(loan):
    """The IMEI of the next piece from the maker: all but its last digits are the same."""
    number = f"{int(loan.purchase.numbers['imei'][:14]) + 1:014}"
    return number + luhn.calc_check_digit(number)


DEALER_ADDRESS_DIFFERS = differing(
    "dealer-address-differs",
    "Another dealer address",
    "The delivery order names another address of the dealer than invoice and GST certificate.",
    COMPLETE,
    Difference(
        "delivery-order.jpg",
        "dealer_address",
        "19, Sadashiv Chambers, Karve Road, Erandwane, Pune, Maharashtra - 411004",
        "dealer_address",
        ("invoice.pdf", "gst-certificate.pdf"),
    ),
)
NAME_DIFFERS = differing(
    "name-differs",
    "Another name",
    "The invoice is made out to a person of another family name.",
    COMPLETE,
    Difference(
        "invoice.pdf",
        "customer_name",
        "Ananya Kulkarni",
        "name",
        ("delivery-order.jpg", "aadhaar.jpg", "pan.jpg"),
    ),
)
IMEI_DIFFERS = differing(
    "imei-differs",
    "Another IMEI",
    "The box bears another IMEI than invoice and delivery order.",
    SCANS,
    Difference("imei.jpg", "imei", next_imei(cases.TABLET), "imei", ("invoice.jpg", "delivery-order.jpg")),
)
AMOUNT_DIFFERS = differing(
    "amount-differs",
    "Another amount",
    "The lender's order is for a higher amount than the invoice.",
    PROPRIETOR,
    Difference("delivery-order.pdf", "invoice_amount", "29490.00", "amount", ("invoice.jpg",)),
)

SETS = {
    paper_set.name: paper_set
    for paper_set in (
        COMPLETE, SCANS, PHOTOS, COPIES, INITIALS, PROPRIETOR, IDENTITY, IDENTITY_2, BUSINESS, BUSINESS_2,
        DEALER_ADDRESS_DIFFERS, NAME_DIFFERS, IMEI_DIFFERS, AMOUNT_DIFFERS,
    )
}  # fmt: skip
