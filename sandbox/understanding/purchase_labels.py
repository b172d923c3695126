"""How the papers of a purchase label what they say."""

from sandbox.understanding.spellings import TITLE, Labels

_IMEI = (
    "imei", "imei no", "imei number", "imei 1", "imei1", "imei no 1", "imei 1 no", "imei sr no",
    "imei slot 1",
)  # fmt: skip
_SERIAL = (
    "serial no", "serial number", "sr no", "s/n", "sl no", "product serial no", "machine serial no", "sn",
    "serial", "srl no", "unit serial no", "asset serial no", "ser no", "serial number of product",
)  # fmt: skip
_EITHER = ("imei / serial no", "imei/serial number", "serial no / imei", "imei or serial no", "imei/sr no",
           "serial / imei no", "imei serial", "imei / sl no", "serial no / imei no", "serial / imei",
           "imei / serial number")  # fmt: skip
_COMMON = {
    "do_number": ("do no", "do number", "delivery order no", "delivery order number", "d o no", "do ref no",
                  "do reference no", "order no", "delivery order ref", "do id", "release order no",
                  "release order number", "d a no", "di no", "delivery advice no", "delivery instruction no",
                  "delivery order number do", "do id no"),
    # Only to the letter: "Delivery Order N0" is no title.
    TITLE: ("delivery order", "tax invoice"),
    # Letters number themselves, and call the order that.
    "reference": ("ref no", "our ref", "reference number"),
    "do_date": (
        "do date", "date of do", "date of delivery order", "delivery order date", "date of issue",
        "do generated on", "issued on",
        "release order date", "delivery advice date", "delivery instruction date",
    ),
    "invoice_number": ("invoice no", "invoice number", "inv no", "bill no", "tax invoice no", "invoice",
                       "bill number", "memo no", "cash memo no", "voucher no", "invoice #", "document no"),
    "invoice_date": ("invoice date", "inv date", "tax invoice date", "bill date", "date of invoice",
                     "dated", "dt",
                     "invoice dt", "date of issue", "document date"),
    "date": ("date",),
    "customer": (
        "customer name", "name of customer", "customer", "buyer", "buyer bill to", "bill to", "billed to",
        "sold to", "buyer's name", "name of buyer", "party name", "applicant name", "name of applicant",
        "borrower name", "name of borrower", "name of the customer", "name of the applicant",
        "consumer name", "details of receiver billed to", "details of receiver", "invoice to", "borrower",
        "applicant", "customer details", "party", "bill to party", "purchaser", "receiver",
        "billing details", "name of the borrower", "applicant details", "borrower details", "cust",
        "cust name", "buyer details", "beneficiary name", "m/s name",
    ),
    "name": ("name",),
    "customer_address": (
        "customer address", "billing address", "address of customer", "buyer address", "buyer's address",
        "residence address", "delivery address", "address of buyer",
    ),
    "ship_to": ("ship to", "shipped to", "consignee", "consignee ship to", "details of consignee shipped to"),
    "address": ("address", "add"),
    "dealer": (
        "dealer name", "name of dealer", "dealer", "seller", "sold by", "seller name", "supplier", "to",
        "merchant name", "name of the dealer", "supplier name", "store name", "showroom", "retailer",
        "supplier details", "dealer details", "seller details", "sold billed from", "billed from",
        "retailer name",
    ),
    "dealer_address": (
        "dealer address", "address of dealer", "seller address", "store address", "shop address",
        "merchant address", "supplier address", "dealer location", "location", "ship from address",
    ),
    # Of a bill without a printed "Invoice", and of an order that names no product.
    "bare_number": ("no",),
    "model": ("model", "model no", "model code", "model number"),
    "gstin": (
        "gstin", "gstin/uin", "gst no", "gstin no", "gst in", "gst number", "dealer gstin", "seller gstin",
        "our gstin", "gst registration no",
    ),
    "product": ("product", "product name", "product description", "item", "model name", "asset description",
                "asset", "description of goods", "name of product service",
                "item description", "description", "particulars", "goods",
                "name of product", "item name", "name of goods",
                "particulars of goods", "description of product", "product service", "product purchased",
                "product / asset", "goods financed", "asset financed", "item details", "goods description",
                "make & model", "make and model", "asset model", "commodity", "article description", "items",
                ),
    # Beside a column "Product" that names a category.
    "product_title": ("title", "product title"),
    "imei": _IMEI,
    "imei_2": ("imei 2", "imei2", "imei no 2", "imei 2 no", "imei slot 2"),
    "serial": _SERIAL,
    "either": _EITHER,
    "total_1": (
        "grand total", "g total", "gr total", "invoice value",
        "invoice total", "total invoice value", "invoice amount",
        "bill amount", "total invoice amount", "amount payable", "net payable", "net amount payable",
        "total payable", "bill total", "invoice value in figures", "product cost", "total invoice amt",
        "net payable amount", "amount of invoice", "value of invoice", "invoice price", "asset cost",
        "total amount payable", "cost of asset", "price of goods", "product price", "price of asset",
        "asset price", "cost of product", "net amt", "cost of goods",
    ),
    "total_2": (
        "total amount", "net amount", "total amount after tax", "total value", "net total", "total amt",
        "final amount", "amount incl of tax", "total inclusive of tax", "total incl gst", "total inc gst",
    ),
    "total_3": ("total", "total rs", "total inr"),
    "total_4": ("amount",),
    "loan": ("loan amount", "amount of loan", "finance amount", "amount financed", "financed amount",
             "loan value", "sanctioned amount", "loan amount sanctioned", "sanctioned loan amount",
             "finance value", "net loan amount", "approved loan amount"),
    "down": ("down payment", "less down payment", "initial payment", "margin money", "customer contribution",
             "down payment amount", "downpayment collected", "amount paid by customer", "margin amount",
             "less paid by customer", "down payment received", "down payment collected"),
    "words": ("amount in words", "amount chargeable in words", "rupees", "in words", "rupees in words",
              "total in words", "total amount in words", "invoice value in words", "inr", "amount chargeable",
              "total invoice amount in words"),
    "other": (
        "s no", "hsn", "hsn/sac", "hsn code", "qty", "quantity", "rate",
        "unit price", "per", "disc",
        "taxable value", "price", "cgst", "sgst", "igst", "round off", "sub total", "subtotal",
        "taxable amount", "gst", "tax", "mrp", "phone", "mobile", "mob", "mobile no", "contact",
        "contact no", "email", "e mail", "pan", "pan no", "state", "state name", "state code", "code",
        "place of supply", "mode terms of payment", "delivery note", "reference no and date",
        "reference no", "other references", "buyer's order no", "dispatch doc no", "dispatched through",
        "destination", "terms of delivery", "delivery note date", "payment mode", "brand", "make",
        "colour", "color", "eway bill no", "irn", "ack no", "ack date", "loan account no",
        "loan no", "tenure", "emi", "scheme", "disbursement amount",
        "net disbursement", "processing fee", "declaration", "terms and conditions", "terms & conditions",
        "bank details", "authorised signatory", "for", "financed by", "finance company", "finance",
        "financier", "sl", "sr", "dealer code", "valid till", "valid upto", "customer id",
        "advance", "balance", "vehicle no", "reverse charge", "transport", "gst rate",
        "application no", "application id", "warranty", "subject", "ref", "product category",
        "product code", "product type", "asset category", "item code", "capacity",
        "total taxable value", "total taxable amount",
        "total cgst", "total sgst", "total igst", "total gst", "total qty", "total quantity",
        "total discount", "total amount before tax", "total items", "total savings", "total before tax",
        "total tax", "tax amount", "do valid till", "manufacturer", "unit", "units", "goods once sold",
        "sku", "amt", "cash payment", "monthly instalment", "supplier code",
        "store code", "dealer city", "shipping address", "place of delivery", "order number", "order date",
        "loan details", "loan application number", "financial details", "article", "gross", "net price",
        "asset details", "product details", "net payable to dealer", "payable to dealer",
        "amount payable to dealer", "net amount payable to dealer", "amt to be paid to dealer",
        "amount to be paid to dealer", "asset make", "asset brand", "asset type",
    ),
}  # fmt: skip
# An invoice's lines name the order too ("Order No."), a delivery order's the invoice.
INVOICE_LABELS = Labels(
    {key: phrases for key, phrases in _COMMON.items() if key not in ("do_date", "reference")}
)
ORDER_LABELS = Labels(
    _COMMON | {"invoice_date": _COMMON["invoice_date"][:5], "do_date": (*_COMMON["do_date"], "dated", "dt")}
)
BOX_LABELS = Labels({"imei": _IMEI, "imei_2": _COMMON["imei_2"], "serial": _SERIAL, "either": _EITHER})
