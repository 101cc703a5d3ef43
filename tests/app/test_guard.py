"""What a hostile client gets: a refusal with a status and a sentence, and nothing is written."""

import logging
import socket
import time
from collections.abc import Iterator
from html import escape
from pathlib import Path
from urllib.parse import quote

import pytest
from tests.app.browser import Browser, Page
from tests.app.conftest import OWN, TOKEN, Served, serving

from sesim.app.guard import POLICY
from sesim.app.site import MOST_FIELDS

HIDDEN = "what nobody may read"
SCRIPT = "<script>window.hacked = 1</script>"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with one programme, beside a secret and a link that leads to it."""
    top = tmp_path_factory.mktemp("hostile").resolve()
    (top / "secret.md").write_text(HIDDEN)
    (top / "elsewhere" / "sub").mkdir(parents=True)
    (top / "elsewhere" / "report.en.html").write_text(HIDDEN)
    (top / "elsewhere" / "sub" / "summary.csv").write_text(HIDDEN)
    inside = top / "own"
    (inside / "programme").mkdir(parents=True)
    (inside / "programme" / "mytown.yaml").write_text(OWN, encoding="utf-8")
    (inside / "programme" / "linked.yaml").symlink_to(top / "secret.md")
    (inside / "scenario").mkdir()
    (inside / "link").symlink_to(top / "elsewhere")
    (inside / "results").mkdir()
    (inside / "results" / "link").symlink_to(top / "elsewhere")
    (inside / "results" / "secret.md").symlink_to(top / "secret.md")
    (inside / ".hidden").mkdir()
    (inside / ".hidden" / "a.csv").write_text(HIDDEN)
    return inside


@pytest.fixture(scope="module")
def module_served(folder: Path) -> Iterator[Served]:
    with serving(folder) as found:
        yield found


@pytest.fixture
def attacked(module_served: Served) -> Iterator[Served]:
    """The server; nothing in the folder or beside it may have changed afterwards."""
    outside = Served(module_served.folder.parent, module_served.browser)
    before = outside.tree()
    yield module_served
    assert outside.tree() == before


def refused(page: Page, *statuses: int) -> bool:
    """Whether an answer is a refusal with a sentence and the usual headers, and no traceback."""
    assert page.status in statuses, (page.status, page.text[:200])
    assert "Traceback" not in page.text
    assert HIDDEN not in page.text
    assert len(page.html.words.strip()) > 5
    assert page.headers["content-security-policy"] == POLICY
    return True


ADDRESSES = ("", "programme", "programme/mytown", "programme/mytown/today", "file/a.csv")


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"host": "evil.example"}, 421),
        ({"host": "127.0.0.1"}, 421),
        ({"host": "127.0.0.1:1"}, 421),
        ({"host": "localhost.evil.example"}, 421),
        ({"host": ""}, 421),
        ({"sec-fetch-site": "cross-site"}, 403),
        ({"sec-fetch-site": "same-site"}, 403),
    ],
)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_strangers_are_refused(
    attacked: Served, headers: dict[str, str], status: int, method: str
) -> None:
    browser = attacked.browser
    own = {"host": browser.host, "origin": f"http://{browser.host}"}
    for address in ADDRESSES:
        page = browser.ask(browser.at(address), method, None, {**own, **headers})
        assert refused(page, status)


@pytest.mark.parametrize(
    "origin", [None, "null", "http://evil.example", "https://{host}", "{host}"]
)
def test_forms_of_other_pages_are_refused(attacked: Served, origin: str | None) -> None:
    browser = attacked.browser
    headers = {} if origin is None else {"origin": origin.format(host=browser.host)}
    body = b"name=evil&title=Evil"
    headers["content-type"] = "application/x-www-form-urlencoded"
    for address in ("programme", "programme/vetlanda/copy", "programme/mytown"):
        assert refused(browser.ask(browser.at(address), "POST", body, headers), 403)


@pytest.mark.parametrize(
    "path", ["/", "", "/en/", "/style.css", f"/{TOKEN}x/en/", f"/{TOKEN[:-1]}/en/",
             f"//{TOKEN}/en/", f"/{TOKEN.upper()}/en/", "/../", "/%00/", "/å/"]
)  # fmt: skip
def test_nothing_is_found_without_the_token(attacked: Served, path: str) -> None:
    assert refused(attacked.browser.ask(quote(path, safe="/%")), 404)


@pytest.mark.parametrize("method", ["PUT", "DELETE", "OPTIONS", "TRACE", "PATCH", "CONNECT", "X"])
def test_other_methods_are_refused(attacked: Served, method: str) -> None:
    page = attacked.browser.ask(attacked.browser.at("programme/mytown"), method)

    assert refused(page, 405)


def raw(browser: Browser, data: bytes, wait: float = 60.0) -> bytes:
    """Send bytes as they are, and return what comes back until the server closes."""
    with socket.create_connection(("127.0.0.1", browser.port), timeout=wait) as connection:
        connection.sendall(data)
        answer = b""
        while more := connection.recv(65536):
            answer += more
        return answer


def test_a_web_socket_is_refused(attacked: Served) -> None:
    browser = attacked.browser
    answer = raw(
        browser,
        f"GET {browser.at('')} HTTP/1.1\r\nhost: {browser.host}\r\nconnection: upgrade\r\n"
        "upgrade: websocket\r\nsec-websocket-version: 13\r\nsec-websocket-key: AAAA\r\n"
        "content-length: x\r\n\r\n".encode(),
    )

    assert not answer.startswith(b"HTTP/1.1 101")


def test_what_is_no_request_is_refused(attacked: Served) -> None:
    answer = raw(attacked.browser, b"\x16\x03\x01\x00\xa5\x01\r\n\r\n")

    assert answer.startswith(b"HTTP/1.1 400")


NAMES = (
    "..", "%2e%2e", "..%2f..%2fsecret", "%2e%2e%2fsecret.md", "..%5csecret", "%5c..%5csecret.md",
    "%2fetc%2fpasswd", "a%00b", "a%0ab", "mytown%2f..%2fmytown", "x" * 5000, "x" * 300, "%c3%a5",
    "%ff%fe", "linked", "CON", ".hidden", "-x", "a%20b", "%3Cscript%3E", "*", "~root",
)  # fmt: skip
"""Names in addresses that lead elsewhere, or nowhere."""


@pytest.mark.parametrize("name", NAMES, ids=lambda name: name[:25])
def test_names_lead_nowhere_else(attacked: Served, name: str) -> None:
    browser = attacked.browser
    places = (
        "programme/{}", "programme/{}/today", "programme/mytown/alternative/{}", "results/{}",
        "results/results/link/{}", "file/{}.csv", "file/programme/{}.yaml", "file/{}/secret.md",
        "file/link/{}", "run/{}", "run/{}/events",
    )  # fmt: skip
    sent = {"do": "delete", "keep": "yes", "copy": "x"}
    for place in places:
        assert refused(browser.get(place.format(name)), 404, 422)
    for place in ("programme/{}", "programme/mytown/alternative/{}", "results/{}", "run/{}/end"):
        assert refused(browser.post(place.format(name), sent), 404, 422)


@pytest.mark.parametrize(
    "path",
    ["link/report.en.html", "link/sub/summary.csv", "results/link/report.en.html",
     "results/secret.md", "../secret.md", "%2e%2e/secret.md", "..%2fsecret.md", "/etc/hosts.csv",
     "%2fetc%2fhosts.csv", ".hidden/a.csv", "results/../../secret.md", "programme/linked.yaml",
     "results/../programme/mytown.yaml", "programme//mytown.yaml", "programme", "", ".yaml",
     "programme/mytown.yaml%00.csv", "programme\\mytown.yaml"],
)  # fmt: skip
def test_files_elsewhere_are_not_sent(attacked: Served, path: str) -> None:
    page = attacked.browser.get(f"file/{path}?download")

    assert refused(page, 404)


@pytest.mark.parametrize("code", ["en", "de", "..", "%2e%2e", "en%2f.."])
def test_languages_are_known(attacked: Served, code: str) -> None:
    page = attacked.browser.ask(f"/{TOKEN}/{code}/programme")

    assert code == "en" or refused(page, 404)


@pytest.mark.parametrize(
    "name", ["../evil", "..", "/evil/name", "a\0b", "x" * 70, "a/b", "a\\b", "å"]
)
def test_names_in_forms_lead_nowhere_else(attacked: Served, name: str) -> None:
    browser = attacked.browser

    assert refused(browser.submit("programme", {"name": name, "title": "T"}), 422)
    assert refused(browser.submit("programme/vetlanda", {"copy": name}), 422)
    assert refused(browser.post("programme/mytown/try", {"alternative": [name]}), 422)


# --- too much, too slow, or broken ------------------------------------------------------------


def posted(browser: Browser, more: str, address: str = "programme") -> bytes:
    """Return the head of a form."""
    return (
        f"POST {browser.at(address)} HTTP/1.1\r\nhost: {browser.host}\r\n"
        f"origin: http://{browser.host}\r\n"
        f"content-type: application/x-www-form-urlencoded\r\n{more}\r\n\r\n"
    ).encode()


def flooded(browser: Browser, head: bytes, piece: bytes, most: int) -> tuple[bytes, int]:
    """Send pieces until the server has had enough; return its answer, and the bytes sent."""
    sent = 0
    with socket.create_connection(("127.0.0.1", browser.port), timeout=60) as connection:
        connection.sendall(head)
        try:
            while sent < most:
                connection.sendall(piece)
                sent += len(piece)
        except OSError:
            pass
        answer = b""
        try:
            while more := connection.recv(65536):
                answer += more
        except ConnectionError:
            pass
    return answer, sent


HUGE = 100_000_000


@pytest.mark.parametrize("length", [str(HUGE), "-1", "1e9", "x", "9" * 30])
def test_a_body_that_says_to_be_huge_is_refused_at_once(attacked: Served, length: str) -> None:
    head = posted(attacked.browser, f"content-length: {length}")
    answer = raw(attacked.browser, head)

    assert answer.startswith((b"HTTP/1.1 413", b"HTTP/1.1 400"))
    assert b"Traceback" not in answer


def test_a_body_in_pieces_is_read_only_so_far(attacked: Served) -> None:
    piece = b"10000\r\n" + b"a" * 0x10000 + b"\r\n"
    head = posted(attacked.browser, "transfer-encoding: chunked")
    answer, sent = flooded(attacked.browser, head, piece, HUGE)

    assert answer == b"" or answer.startswith(b"HTTP/1.1 413")  # it may close before we read
    assert sent < HUGE / 4
    assert attacked.browser.get("").status == 200


def test_a_slow_body_is_given_up(tmp_path: Path) -> None:
    with serving(tmp_path, slowest=0.3) as served:
        head = posted(served.browser, "content-length: 10")
        begun = time.monotonic()
        answer = raw(served.browser, head + b"a")

        assert answer.startswith(b"HTTP/1.1 408")
        assert b"took too long" in answer
        assert time.monotonic() - begun >= 0.3
        assert served.browser.get("").status == 200


def test_thousands_of_fields_are_refused(attacked: Served) -> None:
    browser = attacked.browser
    many = {f"field-{number}": "x" for number in range(MOST_FIELDS + 1)}

    assert refused(browser.post("programme", many), 400)
    assert refused(browser.post("programme/mytown", {**many, "file": ("a", b"")}), 400)


MULTIPART = "multipart/form-data; boundary=x"
PART = b"--x\r\ncontent-disposition: form-data"


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("multipart/form-data", b"--x\r\n"),
        (MULTIPART, b"no boundary at all"),
        (MULTIPART, PART + b"\r\n\r\na\r\n--x--"),
        (MULTIPART, PART + b'; name="a"\r\n\r\n'),
        (MULTIPART, (PART + b'; name="a"; filename="b"\r\n\r\nc\r\n') * 3 + b"--x--"),
        ("multipart/form-data; boundary=" + "x" * 3000, b"--x--"),
        ("application/json", b'{"name": "evil"}'),
        ("text/plain", b"name=evil"),
        ("application/x-www-form-urlencoded", b"name=%zz&title=%ff%fe&&&==&%00=%00"),
        ("application/x-www-form-urlencoded", b"\xff\xfe\x00"),
        ("", b"name=evil"),
    ],
)  # fmt: skip
def test_a_broken_form_is_refused(attacked: Served, kind: str, body: bytes) -> None:
    browser = attacked.browser
    headers = {"origin": f"http://{browser.host}", "content-type": kind}
    for address in ("programme", "programme/mytown", "programme/mytown/today"):
        page = browser.ask(browser.at(address), "POST", body, headers)
        assert refused(page, 400, 422)


def test_thousands_of_requests_at_once_are_survived(attacked: Served) -> None:
    browser = attacked.browser
    open_ones = []
    for _ in range(50):
        connection = socket.create_connection(("127.0.0.1", browser.port), timeout=60)
        connection.sendall(posted(browser, "content-length: 10"))
        open_ones.append(connection)

    assert browser.get("").status == 200
    for connection in open_ones:
        connection.close()
    assert browser.get("").status == 200


# --- texts ------------------------------------------------------------------------------------


def test_texts_of_others_are_texts(served: Served) -> None:
    quoted = SCRIPT.replace("'", "''")
    served.write("programme/mytown.yaml", OWN.replace("Min stad – SE", f"T{SCRIPT}"))
    served.write(
        "scenario/evil.yaml",
        f"name: evil\ntitle: '{quoted}'\nassumes: '\"><img src=x onerror=alert(1)>{quoted}'\n"
        "since: '2030-01-01'\nchanges: [{target: back_heaviness, set: 0.0}]\n",
    )
    served.write(
        "counts/mytown.csv", f"outcome,until,count,source\nemployed,2026-01-01,3,{SCRIPT}\n"
    )
    served.write(f"results/{escape('<b>', quote=False)}x/report.en.html", "<p>made</p>")
    served.write(f"{SCRIPT.replace('/', '')}/report.en.html", "<p>made</p>")
    served.write("programme/broken.yaml", f"title: {SCRIPT}: [\n")
    before = served.tree()
    pages = [
        served.browser.get(address)
        for address in (
            "", "programme/mytown", "programme/mytown/today", "programme/mytown/counts",
            "programme/mytown/goal", "programme/mytown/try", "programme/mytown/alternative",
            "programme/mytown/alternative/evil", "programme/mytown/plan", "programme/broken",
            f"results/{quote(SCRIPT.replace('/', ''))}", f"programme/{quote(SCRIPT)}",
            f"programme/mytown/try?saved={quote(SCRIPT)}",
        )
    ]  # fmt: skip
    pages += [
        served.browser.submit("programme", {"title": SCRIPT, "name": SCRIPT, "forbund": SCRIPT}),
        served.browser.submit("programme/vetlanda", {"copy": SCRIPT}),
        served.browser.submit("programme/mytown/today", {"way": "table", "table": SCRIPT}),
        served.browser.submit("programme/mytown/counts", {"1-source": SCRIPT, "1-count": SCRIPT}),
        served.browser.submit("programme/mytown/goal", {"goal-1-outcome": SCRIPT}),
        served.browser.submit("programme/mytown/alternative", {"title": SCRIPT, "since": SCRIPT}),
        served.browser.submit("programme/mytown/try", {"end": SCRIPT}),
    ]

    assert {page.status for page in pages} <= {200, 404, 422}
    for page in pages:
        scripts = [one for one in page.html.elements if one.tag == "script"]
        assert [one.has.get("src", "")[:2] for one in scripts] == ["/a"], page.address
        assert [one for one in page.html.elements if one.tag == "img"] == []
        assert [
            one for one in page.html.elements if any(key.startswith("on") for key in one.has)
        ] == []
        assert "unsafe" not in page.headers["content-security-policy"]
    assert served.tree() == before


def test_every_answer_has_the_headers(attacked: Served) -> None:
    browser = attacked.browser
    for path in ("", "style.css", "app.js", "en/", "en/programme", "en/nothing"):
        page = browser.ask(f"/{TOKEN}/{path}")
        assert page.headers["content-security-policy"] == POLICY
        assert page.headers["x-content-type-options"] == "nosniff"
        assert page.headers["referrer-policy"] == "same-origin"
        assert page.headers["cross-origin-opener-policy"] == "same-origin"
        assert "server" not in page.headers
        assert not page.text.startswith("<") or "unsafe" not in page.text


def test_a_page_of_results_cannot_reach_the_site(served: Served) -> None:
    served.write("results/x_1/report.en.html", f"<p>made</p>{SCRIPT}")
    page = served.browser.get("file/results/x_1/report.en.html")
    yaml = served.write("results/x_1/config.yaml", SCRIPT)
    shown = served.browser.get("file/results/x_1/config.yaml")

    policy = page.headers["content-security-policy"]
    assert page.status == 200
    assert policy.startswith("sandbox allow-scripts ")
    assert "allow-same-origin" not in policy
    assert "connect-src" not in policy
    assert yaml.exists()
    assert shown.headers["content-disposition"].startswith("attachment")


def test_the_token_stands_in_no_log(
    served: Served, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    served.browser.get("")
    served.browser.get("nothing")
    served.browser.post("programme", {"name": "?"})
    raw(served.browser, f"GET /{TOKEN}/ BAD\r\n\r\n".encode())
    said = capfd.readouterr()

    assert TOKEN not in caplog.text
    assert TOKEN not in said.out + said.err
