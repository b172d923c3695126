"""The papers of a purchase: invoice, delivery order, the label of the box."""

from sandbox.papers.layouts import box
from sandbox.papers.paper import Paper


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
    return Paper("invoice", "INVOICE", layout, manner, facts | changes, details)


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
    details = {
        "lender": loan.lender,
        "model": loan.purchase.model,
        "loan_number": f"CD{loan.person.numbers['phone'][-5:]}{loan.purchase.hsn[:4]}",
        "down_payment": loan.purchase.down_payment,
    }
    return Paper("delivery-order", "DELIVERY_ORDER", layout, manner, facts | changes, details)


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
    return Paper(name, "", layout, manner, loan.purchase.numbers | changes, details)
