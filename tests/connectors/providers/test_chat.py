from __future__ import annotations

import json
import time
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from connectors.providers import openai
from connectors.providers.errors import ProviderError
from tests.fakes import model_server as fake

KEY = "sk-test-0123456789"
ASK = {"messages": [{"role": "user", "content": "Where is my parcel?"}]}


@pytest.fixture
def server() -> Iterator[fake.ModelServer]:
    with fake.ModelServer() as running:
        yield running


@pytest.fixture
def endpoint(server: fake.ModelServer) -> openai.Endpoint:
    return openai.Endpoint(server.base_url, KEY, "fake-small", timeout=30.0, first_byte_timeout=30.0, attempts=3)


def refused(endpoint: openai.Endpoint, **options: Any) -> ProviderError:
    with pytest.raises(ProviderError) as caught:
        openai.chat(endpoint, ASK, **options)
    return caught.value


def test_it_returns_text_usage_and_the_exact_bodies(server: fake.ModelServer, endpoint: openai.Endpoint) -> None:
    server.script(fake.say("On its way."))
    answer = openai.chat(endpoint, {**ASK, "temperature": 0.2})
    assert answer.text == "On its way."
    assert answer.raw_request == {**ASK, "temperature": 0.2, "model": "fake-small"}
    assert server.requests[0][0] == "/v1/chat/completions"
    assert server.requests[0][1] == answer.raw_request
    assert answer.raw_response["choices"][0]["message"]["content"] == "On its way."
    assert (answer.input_tokens, answer.output_tokens, answer.attempts) == (4, 2, 1)


def test_the_key_travels_in_the_header_and_is_in_no_record(server: fake.ModelServer, endpoint: openai.Endpoint) -> None:
    answer = openai.chat(endpoint, ASK)
    assert {name.lower(): one for name, one in server.requests[0][2].items()}["authorization"] == f"Bearer {KEY}"
    assert KEY not in json.dumps([answer.raw_request, answer.raw_response])


def test_a_key_that_the_endpoint_repeats_in_its_error_is_struck_out(server: fake.ModelServer, endpoint: openai.Endpoint) -> None:
    server.script(fake.status(401, body={"error": {"message": f"Incorrect API key provided: {KEY}"}}))
    error = refused(endpoint)
    assert (error.code, error.permanent, server.count) == ("unauthorised", True, 1)
    assert KEY not in json.dumps(error.response)
    assert KEY not in str(error)


def test_an_answer_streamed_without_being_asked_for_is_understood(server: fake.ModelServer, endpoint: openai.Endpoint) -> None:
    server.script(fake.streamed("A long answer that comes in several pieces, one after the other."))
    answer = openai.chat(endpoint, ASK)
    assert answer.text == "A long answer that comes in several pieces, one after the other."
    assert answer.output_tokens > 0


def test_pieces_of_a_stream_are_told_as_they_come(server: fake.ModelServer, endpoint: openai.Endpoint) -> None:
    told: list[str] = []
    server.script(fake.say("A long answer that comes in several pieces."))
    answer = openai.chat(endpoint, {**ASK, "stream": True}, on_delta=told.append)
    assert len(told) > 1
    assert "".join(told) == answer.text


def test_a_rate_limit_is_waited_out_as_long_as_the_endpoint_asks(server: fake.ModelServer, endpoint: openai.Endpoint) -> None:
    server.script(fake.status(429, retry_after=0.6), fake.say("Now."))
    started = time.monotonic()
    answer = openai.chat(endpoint, ASK)
    assert (answer.text, answer.attempts, server.count) == ("Now.", 2, 2)
    assert time.monotonic() - started >= 0.6


def test_a_rate_limit_longer_than_the_deadline_is_given_back_at_once(server: fake.ModelServer, endpoint: openai.Endpoint) -> None:
    server.script(fake.status(429, retry_after=3600))
    error = refused(endpoint)
    assert (error.code, error.permanent, error.retry_after, server.count) == ("rate_limited", False, 3600.0, 1)


@pytest.mark.parametrize(
    ("code", "body", "word", "permanent", "calls"),
    [
        (500, None, "server_error", False, 3),
        (503, None, "server_error", False, 3),
        (400, None, "bad_request", True, 1),
        (404, None, "no_such_model", True, 1),
        (429, {"error": {"code": "insufficient_quota"}}, "quota", True, 1),
    ],
)
def test_a_status_says_whether_trying_again_can_help(
    server: fake.ModelServer, endpoint: openai.Endpoint, code: int, body: object, word: str, permanent: bool, calls: int
) -> None:
    server.script(*[fake.status(code, body=body)] * 3)
    error = refused(endpoint)
    assert (error.code, error.permanent, server.count, error.attempts) == (word, permanent, calls, calls)
    assert error.request == {**ASK, "model": "fake-small"}


