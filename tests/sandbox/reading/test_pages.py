"""Files of every kind, as pages: text where a PDF has some, pictures else, and a sentence for the rest."""

import io
import struct
import zlib

import numpy as np
import pytest
from PIL import Image, ImageDraw
from reportlab.lib import pdfencrypt
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from sandbox.reading.pages import LONGEST_EDGE, MOST_PAGES, Unreadable, drawn_page, pages

WORDS = "Tax Invoice of a shop that sells telephones and nothing else"


def drawn_pdf(words=WORDS, count=1, size=(400, 300), **options):
    file = io.BytesIO()
    canvas = Canvas(file, pagesize=size, **options)
    for _ in range(count):
        canvas.drawString(20, size[1] - 40, words)
        canvas.showPage()
    canvas.save()
    return file.getvalue()


def picture(size=(400, 300), **options):
    image = Image.new("RGB", size, "white")
    ImageDraw.Draw(image).rectangle((0, 0, size[0] // 4, size[1] // 4), fill="red")
    file = io.BytesIO()
    image.save(file, **({"format": "JPEG"} | options))
    return file.getvalue()


def png_of_claimed_size(width, height):
    """A PNG that says so in its head and holds nothing: a bomb without its charge."""
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    chunk = b"IHDR" + head
    return (
        b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + chunk + struct.pack(">I", zlib.crc32(chunk))
        + struct.pack(">I", 0) + b"IDAT" + struct.pack(">I", zlib.crc32(b"IDAT"))
    )  # fmt: skip


def read(tmp_path, content):
    path = tmp_path / "file"
    path.write_bytes(content)
    return list(pages(path))


def corner(shown):
    """In which corner of the picture the red spot is: (down, right)."""
    red = (shown[..., 2] > 200) & (shown[..., 0] < 80)
    rows, columns = np.nonzero(red)
    height, width = shown.shape[:2]
    return rows.mean() > height / 2, columns.mean() > width / 2


def test_the_text_of_a_pdf_is_taken_with_its_place(tmp_path):
    [(lines, size)] = read(tmp_path, drawn_pdf())
    assert [line.text for line in lines] == [WORDS]
    assert size == (1111, 833)
    assert lines[0].score == 1
    assert 50 < lines[0].left < 60 and 75 < lines[0].top < lines[0].bottom < 120


def pdf_by(draw, size=(400, 300), **page):
    """A PDF of one page, drawn by a function that gets the canvas."""
    file = io.BytesIO()
    canvas = Canvas(file, pagesize=size)
    for name, value in page.items():
        getattr(canvas, name)(value)
    draw(canvas)
    canvas.save()
    return file.getvalue()


def test_a_watermark_across_the_text_is_no_part_of_it(tmp_path):
    def draw(canvas):
        canvas.drawString(20, 260, WORDS)
        canvas.rotate(40)
        canvas.setFont("Helvetica", 60)
        canvas.drawString(60, 40, "SPECIMEN")

    [(lines, _)] = read(tmp_path, pdf_by(draw))
    assert [line.text for line in lines] == [WORDS]


def test_the_cells_of_a_row_are_lines_of_their_own_in_reading_order(tmp_path):
    def draw(canvas):
        canvas.drawString(20, 200, "A line below the two cells, long enough")
        canvas.drawString(220, 260, "18,999.00")
        canvas.drawString(20, 260, "Total amount")

    [(lines, _)] = read(tmp_path, pdf_by(draw))
    assert [line.text for line in lines] == [
        "Total amount",
        "18,999.00",
        "A line below the two cells, long enough",
    ]
    assert abs(lines[0].top - lines[1].top) < 1 and lines[1].left > 600


def test_places_count_from_the_corner_of_what_is_shown(tmp_path):
    whole = pdf_by(lambda canvas: canvas.drawString(60, 240, WORDS))
    cropped = pdf_by(lambda canvas: canvas.drawString(60, 240, WORDS), setCropBox=(50, 50, 400, 280))
    [(there, _)], [(here, size)] = read(tmp_path, whole), read(tmp_path, cropped)
    scale = 200 / 72
    assert size == (round(350 * scale), round(230 * scale))
    assert there[0].left - here[0].left == pytest.approx(50 * scale)
    assert there[0].top - here[0].top == pytest.approx(20 * scale)


def test_a_turned_page_is_drawn(tmp_path):
    turned = pdf_by(lambda canvas: canvas.drawString(20, 260, WORDS), setPageRotation=90)
    [(lines, shown)] = read(tmp_path, turned)
    assert lines is None
    assert shown.shape == (834, 1112, 3)


def test_a_pdf_without_text_is_drawn(tmp_path):
    [(lines, shown)] = read(tmp_path, picture(format="PDF"))
    assert lines is None
    assert corner(shown) == (False, False)


def test_a_pdf_whose_text_is_a_stamp_alone_is_drawn(tmp_path):
    [(lines, shown)] = read(tmp_path, drawn_pdf("Page 1"))
    assert lines is None
    assert shown.min() < 128


def test_a_poster_is_drawn_within_bounds(tmp_path):
    [(_, shown)] = read(tmp_path, drawn_pdf("", size=(14_000, 14_000)))
    assert max(shown.shape) <= LONGEST_EDGE + 1


def test_every_page_of_a_pdf_and_of_a_tiff_is_given(tmp_path):
    assert len(read(tmp_path, drawn_pdf(count=MOST_PAGES))) == MOST_PAGES
    frames = [Image.new("L", (100, 100), shade) for shade in (10, 120, 240)]
    file = io.BytesIO()
    frames[0].save(file, "TIFF", save_all=True, append_images=frames[1:])
    assert [int(shown.mean()) for _, shown in read(tmp_path, file.getvalue())] == [10, 120, 240]


@pytest.mark.parametrize(
    ("orientation", "place"), [(1, (False, False)), (3, (True, True)), (6, (False, True))]
)
def test_a_photo_is_turned_as_its_camera_says(tmp_path, orientation, place):
    exif = Image.Exif()
    exif[0x0112] = orientation
    [(_, shown)] = read(tmp_path, picture(exif=exif))
    assert corner(shown) == place


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "TIFF", "BMP", "GIF", "HEIF"])
def test_pictures_of_usual_kinds_are_read(tmp_path, kind):
    [(_, shown)] = read(tmp_path, picture(format=kind))
    assert shown.shape == (300, 400, 3)
    assert corner(shown) == (False, False)


