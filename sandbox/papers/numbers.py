"""Numbers for specimen papers: right in form and check digits, from ranges that belong to nobody."""

import string

from stdnum import luhn, verhoeff

# The alphabet of a GSTIN's check character.
BASE_36 = string.digits + string.ascii_uppercase


def digits(chance, count):
    """As many random digits as asked for."""
    return "".join(chance.choice(string.digits) for _ in range(count))


def aadhaar(chance):
    """Twelve digits in fours; 9999 is where UIDAI's own test numbers begin."""
    number = f"9999{digits(chance, 7)}"
    number += verhoeff.calc_check_digit(number)
    return f"{number[:4]} {number[4:8]} {number[8:]}"


def pan(chance, holder, initial):
    """A PAN in the series ZZZ; `holder` is P, F or C, `initial` the first letter of the family name."""
    return f"ZZZ{holder}{initial}{chance.randint(1, 9999):04}Z"


def gstin(state_code, holder_pan):
    """The first registration of a PAN in a state."""
    number = f"{state_code}{holder_pan}1Z"
    return number + luhn.calc_check_digit(number, BASE_36)


def imei(chance):
    """Device numbers that begin with 00 are kept for tests."""
    number = f"00{digits(chance, 12)}"
    return number + luhn.calc_check_digit(number)


def serial_number(chance):
    """A maker's number for goods that have no IMEI; it has no check digit."""
    return f"ZX{digits(chance, 2)}{chance.choice('ABCDEFGH')}{digits(chance, 6)}"


def epic(chance):
    """A voter's number in the series ZZZ."""
    number = digits(chance, 6)
    return f"ZZZ{number}{luhn.calc_check_digit(number)}"


def driving_licence(chance):
    """A number of the state ZZ, which does not exist."""
    return f"ZZ{digits(chance, 2)} 2019{digits(chance, 7)}"


def passport(chance):
    """A letter and seven digits."""
    return f"Z{chance.randint(1, 9)}{digits(chance, 6)}"


def udyam(chance, state):
    """A number of the state's district 00, which does not exist."""
    return f"UDYAM-{state}-00-{digits(chance, 7)}"


def shop_act(chance, state):
    """Each state has a form of its own; this one is no state's."""
    return f"{state}/ZZ/SE/{digits(chance, 6)}"


def fssai(chance):
    """A licence (1) of the state 99, which does not exist."""
    return f"199{chance.randint(20, 25)}{digits(chance, 9)}"


def mrz(person, number, expiry):
    """The two lines at the foot of a passport's page (ICAO 9303, part 4)."""
    given, _, family = person.name.upper().rpartition(" ")
    names = f"P<IND{family}<<{given.replace(' ', '<')}"
    birth, end = _yymmdd(person.date_of_birth), _yymmdd(expiry)
    number = f"{number:<9}".replace(" ", "<")
    numbered = f"{number}{check_digit(number)}"
    dated = f"{birth}{check_digit(birth)}", f"{end}{check_digit(end)}"
    # The optional field is empty; its check digit is then 0.
    optional = "<" * 14 + "0"
    whole = check_digit(numbered + dated[0] + dated[1] + optional)
    return names.ljust(44, "<"), f"{numbered}IND{dated[0]}{person.gender[0]}{dated[1]}{optional}{whole}"


def check_digit(text):
    """ICAO 9303's check digit: weights 7, 3, 1; letters count from ten, "<" as nothing."""
    values = (0 if letter == "<" else BASE_36.index(letter) for letter in text)
    return str(sum(value * (7, 3, 1)[place % 3] for place, value in enumerate(values)) % 10)


def _yymmdd(date):
    day, month, year = date.split("/")
    return f"{year[2:]}{month}{day}"
