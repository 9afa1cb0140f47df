"""What a customer wrote now, in the languages and clients that customers use."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.mail.html_text import html_to_text
from connectors.mail.replies import Split, strip_lines, strip_reply
from tests.connectors.mail.clients import TONGUES, WHO, Tongue

Client = Callable[[Tongue], str]


def prefixed(text: str) -> str:
    return "\n".join(f"> {line}" for line in text.split("\n"))


def header(tongue: Tongue) -> str:
    sender, sent, to, subject = tongue.outlook
    return f"{sender}: {WHO}\n{sent}: 2.11.2026 15:14\n{to}: Mara Vestergren <mara@mailhaven.test>\n{subject}: RE: 40651"


CLIENTS: dict[str, Client] = {
    "gmail": lambda t: f"{t.answer}\n\n{t.gmail}\n\n{prefixed(t.old)}\n",
    "gmail, wrapped": lambda t: f"{t.answer}\n\n{wrapped(t.gmail)}\n\n{prefixed(t.old)}\n",
    "apple mail": lambda t: f"{t.answer}\n\n{t.apple}\n> \n{prefixed(t.old)}\n",
    "apple mail on a phone": lambda t: f"{t.answer}\n\n{t.phone}\n\n{t.apple}\n> \n{prefixed(t.old)}\n",
    "thunderbird": lambda t: f"{t.answer}\n\n{t.thunderbird}\n{prefixed(t.old)}\n",
    "thunderbird, answer below": lambda t: f"{t.thunderbird}\n{prefixed(t.old)}\n\n{t.answer}\n",
    "outlook": lambda t: f"{t.answer}\n\n{header(t)}\n\n{t.old}\n",
    "outlook, ruled": lambda t: f"{t.answer}\n\n________________________________\n{header(t)}\n\n{t.old}\n",
    "outlook, original message": lambda t: f"{t.answer}\n\n{t.original}\n{header(t)}\n\n{t.old}\n",
    "signed": lambda t: f"{t.answer}\n\n{t.closing}\nMara Vestergren\n\n{t.gmail}\n\n{prefixed(t.old)}\n",
    "signed with a delimiter": lambda t: f"{t.answer}\n\n-- \nMara Vestergren\nTel. +46 8 123 45 67\n\n{t.gmail}\n\n{prefixed(t.old)}\n",
}


def wrapped(line: str) -> str:
    """A long attribution as Gmail breaks it, at the last space before 60 characters or before the address."""
    at = line.find(" <") if " <" in line else line.find(" (<")
    return f"{line[:at]}\n{line[at + 1 :]}" if at > 20 else line


def is_right(tongue: Tongue, split: Split) -> bool:
    return split.text.strip() == tongue.answer


def test_the_answer_alone_is_found_in_nine_of_ten_mails_of_every_language() -> None:
    wrong = {code: [name for name, client in CLIENTS.items() if not is_right(t, strip_reply(client(t)))] for code, t in TONGUES.items()}
    share = 1 - sum(map(len, wrong.values())) / (len(TONGUES) * len(CLIENTS))
    assert share >= 0.97, wrong
    assert {code: names for code, names in wrong.items() if len(names) > 1} == {}


@pytest.mark.parametrize("client", CLIENTS)
def test_no_line_is_lost(client: str) -> None:
    for tongue in TONGUES.values():
        mail = CLIENTS[client](tongue)
        split = strip_reply(mail)
        kept = sorted(line.strip() for part in split for line in part.split("\n") if line.strip())
        assert kept == sorted(line.strip() for line in mail.split("\n") if line.strip())


@given(st.text(alphabet=st.sampled_from("> -_:\nOnwrote@.Von2026*|#=\t\xa0é"), max_size=400))
def test_no_line_of_any_text_is_lost(mail: str) -> None:
    kept = sorted(line.strip() for part in strip_reply(mail) for line in part.split("\n") if line.strip())
    assert kept == sorted(line.strip() for line in mail.split("\n") if line.strip())


def test_answers_between_quoted_lines_are_the_customers() -> None:
    mail = (
        f"On Mon, Nov 2, 2026 at 3:14 PM {WHO} wrote:\n\n> Which colour do you want?\nThe green one.\n\n> And how many?\nThree, please.\n"
    )
    assert strip_reply(mail).text.split("\n\n") == ["The green one.", "Three, please."]


@pytest.mark.parametrize(
    "mail",
    [
        "From: Malmö\nTo: Lund\nDate: next Tuesday\n\nCan you deliver along that route?",
        "My colleague wrote: we never got it.\nIs that so?",
        "You wrote on Monday that it left. It did not arrive.",
        "Two questions:\n- when?\n- how much?",
        "Prices I found:\n> 40 euros is too much, isn't it?",
        "The label says:\nFrom: Lindgren\nand nothing else. Is that enough?",
    ],
)
def test_words_that_only_look_like_a_quotation_stay_with_the_customer(mail: str) -> None:
    split = strip_reply(mail)
    assert split.text.split("\n")[0] == mail.split("\n")[0]
    assert "?" in split.text or "did not arrive" in split.text or "too much" in split.quoted


@pytest.mark.parametrize(
    ("markup", "answer"),
    [
        ('<div dir="ltr">It fits.</div><br><div class="gmail_quote"><div class="gmail_attr">On Mon someone wrote:<br></div><blockquote>Does it fit?</blockquote></div>', "It fits."),
        ('<p>It fits.</p><div id="appendonsend"></div><hr><div id="divRplyFwdMsg"><b>From:</b> Help<br><b>Sent:</b> Monday</div><div>Does it fit?</div>', "It fits."),
        ('<div>It fits.</div><div><br><blockquote type="cite"><div>On 2 Nov 2026, at 15:14, Help &lt;help@shop.example&gt; wrote:</div><div>Does it fit?</div></blockquote></div>', "It fits."),
        ('<p>It fits.</p><div class="moz-cite-prefix">Am 02.11.26 um 15:14 schrieb Help:<br></div><blockquote type="cite"><p>Does it fit?</p></blockquote>', "It fits."),
        ('<div>It fits.</div><div class="yahoo_quoted"><div>On Monday, Help wrote:</div><div>Does it fit?</div></div>', "It fits."),
    ],
)  # fmt: skip
def test_the_markup_of_mail_programs_decides(markup: str, answer: str) -> None:
    split = strip_lines(html_to_text(markup).lines)
    assert split.text.strip() == answer
    assert "Does it fit?" in split.quoted