@pytest.mark.parametrize("mode", ["1", "L", "P", "LA", "RGBA", "CMYK", "I;16"])
def test_colours_of_every_kind_become_the_same(tmp_path, mode):
    file = io.BytesIO()
    Image.new(mode, (100, 100)).save(file, "TIFF" if mode == "CMYK" else "PNG")
    [(_, shown)] = read(tmp_path, file.getvalue())
    assert (shown.shape, shown.dtype) == ((100, 100, 3), np.uint8)


def test_what_is_transparent_is_paper(tmp_path):
    file = io.BytesIO()
    Image.new("RGBA", (100, 100), (0, 0, 0, 0)).save(file, "PNG")
    [(_, shown)] = read(tmp_path, file.getvalue())
    assert shown.min() == 255


def test_a_large_photo_is_read_smaller(tmp_path):
    [(_, shown)] = read(tmp_path, picture((9000, 6000)))
    assert shown.shape == (2000, 3000, 3)


def moving_picture():
    file = io.BytesIO()
    frames = [Image.new("L", (100, 100), shade) for shade in (0, 255)]
    frames[0].save(file, "GIF", save_all=True, append_images=frames[1:])
    return file.getvalue()


NO_PAPERS = {
    "a page too many": (
        lambda: drawn_pdf(count=MOST_PAGES + 1),
        f"The file has {MOST_PAGES + 1} pages; {MOST_PAGES} are read at the most.",
    ),
    "10,000 pages": (
        lambda: drawn_pdf(count=10_000),
        f"The file has 10,000 pages; {MOST_PAGES} are read at the most.",
    ),
    "locked": (
        lambda: drawn_pdf(encrypt=pdfencrypt.StandardEncryption("secret")),
        "The PDF asks for a password.",
    ),
    "half a PDF": (lambda: drawn_pdf()[:300], "The PDF is damaged or not complete."),
    "a PDF's head": (lambda: b"%PDF-1.7", "The PDF is damaged or not complete."),
    "one point": (lambda: picture((1, 1), format="PNG"), "The picture has only 1 × 1 points."),
    "900 million points": (
        lambda: png_of_claimed_size(30_000, 30_000),
        "The picture has 30,000 × 30,000 points, which is too many.",
    ),
    "a film": (moving_picture, "The picture moves; a paper does not."),
    "half a JPEG": (lambda: picture((800, 600))[:2000], "The picture is damaged or not complete."),
    "half a PNG": (lambda: picture(format="PNG")[:200], "The picture is damaged or not complete."),
    "a drawing": (
        lambda: b"<svg xmlns='http://www.w3.org/2000/svg'><script>1</script></svg>",
        "The file is neither a picture nor a PDF.",
    ),
    "a web page": (
        lambda: b"<!doctype html><title>Sign in</title>",
        "The file is neither a picture nor a PDF.",
    ),
    "nothing": (lambda: b"", "The file is neither a picture nor a PDF."),
    "zeros": (lambda: bytes(5000), "The file is neither a picture nor a PDF."),
    "an archive": (
        lambda: b"PK\x03\x04" + b"word/document.xml" * 99,
        "The file is neither a picture nor a PDF.",
    ),
}


