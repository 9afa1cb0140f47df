from __future__ import annotations

import json
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.core.management import CommandError, call_command
from pytest_django.fixtures import Settings

from accounts.models import Membership, Role, User, Workspace
from audit.models import Entry
from conversations import memory
from conversations.memory import glossary, indexing, loading, words
from conversations.memory.models import Chunk, ChunkIndex, Document
from tests.fakes import model_server as fake

pytestmark = pytest.mark.django_db(transaction=True)

PAGES = {
    "returns.md": "# Returns\n\nYou may send anything back within 30 days of delivery. The return label is free in Germany.\n",
    "shipping.md": "# Shipping\n\n## Germany\n\nA parcel takes two to three working days and costs 4.90 euros.\n\n"
    "## Switzerland\n\nA parcel to Switzerland costs 24.00 euros; customs duties are yours.\n",
    "warranty.html": "<html><title>Warranty</title><body><h1>Warranty</h1><p>Every lamp is guaranteed for five years. "
    "Send us the receipt and a photo of the defect.</p></body></html>",
    "garantie.txt": "Garantiebedingungen\n\nDie Garantie auf Akkus beträgt zwei Jahre ab Kaufdatum.\n",
    "jobs.txt": "Working with us\n\nWe look for a carpenter in the workshop. Write to the head of production.\n",
    "zwroty.md": "# Zwroty\n\nTowar można zwrócić w ciągu trzydziestu dni od dostawy. Etykietę zwrotną wyślemy pocztą.\n",
}


@pytest.fixture
def workspace() -> Workspace:
    return Workspace.objects.create(slug="moss", name="Moss")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, text in PAGES.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


@pytest.fixture
def loaded(workspace: Workspace, folder: Path) -> UUID:
    list(loading.load_folder(workspace.id, folder))
    return workspace.id


def best(workspace: UUID, query: str) -> str:
    return memory.search(workspace, query, k=3)[0].source


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("How long can I return something?", "returns.md"),
        ("what does shipping to Switzerland cost", "shipping.md"),
        ("My lamp is broken, is there a guarantee?", "warranty.html"),
        ("Are you hiring a carpenter?", "jobs.txt"),
        ("Wie lange gilt die Garantie für den Akku?", "garantie.txt"),
        ("Jak mogę zwrócić towar?", "zwroty.md"),
        ("Was kostet der Versand in die Schweiz?", "shipping.md"),
        ("Combien coûte la livraison en Suisse ?", "shipping.md"),
        ("Ist das Rücksendeetikett kostenlos?", "returns.md"),
    ],
)
def test_the_right_document_comes_first(loaded: UUID, query: str, expected: str) -> None:
    assert best(loaded, query) == expected


def test_of_two_that_say_the_same_the_one_in_the_language_of_the_question_comes_first(workspace: Workspace, tmp_path: Path) -> None:
    said = {
        "de": "# Lampen zurückgeben\n\nEine Lampe kann 30 Tage lang zurückgegeben werden, das Geld kommt in 7 Tagen.\n",
        "en": "# Returns of lamps\n\nA lamp may be returned within 30 days, the money arrives within 7 days.\n",
        "es": "# Devolver lámparas\n\nUna lámpara se puede devolver durante 30 días, el dinero llega en 7 días.\n",
        "fr": "# Retourner une lampe\n\nUne lampe peut être retournée pendant 30 jours, l'argent arrive en 7 jours.\n",
    }
    for language, text in said.items():
        (tmp_path / f"{language}.md").write_text(text, encoding="utf-8")
    (tmp_path / "glass.md").write_text("# Glass\n\nGlasses are washed by hand with warm water.\n", encoding="utf-8")
    list(loading.load_folder(workspace.id, tmp_path))
    asked = {
        "de": "Wie lange kann ich eine Lampe zurückgeben?", "en": "How long can I return a lamp?",
        "es": "¿Cuánto tiempo puedo devolver una lámpara?", "fr": "Combien de temps puis-je retourner une lampe ?",
    }  # fmt: skip
    for language, question in asked.items():
        hits = memory.search(workspace.id, question, k=4)
        assert hits[0].language == language, question
        assert {one.language for one in hits} >= set(said), "what says it in another language is found still"
    assert memory.search(workspace.id, "Wie werden Gläser gewaschen?", k=1)[0].source == "glass.md"


