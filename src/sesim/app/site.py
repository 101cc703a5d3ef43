"""The site: which page is at which address, and how answers become responses."""

import json
import threading
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from functools import cache
from pathlib import Path
from typing import Any, Final

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, RedirectResponse, Response, StreamingResponse
from starlette.routing import Route

from sesim.app.asking import Answer, Ask, Begin, Go, NotFoundError, SendFile, Show
from sesim.app.guard import LARGEST_BODY, RefusedError, refusal
from sesim.app.pages import (
    alternatives,
    counts,
    goal,
    plan,
    programme,
    results,
    start,
    today,
    trying,
)
from sesim.app.runs import Run, Runs
from sesim.app.workspace import Workspace
from sesim.report.app.page import app_page, script, style
from sesim.report.app.progress import progress_in_words
from sesim.report.html.environment import file_name
from sesim.report.text.language import LANGUAGES, SOURCE, language
from sesim.study import StudyError

Page = Callable[[Ask], Answer]

PAGES: Final[dict[str, tuple[Page, Page | None]]] = {
    "": (start.show, None),
    "programme": (programme.show_new, programme.save_new),
    "programme/{name}": (programme.show, programme.save),
    "programme/{name}/copy": (programme.show, programme.copy),
    "programme/{name}/today": (today.show, today.save),
    "programme/{name}/counts": (counts.show, counts.save),
    "programme/{name}/goal": (goal.show, goal.save),
    "programme/{name}/try": (trying.show, trying.begin),
    "programme/{name}/alternative": (alternatives.show, alternatives.save),
    "programme/{name}/alternative/{alternative}": (alternatives.show, alternatives.save),
    "programme/{name}/plan": (plan.show, plan.begin),
    "results/{path:path}": (results.show, results.make),
    "file/{path:path}": (results.send, None),
}
"""The pages by address: what shows each, and what takes its form."""

REPORT_POLICY: Final = (
    "sandbox allow-scripts allow-popups allow-downloads allow-top-navigation-by-user-activation; "
    "default-src 'none'; img-src data:; font-src data:; style-src 'unsafe-inline'; "
    "script-src 'unsafe-inline'; frame-ancestors 'self'"
)
"""Of a page that a command has written: it has its own, stricter policy inside, and can reach
neither the site nor the network."""

MOST_FIELDS: Final = 600


class Site:
    """Answers requests about one folder.

    Args:
        folder: the user's.
        base: what every address begins with.
        code: language of the first page; None for that of the browser.
    """

    def __init__(self, folder: Path, base: str, code: str | None) -> None:
        self.workspace = Workspace(folder)
        self.runs = Runs(self.workspace.folder)
        self._base, self._code = base, code

    async def first(self, request: Request) -> Response:
        """Send a browser to the first page in a language that it asks for."""
        wanted = request.headers.get("accept-language", "").lower()
        first = min(LANGUAGES, key=lambda one: wanted.find(one) if one in wanted else len(wanted))
        code = self._code or (first if wanted else SOURCE)
        return RedirectResponse(f"{self._base}/{code}/", 303)

    def page(self, shows: Page, takes: Page | None) -> Callable[[Request], Awaitable[Response]]:
        """Return what answers requests for a page."""

        async def answer(request: Request) -> Response:
            code = request.path_params.get("code", "")
            if code not in LANGUAGES:
                raise HTTPException(404)
            given = await _form(request) if request.method == "POST" else ({}, {})
            if request.method == "POST" and takes is None:
                raise HTTPException(405)
            ask = Ask(
                self.workspace, language(code), request.path_params, request.query_params, *given
            )
            page = takes if request.method == "POST" and takes else shows
            try:
                found = await run_in_threadpool(page, ask)
            except NotFoundError:
                raise HTTPException(404) from None
            except StudyError as error:
                found = Show("problem.html.j2", {"problems": error.problems}, 422)
            except OSError as error:
                found = Show("problem.html.j2", {"problems": [str(error)]}, 500)
            return self._response(request, code, found)

        return answer

    def _response(self, request: Request, code: str, found: Answer) -> Response:
        match found:
            case Go(address):
                return RedirectResponse(f"{self._base}/{code}/{address}", 303)
            case Begin(title, stages, after, back):
                run = self.runs.begin(title, stages, after, back)
                return RedirectResponse(f"{self._base}/{code}/run/{run.number}", 303)
            case SendFile(path, download):
                headers = {} if download else {"content-security-policy": REPORT_POLICY}
                kind = None if path.suffix == ".html" or download else "text/plain; charset=utf-8"
                return FileResponse(
                    path, headers=headers, media_type=kind, filename=path.name,
                    content_disposition_type="attachment" if download else "inline",
                )  # fmt: skip
        return self._html(request, code, found.template, found.status, **found.values)

    def _html(
        self, request: Request, code: str, template: str, status: int = 200, **values: Any
    ) -> Response:
        rest = request.url.path.partition(f"/{code}/")[2]
        text = app_page(
            template, code, self._base, rest, folder=str(self.workspace.folder), **values
        )
        return Response(text, status, media_type="text/html")

    async def run(self, request: Request) -> Response:
        """Show how far a run is; once it is done, its results."""
        code, run = self._asked_run(request)
        run.touch()
        if run.is_done:
            return RedirectResponse(f"{self._base}/{code}/{run.results}", 303)
        return self._html(
            request, code, "run.html.j2",
            run=run, progress=progress(run, code), look=file_name(code),
            lines=[one.line for one in run.stages if not one.is_first_look],
        )  # fmt: skip

    async def end_run(self, request: Request) -> Response:
        """End a run, as its page asks."""
        code, run = self._asked_run(request)
        typed, _ = await _form(request)
        await self.runs.end(run, keep=typed.get("keep") == "yes")
        if run.first_look and typed.get("keep") == "yes":
            return RedirectResponse(f"{self._base}/{code}/results/{run.first_look}", 303)
        return RedirectResponse(f"{self._base}/{code}/{run.back}", 303)

    async def run_events(self, request: Request) -> Response:
        """Tell how far a run is, as it goes on."""
        code, run = self._asked_run(request)

        async def events() -> AsyncIterator[str]:
            async for one in self.runs.watch(run):
                yield f"data: {json.dumps(progress(one, code))}\n\n"

        return StreamingResponse(
            events(),
            media_type="text/event-stream",
            headers={"x-accel-buffering": "no"},  # a server in front would hold progress back
        )

    def _asked_run(self, request: Request) -> tuple[str, Run]:
        code = request.path_params["code"]
        run = self.runs.find(request.path_params["number"])
        if code not in LANGUAGES or run is None:
            raise HTTPException(404)
        return code, run

    async def problem(self, request: Request, error: Exception) -> Response:
        """Show what went wrong with a request."""
        status = error.status_code if isinstance(error, HTTPException) else 500
        code = request.url.path.removeprefix(self._base).lstrip("/").partition("/")[0]
        code = code if code in LANGUAGES else self._code or SOURCE
        say = language(code)
        texts = {
            404: say("There is nothing at this address."),
            405: say("Only GET and POST are answered."),
            400: say("The form cannot be read."),
        }
        text = texts.get(status) or say("Something went wrong in the program: {error}", error=error)
        return self._html(request, code, "problem.html.j2", status, problems=[text])