@pytest.mark.parametrize("name", NO_PAPERS)
def test_what_is_no_paper_gets_a_sentence(tmp_path, name):
    content, sentence = NO_PAPERS[name]
    with pytest.raises(Unreadable) as refusal:
        read(tmp_path, content())
    assert str(refusal.value) == sentence


def test_an_encrypted_pdf_without_a_password_is_read(tmp_path):
    locked = pdfencrypt.StandardEncryption("", "owner", canPrint=0, canCopy=0)
    [(lines, _)] = read(tmp_path, drawn_pdf(encrypt=locked))
    assert lines[0].text == WORDS


@pytest.mark.parametrize("size", [(400, 300), (9000, 6750)])
def test_a_page_with_text_is_drawn_in_the_points_of_its_lines(tmp_path, size):
    path = tmp_path / "page.pdf"
    path.write_bytes(pdf_by(lambda canvas: canvas.drawString(20, 260, WORDS), size))
    [(lines, shape)] = pages(path)
    drawn = drawn_page(path, 0)
    assert drawn.shape[1::-1] == pytest.approx(shape, abs=1)
    assert max(shape) <= LONGEST_EDGE
    rows, columns = np.nonzero(drawn.min(axis=2) < 128)
    assert lines[0].left - 2 <= columns.min() <= columns.max() <= lines[0].right + 2
    assert lines[0].top - 2 <= rows.min() <= rows.max() <= lines[0].bottom + 2


def test_a_page_that_is_a_stripe_is_refused(tmp_path):
    with pytest.raises(Unreadable, match="only 3000 × 0 points"):
        read(tmp_path, drawn_pdf("", size=(14_000, 1)))


def test_a_picture_that_is_a_stripe_is_refused(tmp_path):
    with pytest.raises(Unreadable, match="only 3000 × 3 points"):
        read(tmp_path, picture((60_000, 49), format="PNG"))


def grey_steps(kind, most):
    """A picture in two greys, light and half as light."""
    values = np.full((600, 800), most, dtype=kind)
    values[:, 400:] = most / 2
    return Image.fromarray(values)


@pytest.mark.parametrize(
    ("kind", "most", "format"),
    [("uint16", 65535, "PNG"), ("uint16", 4095, "TIFF"), ("int32", 65535, "TIFF"), ("float32", 1, "TIFF")],
)
def test_greys_of_more_than_eight_bits_are_kept(tmp_path, kind, most, format):
    file = io.BytesIO()
    grey_steps(kind, most).save(file, format)
    [(_, shown)] = read(tmp_path, file.getvalue())
    assert shown[300, 100].tolist() == [255] * 3
    assert shown[300, 700].tolist() == pytest.approx([127] * 3, abs=1)


@pytest.mark.parametrize("mode", ["1", "P"])
def test_a_large_picture_in_few_colours_becomes_smaller_in_greys(tmp_path, mode):
    # Lines of one point each: left out, they would be gone, and letters with them.
    stripes = np.zeros((LONGEST_EDGE * 2, 200), dtype=np.uint8)
    stripes[::2] = 255
    file = io.BytesIO()
    Image.fromarray(stripes).convert(mode).save(file, "PNG")
    [(_, shown)] = read(tmp_path, file.getvalue())
    assert abs(int(shown[1500, 50, 0]) - 127) < 3


def test_marks_without_a_shape_do_not_tear_numbers_apart(tmp_path):
    pdfmetrics.registerFont(TTFont("Vera", "Vera.ttf"))

    def draw(canvas):
        canvas.setFont("Vera", 12)
        canvas.drawString(20, 200, f"{WORDS} 9999\u200b1234\u200e5678")

    [(lines, _)] = read(tmp_path, pdf_by(draw, size=(800, 300)))
    assert lines[0].text == f"{WORDS} 999912345678"
