"""What a person sees in the terminal. Speaks to rich; plain lines where the output is no terminal."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.text import Text

from service.citation import also_in_text, citation, readable
from service.labels import label_of

if TYPE_CHECKING:
    from index.ingestion import Report, Step
    from ingest.document import Document, Tag
    from ingest.outcome import Outcome
    from search.answer import Answer, Hit
    from search.evaluation import Scores

# Outside a terminal rich would assume 80 columns and break paths in two.
PLAIN_WIDTH = 200
PLAIN_EVERY = 25

Tell = Callable[["Step", int], None]


def console(*, stderr: bool = False) -> Console:
    """A console for this output; without colours and with long lines where it is no terminal."""
    screen = Console(stderr=stderr, highlight=False, markup=False, emoji=False)
    if not screen.is_terminal:
        screen.width = PLAIN_WIDTH
    return screen


@contextmanager
def ingest_progress(*, quiet: bool) -> Iterator[Tell]:
    """Something to tell steps to: a live display on a terminal, now and then a line elsewhere."""
    screen = console(stderr=True)
    if screen.is_terminal and not quiet:
        with _live(screen) as tell:
            yield tell
    else:
        yield _Lines(screen, quiet=quiet).tell


@contextmanager
def _live(screen: Console) -> Iterator[Tell]:
    columns = (
        TextColumn("Reading"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("files  {task.fields[passages]} passages  {task.fields[rate]}"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=screen, transient=True) as progress:
        bar = progress.add_task("files", total=None, passages=0, rate="")
        passages = 0

        def tell(step: Step, total: int) -> None:
            nonlocal passages
            passages += step.passages
            elapsed = progress.tasks[bar].elapsed or 0.0
            rate = f"{passages / elapsed:.0f}/s" if passages and elapsed > 1 else ""
            progress.update(bar, advance=1, total=total, passages=passages, rate=rate)

        yield tell


class _Lines:
    def __init__(self, screen: Console, *, quiet: bool) -> None:
        self._screen = screen
        self._quiet = quiet
        self._done = 0
        self._passages = 0

    def tell(self, step: Step, total: int) -> None:
        self._done += 1
        self._passages += step.passages
        if not self._quiet and (self._done % PLAIN_EVERY == 0 or self._done == total):
            self._screen.print(f"{self._done} of {total} files, {self._passages} passages")


@contextmanager
def counting_progress(what: str) -> Iterator[Callable[[int, int], None]]:
    """Something to tell how many of how many are done."""
    screen = console(stderr=True)
    columns = (BarColumn(), MofNCompleteColumn(), TextColumn(what), TimeRemainingColumn())
    with Progress(*columns, console=screen, transient=True, disable=not screen.is_terminal) as progress:
        bar = progress.add_task(what, total=None)
        yield lambda done, total: progress.update(bar, completed=done, total=total)


def number_of(count: int, what: str) -> str:
    """``1 hit``, ``2 hits``."""
    return f"{count} {what}" if count == 1 else f"{count} {what}s"


def counted(values: Iterable[str]) -> dict[str, int]:
    return dict(sorted(Counter(values).items()))


def show_report(report: Report) -> None:
    """How many files ended in each state, and each that needs attention with what to do about it."""
    screen = console()
    states = counted(state.value for state in report.states for _ in range(report.states[state]))
    _show_counts(screen, states)
    if report.pruned:
        screen.print(f"Dropped, since no longer there: {number_of(len(report.pruned), 'file')}.")
    if report.passages:
        read = f"{number_of(report.pages, 'page')}, {number_of(report.passages, 'passage')}"
        rate = f"{report.passages / max(report.seconds, 1e-9):.0f} passages/s"
        screen.print(f"{read} in {report.seconds:.1f} s ({rate}).")
    _show_remarks(screen, report.remarks)
    _show_failed(screen, report.failed)


Outcomes = Sequence[tuple[str, "Outcome"]]


def show_status(
    summary: Mapping[str, Any], bad: Outcomes, remarked: Outcomes, *, failed: bool, remarks: bool
) -> None:
    """What is held, and the lists that are asked for; how long they are, where they are not."""
    screen = console()
    screen.print(f"Library    {summary['library']}")
    screen.print(f"Model      {summary['model'] or '(none yet)'}")
    screen.print(f"Documents  {summary['documents']}")
    screen.print(f"Passages   {summary['passages']}")
    if summary["files"]:
        _show_counts(screen, summary["files"])
    if remarks:
        _show_remarks(screen, remarked)
    elif remarked:
        screen.print(f"{_files_are(remarked)} in with a remark: see `lessons status --remarks`.")
    if failed:
        _show_failed(screen, bad)
    elif bad:
        screen.print(f"{_files_are(bad)} not in: `lessons status --failed` says which, why and what to do.")


def _files_are(files: Outcomes) -> str:
    return "1 file is" if len(files) == 1 else f"{len(files)} files are"


def _show_counts(screen: Console, states: Mapping[str, int]) -> None:
    width = max(map(len, ("State", *states)))
    screen.print(f"{'State':<{width}}  Files", style="bold")
    for state, count in states.items():
        screen.print(f"{state:<{width}}  {count}")
    if not states:
        screen.print("There are no files in it.")


def _show_remarks(screen: Console, remarked: Outcomes) -> None:
    if not remarked:
        return
    screen.print(f"\n{_files_are(remarked)} in with a remark:")
    for path, outcome in remarked:
        screen.print(Text(readable(path)), soft_wrap=True)
        _print_below(screen, Text(outcome.reason), 12)


def _show_failed(screen: Console, failed: Outcomes) -> None:
    if not failed:
        return
    screen.print(f"\n{len(failed)} {'file needs' if len(failed) == 1 else 'files need'} attention:")
    for path, outcome in failed:
        screen.print(Text.assemble((f"{outcome.state.value:<12}", "bold"), readable(path)), soft_wrap=True)
        _print_below(screen, Text(f"{outcome.reason} {outcome.advice}"), 12)


def _print_below(screen: Console, text: Text, indent: int) -> None:
    """Wrapped, moved to the right, and without blanks at the ends of lines."""
    for line in text.wrap(screen, screen.width - indent):
        line.rstrip()
        screen.print(Text(" " * indent) + line)


def show_answer(answer: Answer) -> None:
    """The hits as a person reads them: what it says, where it stands, in what context."""
    screen = console()
    if not answer.hits:
        screen.print("Nothing fits. Try other words, or fewer filters.")
    for hit in answer.hits:
        _show_hit(screen, hit)
    screen.print(f"{number_of(len(answer.hits), 'hit')} in {answer.took_ms:.0f} ms.", style="dim")


def _show_hit(screen: Console, hit: Hit) -> None:
    head = Text.assemble(
        (f"{hit.rank}. ", "bold"),
        (label_of("kind", hit.passage.kind.value), "bold cyan"),
        f"  score {hit.score:.2f}",
    )
    screen.print(head)
    _print_below(screen, _marked(hit), 3)
    _print_below(screen, Text(citation(hit.passage), style="green"), 3)
    for line in (" > ".join(hit.passage.section), _scan(hit), _file(hit), _elsewhere(hit)):
        if line:
            screen.print(Text(f"   {line}", style="dim"), soft_wrap=True)
    screen.print()


def _marked(hit: Hit) -> Text:
    text = Text(hit.passage.text)
    if hit.sentence:
        text.stylize("italic", *hit.sentence)
    for start, end in hit.marks:
        text.stylize("bold", start, end)
    return text


def _scan(hit: Hit) -> str:
    sure = hit.passage.ocr
    return "" if sure is None else f"Recognised from a scan, {100 * sure:.0f} % sure"


def _file(hit: Hit) -> str:
    locations = hit.passage.document.locations
    return f"{readable(locations[0].path)}  [{hit.passage.id}]" if locations else f"[{hit.passage.id}]"


def _elsewhere(hit: Hit) -> str:
    places = [also_in_text(passage, hit.passage) for passage in hit.elsewhere]
    return f"Also in {'; '.join(places)}" if places else ""


def show_tags(document: Document, files: Sequence[str]) -> None:
    """Each tag with how sure it is and where it comes from, then those that stronger ones overrule."""
    screen = console()
    screen.print(Text.assemble(("Document  ", "bold"), document.id))
    for path in files:
        screen.print(Text(f"          {path}"), soft_wrap=True)
    for tag in document.tags:
        _show_tag(screen, tag)
    if document.overruled:
        screen.print("\nDoes not count, since a stronger word does:")
    for tag in document.overruled:
        _show_tag(screen, tag)


def _show_tag(screen: Console, tag: Tag) -> None:
    sure = f"{tag.confidence:.2f} {tag.origin.value}"
    screen.print(Text(f"{tag.field.value:<14}{sure:<13}{tag.value}"), soft_wrap=True)


def show_scores(name: str, scores: Scores) -> None:
    """The measures of a benchmark."""
    screen = console()
    screen.print(f"{name}: {scores.documents} documents, {scores.passages} passages, {scores.queries} queries")
    for measure, value in scores.measures.items():
        screen.print(f"{measure:<8} {value:.4f}")
