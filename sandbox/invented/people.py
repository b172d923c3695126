"""Invented people, homes, dealers and goods, from which results are made up."""

FIRST_NAMES = (
    "Aarav", "Ananya", "Bhavesh", "Deepika", "Farhan", "Gurpreet", "Ishita", "Jayanth",
    "Kavitha", "Lakshmi", "Manoj", "Nandini", "Prakash", "Rohit", "Sunita", "Vikram",
)  # fmt: skip
FATHERS = ("Arvind", "Dinesh", "Harish", "Iqbal", "Kishore", "Mahesh", "Raghunath", "Suresh")
SURNAMES = (
    "Agarwal", "Banerjee", "Chauhan", "Deshmukh", "Fernandes", "Gowda", "Iyer", "Joshi",
    "Kulkarni", "Menon", "Nair", "Patel", "Reddy", "Sharma", "Thakur", "Yadav",
)  # fmt: skip

# Street, locality, city, state, postcode.
HOMES = (
    ("Shivaji Park Road", "Dadar West", "Mumbai", "Maharashtra", "400028"),
    ("12th Main Road", "Indiranagar", "Bengaluru", "Karnataka", "560038"),
    ("Lodhi Colony Street", "Block 14", "New Delhi", "Delhi", "110003"),
    ("Anna Salai", "Teynampet", "Chennai", "Tamil Nadu", "600018"),
    ("Banjara Hills Road No 3", "Panchavati Colony", "Hyderabad", "Telangana", "500034"),
    ("Rash Behari Avenue", "Gariahat", "Kolkata", "West Bengal", "700019"),
    ("Law Garden Street", "Ellisbridge", "Ahmedabad", "Gujarat", "380006"),
    ("MI Road", "Sindhi Camp", "Jaipur", "Rajasthan", "302001"),
)

# Name, address, GST state code, state letters.
DEALERS = (
    ("Sai Krupa Electronics", "Shop 4, Laxmi Plaza, FC Road, Shivajinagar, Pune 411005", "27", "MH"),
    ("Gupta Home Appliances", "118 Lajpat Rai Market, Chandni Chowk, Delhi 110006", "07", "DL"),
    ("Meenakshi Digital World", "22 North Veli Street, Simmakkal, Madurai 625001", "33", "TN"),
    ("Hooghly Mobile House", "9B Grand Trunk Road, Serampore, Hooghly 712201", "19", "WB"),
    ("Charminar Tech Store", "5-9-42 Basheer Bagh Road, Abids, Hyderabad 500001", "36", "TS"),
    ("Vrindavan Sales Corporation", "Plot 61, Ring Road, Udhna Darwaja, Surat 395002", "24", "GJ"),
    ("Kaveri Cool Point", "77 Sayyaji Rao Road, Devaraja Mohalla, Mysuru 570001", "29", "KA"),
    ("Maru Gadget Gallery", "C-14 Sardarpura Main Road, Jodhpur 342003", "08", "RJ"),
)

# Description, the kind of number that it carries, price in whole rupees.
GOODS = (
    ("Nimbus X5 smartphone 8 GB / 128 GB", "imei", 18999),
    ("Tarang Pro smartphone 12 GB / 256 GB", "imei", 42990),
    ("Nimbus Lite smartphone 6 GB / 64 GB", "imei", 11499),
    ("Himshikhar refrigerator 265 L double door", "serial_number", 27490),
    ("Pavan split air conditioner 1.5 t 5 star", "serial_number", 38990),
    ("Drishti LED television 55 inch", "serial_number", 46500),
    ("Dhara washing machine 7 kg front load", "serial_number", 31250),
)

CONSTITUTIONS = ("Proprietorship", "Partnership", "Private Limited Company")
QUALITY_FLAGS = ("original", "original", "xerox_copy", "photo_of_photo")
