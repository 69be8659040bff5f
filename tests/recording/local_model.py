"""Serves a GGUF model over HTTP until it is ended. Run by the recorder's own Python.

usage: python local_model.py MODEL.gguf PORT KEY

llama.cpp's server, as xllamacpp brings it: OpenAI's interface at /v1/chat/completions, and
Anthropic's at /v1/messages. One thread, and always the likeliest word, so that a recording can be
made again.
"""

import sys
import threading

import xllamacpp  # type: ignore[import-not-found]  # of the recorder's environment, not of ours

NAME = "qwen2.5-coder-1.5b-instruct"


def main(model: str, port: str, key: str) -> None:
    given = xllamacpp.CommonParams()
    given.model.path = model
    given.model_alias = {NAME}
    given.hostnames = ["127.0.0.1"]
    given.port = int(port)
    given.api_keys = [key]
    given.n_ctx = 16_384
    given.n_parallel = 1
    given.cpuparams.n_threads = given.cpuparams_batch.n_threads = 1
    given.sampling.seed, given.sampling.temp = 7, 0.0
    server = xllamacpp.Server(given)
    print(server.listening_address, flush=True)
    threading.Event().wait()


if __name__ == "__main__":
    main(*sys.argv[1:])