def test_an_endpoint_that_says_nothing_is_left_at_the_deadline(server: fake.ModelServer, endpoint: openai.Endpoint) -> None:
    server.script(*[fake.stall(30)] * 5)
    started = time.monotonic()
    error = refused(replace(endpoint, first_byte_timeout=0.5), deadline=1.0)
    assert (error.code, error.permanent) == ("timeout", False)
    assert time.monotonic() - started < 25


def test_an_endpoint_that_drips_is_left_at_the_deadline(server: fake.ModelServer, endpoint: openai.Endpoint) -> None:
    server.script(fake.drip("slow", 0.05))
    error = refused(replace(endpoint, attempts=1), deadline=0.8)
    assert error.code == "timeout"


def test_an_answer_broken_off_in_its_middle_is_asked_for_again(server: fake.ModelServer, endpoint: openai.Endpoint) -> None:
    server.script(fake.break_off(), fake.say("Whole."))
    answer = openai.chat(endpoint, ASK)
    assert (answer.text, answer.attempts) == ("Whole.", 2)


def test_a_stream_without_an_end_is_no_answer(server: fake.ModelServer, endpoint: openai.Endpoint) -> None:
    server.script(fake.streamed("A long answer that comes in several pieces.", until=2))
    error = refused(endpoint)
    assert (error.code, error.permanent) == ("broken_off", False)


@pytest.mark.parametrize(
    "behaviour",
    [
        fake.nonsense(),
        fake.nonsense('{"choices": [', "application/json"),
        fake.nonsense("", "application/json"),
        fake.value([1, 2, 3]),
        fake.value({"choices": []}),
        fake.value({"choices": "many"}),
        fake.value({"choices": [None]}),
        fake.value({"choices": [{"message": None}]}),
        fake.value({"choices": [{"message": {"content": 42}}]}),
        fake.value({"choices": [{"message": {"content": "  "}}]}),
        fake.nonsense("data: {broken\n\ndata: [DONE]\n\n", "text/event-stream"),
        fake.nonsense('data: {"error": {"message": "no"}}\n\n', "text/event-stream"),
    ],
)
def test_nonsense_is_a_provider_error_and_nothing_else(
    server: fake.ModelServer, endpoint: openai.Endpoint, behaviour: fake.ModelServer
) -> None:
    server.script(behaviour)  # type: ignore[arg-type]  # a parameter of the table above
    error = refused(endpoint)
    assert (error.code, error.permanent) == ("nonsense", False)


def test_wrong_types_in_usage_count_as_nothing(server: fake.ModelServer, endpoint: openai.Endpoint) -> None:
    server.script(fake.value({"choices": [{"message": {"content": "Yes."}}], "usage": {"prompt_tokens": "many", "completion_tokens": -4}}))
    answer = openai.chat(endpoint, ASK)
    assert (answer.text, answer.input_tokens, answer.output_tokens) == ("Yes.", 0, 0)


def test_nobody_at_home_is_unreachable() -> None:
    with fake.ModelServer() as gone:
        endpoint = openai.Endpoint(gone.base_url, KEY, "fake-small", timeout=3.0, attempts=2)
    error = refused(endpoint)
    assert (error.code, error.permanent, error.attempts) == ("unreachable", False, 2)


def test_vectors_come_back_in_order_and_of_one_length(endpoint: openai.Endpoint) -> None:
    got = openai.embed(endpoint, ["one parcel", "two parcels", "one parcel"])
    vectors = got.vectors
    assert (got.model, got.input_tokens) == ("fake-small", 6)
    assert len(vectors) == 3
    assert vectors[0] == vectors[2] != vectors[1]


@pytest.mark.parametrize("data", [[], [{"index": 0, "embedding": ["a"]}], [{"index": 0, "embedding": []}], [{"index": 0}], "none"])
def test_vectors_of_a_wrong_shape_are_nonsense(server: fake.ModelServer, endpoint: openai.Endpoint, data: object) -> None:
    server.script(fake.value({"data": data}))
    with pytest.raises(ProviderError) as caught:
        openai.embed(endpoint, ["one"])
    assert caught.value.code == "nonsense"
