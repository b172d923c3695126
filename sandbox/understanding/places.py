"""India's states, cities that were renamed, and postcodes."""

import re

from sandbox.understanding.numbers import TO_DIGIT
from sandbox.understanding.spellings import squeezed

# With the letters that vehicles and forms use for them.
STATES = {
    "Andhra Pradesh": "ap", "Arunachal Pradesh": "ar", "Assam": "as", "Bihar": "br", "Chhattisgarh": "cg",
    "Goa": "ga", "Gujarat": "gj", "Haryana": "hr", "Himachal Pradesh": "hp", "Jharkhand": "jh",
    "Karnataka": "ka", "Kerala": "kl", "Madhya Pradesh": "mp", "Maharashtra": "mh", "Manipur": "mn",
    "Meghalaya": "ml", "Mizoram": "mz", "Nagaland": "nl", "Odisha": "od", "Punjab": "pb",
    "Rajasthan": "rj", "Sikkim": "sk", "Tamil Nadu": "tn", "Telangana": "ts", "Tripura": "tr",
    "Uttar Pradesh": "up", "Uttarakhand": "uk", "West Bengal": "wb", "Andaman and Nicobar Islands": "an",
    "Chandigarh": "ch", "Delhi": "dl", "Jammu and Kashmir": "jk", "Ladakh": "la", "Lakshadweep": "ld",
    "Puducherry": "py", "Dadra and Nagar Haveli and Daman and Diu": "dd",
}  # fmt: skip
OTHER_STATE_NAMES = {
    "orissa": "Odisha", "pondicherry": "Puducherry", "uttaranchal": "Uttarakhand", "nctofdelhi": "Delhi",
    "newdelhi": "Delhi", "jammukashmir": "Jammu and Kashmir", "tamilnadu": "Tamil Nadu",
    "chattisgarh": "Chhattisgarh",
}  # fmt: skip
RENAMED = {
    "bangalore": "bengaluru", "bombay": "mumbai", "gurgaon": "gurugram", "madras": "chennai",
    "calcutta": "kolkata", "poona": "pune", "mysore": "mysuru", "mangalore": "mangaluru", "hubli": "hubballi",
    "belgaum": "belagavi", "trivandrum": "thiruvananthapuram", "cochin": "kochi", "calicut": "kozhikode",
    "trichur": "thrissur", "quilon": "kollam", "baroda": "vadodara", "allahabad": "prayagraj",
    "vizag": "visakhapatnam", "pondicherry": "puducherry", "orissa": "odisha", "simla": "shimla",
    "banaras": "varanasi", "benares": "varanasi", "cawnpore": "kanpur", "tanjore": "thanjavur",
    "trichy": "tiruchirappalli", "tuticorin": "thoothukudi", "ooty": "udhagamandalam",
    "aurangabad": "sambhajinagar", "osmanabad": "dharashiv", "faizabad": "ayodhya", "gauhati": "guwahati",
    "bijapur": "vijayapura", "gulbarga": "kalaburagi",
    "shimoga": "shivamogga", "tumkur": "tumakuru", "bellary": "ballari",
}  # fmt: skip

_PLAIN_STATES = {squeezed(name): name for name in STATES} | OTHER_STATE_NAMES
_POSTCODE = re.compile(r"(?<![\d/-])[1-9]\d{2}\s?\d{3}(?!\s?\d)")
_AFTER_DASH = re.compile(r"(?<=[-–—:])\s?([1-9]\d{2}\s?\d{3})(?!\s?\d)")
# At the end of an address, four of the six at least read as digits.
_READ_AS_LETTERS = re.compile(r"(?<=[ -])(?=(?:[OoIlSsBZz]*\d){4})[1-9][\dOoIlSsBZz]{5}$")


def postcode(text):
    """The postcode in an address, six digits; empty where there is none."""
    found = _AFTER_DASH.findall(text) or _POSTCODE.findall(text)
    return re.sub(r"\s", "", found[-1]) if found else ""


def with_postcode_repaired(text):
    """An address whose postcode's noughts and ones were read as letters ("57oo01", "41100s"), put right."""
    return _READ_AS_LETTERS.sub(lambda code: code[0].upper().translate(TO_DIGIT), text)


def state(text):
    """The state that a part of an address names and nothing else beside it; empty if it names none."""
    return _PLAIN_STATES.get(squeezed(re.sub(r"\d", "", text)).removesuffix("india"), "")
