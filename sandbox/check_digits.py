"""The check digits that Indian and device numbers end with."""

BASE_36 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"

# Verhoeff: multiplication in the dihedral group D5, and the permutation applied per position.
PRODUCT = (
    "0123456789",
    "1234067895",
    "2340178956",
    "3401289567",
    "4012395678",
    "5987604321",
    "6598710432",
    "7659821043",
    "8765932104",
    "9876543210",
)
PERMUTATION = (
    "0123456789",
    "1576283094",
    "5803796142",
    "8916043527",
    "9453126870",
    "4286573901",
    "2793806415",
    "7046913258",
)
INVERSE = "0432156789"


def luhn(digits):
    """The digit that ends an IMEI or a serial number."""
    doubled = (int(digit) * 2 for digit in digits[::-2])
    kept = (int(digit) for digit in digits[-2::-2])
    total = sum(value - 9 if value > 9 else value for value in doubled) + sum(kept)
    return str(-total % 10)


def verhoeff(digits):
    """The digit that ends an Aadhaar number."""
    check = 0
    for position, digit in enumerate(reversed(digits), start=1):
        check = int(PRODUCT[check][int(PERMUTATION[position % 8][int(digit)])])
    return INVERSE[check]


def gstin(first_fourteen):
    """The character that ends a GSTIN."""
    total = 0
    for position, character in enumerate(first_fourteen):
        value = BASE_36.index(character) * (1 + position % 2)
        total += value // 36 + value % 36
    return BASE_36[-total % 36]
