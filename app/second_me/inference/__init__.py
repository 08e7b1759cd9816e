"""Language models: the worker that runs them, prompts and grammars, the catalogue, the embedder.

`text_model` says what a model is to the rest of the product, `host` runs one in a
child process, `scripted` is its twin for tests, `prompts` knows the three tasks and
`catalogue` the model files. `embedder` and `codes` stand beside them.
"""