def progress(run: Run, code: str) -> dict[str, Any]:
    """Return what the page of a run shows of it."""
    say = language(code)
    return {
        "over": not run.is_under_way,
        "first": run.first_look,
        **progress_in_words(
            say, str(run.state), run.at, len(run.stages), run.what, run.done, run.total,
            run.seconds_left,
        ),
    }  # fmt: skip


async def _form(request: Request) -> tuple[dict[str, str], dict[str, list[str]]]:
    """Return what a form has sent: one text for each name, and all texts of each name."""
    typed: dict[str, str] = {}
    several: dict[str, list[str]] = {}
    async with request.form(
        max_files=1, max_fields=MOST_FIELDS, max_part_size=LARGEST_BODY
    ) as form:
        for name, value in form.multi_items():
            text = await _uploaded(value) if isinstance(value, UploadFile) else value
            text = text.replace("\r\n", "\n")
            typed[name] = text
            several.setdefault(name, []).append(text)
    return typed, several


async def _uploaded(file: UploadFile) -> str:
    data = await file.read(LARGEST_BODY)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return "\0"  # refused by whatever reads it, which says how to save it


def site(folder: Path, base: str, code: str | None) -> Starlette:
    """Return the site about a folder.

    Args:
        folder: the user's.
        base: what every address begins with, as browsers see it.
        code: language of the first page; None for that of the browser.

    Returns:
        The site; its `state.runs` are the runs.
    """
    here = Site(folder, base, code)
    top = f"/{base.rpartition('/')[2]}"

    def at(address: str, answers: Any, *methods: str) -> Route:
        return Route(f"{top}{address}", answers, methods=list(methods or ("GET",)))

    routes = [
        at("/", here.first),
        at("/style.css", _static(style, "text/css")),
        at("/app.js", _static(script, "text/javascript")),
        at("/{code}/run/{number}", here.run),
        at("/{code}/run/{number}/events", here.run_events),
        at("/{code}/run/{number}/end", here.end_run, "POST"),
        *(
            at(f"/{{code}}/{address}", here.page(shows, takes), "GET", "POST")
            for address, (shows, takes) in PAGES.items()
        ),
    ]

    @asynccontextmanager
    async def life(_: Starlette) -> AsyncIterator[None]:
        threading.Thread(target=_warm_up, daemon=True).start()
        try:
            yield
        finally:
            await here.runs.close()

    made = Starlette(
        routes=routes,
        lifespan=life,
        exception_handlers={
            RefusedError: _refuse,
            HTTPException: here.problem,
            Exception: here.problem,
        },
    )
    made.state.runs = here.runs
    return made


async def _refuse(_: Request, error: Exception) -> Response:
    """Answer a request that turned out to be too large or too slow while it was read."""
    if not isinstance(error, RefusedError):
        raise error
    return refusal(error)


def _static(text: Callable[[], str], kind: str) -> Callable[[Request], Awaitable[Response]]:
    async def answer(_: Request) -> Response:
        return Response(text(), media_type=kind, headers={"cache-control": "private, max-age=3600"})

    return answer


@cache
def _warm_up() -> None:
    """Load in advance what composes studies, so that the first form does not wait for it."""
    with suppress(Exception):
        from sesim.cli.load import load_study

        load_study("programmes=vetlanda")
        import sesim.calibration.own.counts
        import sesim.cli.report.whatif_pages  # noqa: F401 - loaded for later