def test_a_hit_is_an_exact_slice_of_its_document(loaded: UUID) -> None:
    for hit in memory.search(loaded, "parcel costs euros", k=10):
        assert Document.objects.get(id=hit.document_id).text[hit.start : hit.end] == hit.text


def test_the_same_bytes_again_change_nothing(loaded: UUID, folder: Path) -> None:
    before = list(Chunk.objects.values_list("id", flat=True))
    again = list(loading.load_folder(loaded, folder))
    assert {one.skipped for one in again} == {"unchanged"}
    assert list(Chunk.objects.values_list("id", flat=True)) == before


def test_a_changed_document_becomes_a_new_version_and_the_old_one_is_found_no_more(loaded: UUID) -> None:
    loading.load_document(loaded, "returns.md", b"# Returns\n\nYou may send anything back within 60 days of delivery.\n")
    hit = memory.search(loaded, "How long can I return something?")[0]
    assert (hit.version, "60 days" in hit.text) == (2, True)
    assert not any("30 days" in one.text for one in memory.search(loaded, "return within 30 days", k=10))
    assert Chunk.objects.filter(text__contains="30 days").exists()
    assert Entry.objects.filter(event="memory.document_loaded").count() == len(PAGES) + 1


def test_a_document_of_another_workspace_is_never_found(loaded: UUID) -> None:
    stranger = Workspace.objects.create(slug="other", name="Other")
    loading.load_document(stranger.id, "secret.md", b"# Returns\n\nReturns of the other shop take 99 days.\n")
    assert not any("99" in hit.text for hit in memory.search(loaded, "returns 99 days", k=20))
    assert [hit.source for hit in memory.search(stranger.id, "returns", k=20)] == ["secret.md"]


def test_an_internal_document_is_found_by_members_and_never_for_customers(loaded: UUID) -> None:
    loading.load_document(loaded, "margin.md", b"# Margins\n\nThe margin on lamps is forty percent.\n", data_class="internal")
    loading.load_document(loaded, "pay.md", b"# Salaries\n\nThe salary table of the workshop.\n", data_class="internal", roles=["owner"])
    owner, reviewer, stranger = (User.objects.create_user(f"{name}@example.org") for name in ("owner", "reviewer", "stranger"))
    Membership.objects.create(workspace_id=loaded, user=owner, role=Role.OWNER)
    Membership.objects.create(workspace_id=loaded, user=reviewer, role=Role.REVIEWER)

    def found(query: str, user: User | None) -> set[str]:
        return {hit.source for hit in memory.search(loaded, query, user=user)}

    assert "margin.md" not in found("margin on lamps", None)
    assert "margin.md" in found("margin on lamps", reviewer)
    assert "pay.md" not in found("salary table", reviewer)
    assert "pay.md" in found("salary table", owner)
    assert found("salary table", stranger) == set()


@pytest.mark.parametrize("query", ["", "   ", "???", "'; DROP TABLE x; --", "a & b | !c <-> 'd':*", "\\", "ß" * 5000, "\x00null", "🙂"])
def test_no_question_can_break_the_search(loaded: UUID, query: str) -> None:
    assert len(memory.search(loaded, query, k=3)) <= 3


def test_above_the_limit_of_exact_scans_the_index_is_walked(loaded: UUID, monkeypatch: pytest.MonkeyPatch) -> None:
    from conversations.memory import recall

    exact = memory.search(loaded, "return label", k=3)
    monkeypatch.setattr(recall, "EXACT", 2)
    assert [hit.chunk_id for hit in memory.search(loaded, "return label", k=3)] == [hit.chunk_id for hit in exact]


@pytest.fixture
def embedding_server(settings: Settings) -> Iterator[fake.ModelServer]:
    with fake.ModelServer() as server:
        settings.OPENAI_BASE_URL, settings.OPENAI_API_KEY, settings.OPENAI_EMBEDDING_MODEL = server.base_url, "sk-test", "fake-embed"
        yield server


