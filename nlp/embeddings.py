"""Sentence embeddings from a model that lies in a folder of the office's own machine: optional, off unless asked for.

The folder holds a model of sentence-transformers (`modules.json`), or an ONNX export (`model.onnx` or `onnx/model.onnx`
beside `tokenizer.json`), which is lighter. Nothing is fetched: what is not in the folder is missed, and said.
"""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["Embed", "NoModel", "from_folder"]

Embed = Callable[[Sequence[str]], NDArray[np.float32]]

_AT_ONCE = 32
_LONGEST = 256  # tokens of one text


class NoModel(ValueError):
    """The folder cannot be used. lacks: what is missing (a file, or the package to install)."""

    def __init__(self, folder: Path, lacks: str) -> None:
        super().__init__(f"{folder}: {lacks}")
        self.folder, self.lacks = folder, lacks


def from_folder(folder: Path) -> Embed:
    """Return a function from texts to one row each. Raises NoModel."""
    if (folder / "modules.json").is_file():
        return _sentence_transformers(folder)
    model = next((path for path in (folder / "model.onnx", folder / "onnx" / "model.onnx") if path.is_file()), None)
    if model is None:
        raise NoModel(folder, "modules.json / model.onnx")
    if not (folder / "tokenizer.json").is_file():
        raise NoModel(folder, "tokenizer.json")
    return _onnx(folder, model)


def _sentence_transformers(folder: Path) -> Embed:
    try:
        from sentence_transformers import SentenceTransformer  # type: ignore[import-not-found, unused-ignore]
    except ImportError as error:
        raise NoModel(folder, "pip install sentence-transformers") from error
    model = SentenceTransformer(str(folder), device="cpu", local_files_only=True)

    def embed(texts: Sequence[str]) -> NDArray[np.float32]:
        return np.asarray(model.encode(list(texts), batch_size=_AT_ONCE, show_progress_bar=False), dtype=np.float32)

    return embed


def _onnx(folder: Path, path: Path) -> Embed:
    try:
        import onnxruntime  # type: ignore[import-not-found, import-untyped, unused-ignore]
        from tokenizers import Tokenizer  # type: ignore[import-not-found, import-untyped, unused-ignore]
    except ImportError as error:
        raise NoModel(folder, "pip install onnxruntime tokenizers") from error
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.enable_truncation(_LONGEST)
    tokenizer.enable_padding()
    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    wanted = {given.name for given in session.get_inputs()}

    def embed(texts: Sequence[str]) -> NDArray[np.float32]:
        rows = [_some(texts[start : start + _AT_ONCE]) for start in range(0, len(texts), _AT_ONCE)]
        return np.vstack(rows) if rows else np.zeros((0, 1), dtype=np.float32)

    def _some(texts: Sequence[str]) -> NDArray[np.float32]:
        read = tokenizer.encode_batch(list(texts))
        given = {
            "input_ids": np.array([one.ids for one in read], dtype=np.int64),
            "attention_mask": np.array([one.attention_mask for one in read], dtype=np.int64),
            "token_type_ids": np.array([one.type_ids for one in read], dtype=np.int64),
        }
        answer = session.run(None, {name: value for name, value in given.items() if name in wanted})
        return pooled(answer[0], given["attention_mask"])

    return embed


def pooled(answer: Any, attention: NDArray[np.int64]) -> NDArray[np.float32]:
    """Return one row for each text: what the model gives for its tokens, in the mean, or what it gives as it is."""
    found = np.asarray(answer, dtype=np.float32)
    if found.ndim == 2:
        return found
    held = attention[:, :, None].astype(np.float32)
    return np.asarray((found * held).sum(axis=1) / np.maximum(held.sum(axis=1), 1), dtype=np.float32)