def test_a_configured_endpoint_makes_the_vectors_and_its_model_is_stored(
    embedding_server: fake.ModelServer, workspace: Workspace, folder: Path
) -> None:
    list(loading.load_folder(workspace.id, folder))
    assert set(ChunkIndex.objects.values_list("model", "dimensions")) == {("fake-embed", 24)}
    assert best(workspace.id, "return label") == "returns.md"


def test_changing_the_embedding_model_makes_the_vectors_anew(loaded: UUID, embedding_server: fake.ModelServer) -> None:
    assert set(ChunkIndex.objects.values_list("model", flat=True)) == {"local-1"}
    assert indexing.refresh(loaded) == len(PAGES)
    assert set(ChunkIndex.objects.values_list("model", flat=True)) == {"fake-embed"}
    assert indexing.refresh(loaded) == 0


def test_an_endpoint_that_fails_costs_the_vectors_and_neither_document_nor_search(
    embedding_server: fake.ModelServer, workspace: Workspace, folder: Path
) -> None:
    embedding_server.script(*[fake.status(400)] * 40)
    list(loading.load_folder(workspace.id, folder))
    assert set(ChunkIndex.objects.values_list("model", flat=True)) == {""}
    assert best(workspace.id, "How long can I return something?") == "returns.md"


def run(command: str, *args: str, lines: list[Any] | None = None, monkeypatch: pytest.MonkeyPatch | None = None) -> list[Any]:
    out = StringIO()
    if lines is not None and monkeypatch is not None:
        monkeypatch.setattr("sys.stdin", StringIO("\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines)))
    call_command(command, *args, stdout=out)
    return [json.loads(line) for line in out.getvalue().splitlines()]


def test_the_commands_load_and_search_in_their_shapes(workspace: Workspace, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "logo.png").write_bytes(b"\x89PNG")
    lines = run("load_documents", "--workspace", "moss", str(folder))
    assert [line["document"] for line in lines] == sorted([*PAGES, "logo.png"])
    assert next(line for line in lines if line["document"] == "logo.png")["skipped"].startswith("logo.png is not")
    asked: list[Any] = [{"id": "a", "query": "return label"}, "not json", {"id": "b"}]
    answers = run("search_memory", "--workspace", "moss", "-k", "2", lines=asked, monkeypatch=monkeypatch)
    assert answers[0]["hits"][0]["document"] == "returns.md"
    assert {"document", "chunk", "score", "text"} <= set(answers[0]["hits"][0])
    assert len(answers[0]["hits"]) == 2
    assert "error" in answers[1]
    assert "error" in answers[2]


def test_an_endless_word_is_not_taken_apart_at_each_of_its_letters() -> None:
    """Each look into the glossary reads what is left of the word: a mail with one word of 100,000 letters would never be answered."""
    before = glossary.concepts.cache_info()
    assert words.parts("lampe" * 20_000) == []
    after = glossary.concepts.cache_info()
    assert (after.hits, after.misses) == (before.hits, before.misses)
    assert words.parts("rücksendeetikett") == ["rücksende", "etikett"]


def test_odd_files_of_a_folder_are_told_and_keep_no_other_out(workspace: Workspace, tmp_path: Path) -> None:
    secret = tmp_path / "outside.txt"
    secret.write_text("The password of the house is written here.")
    folder = tmp_path / "documents"
    (folder / ".hidden").mkdir(parents=True)
    (folder / ".hidden" / "page.md").write_text("# Not to be seen")
    (folder / "a\udcff.md").write_text("# A name that is no text")
    (folder / "link.txt").symlink_to(secret)
    (folder / "gone.md").symlink_to(tmp_path / "nowhere")
    (folder / "same.md").symlink_to(folder / "z.md")
    (folder / "z.md").write_text("# Lamps\n\nEvery lamp is guaranteed for five years.\n")
    told = {one.document: one.skipped for one in loading.load_folder(workspace.id, folder)}
    assert told == {
        "a?.md": "its name is not UTF-8, or longer than 500 characters",
        "link.txt": "it is a link that leads out of the folder",
        "same.md": "",
        "z.md": "",
    }


def test_no_folder_at_all_is_not_the_one_one_happens_to_be_in(workspace: Workspace) -> None:
    with pytest.raises(CommandError, match="give the folder"):
        call_command("load_documents", "", "--workspace", workspace.slug)
