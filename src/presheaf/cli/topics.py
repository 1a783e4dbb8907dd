"""What `presheaf explain` says about verdicts, engines and exit codes."""

TOPICS: dict[str, str] = {
    "proved": "the proposition is true of the structures that the spec declares; the kernel has checked a certificate of it.",
    "holds": "what a claim expects if it says nothing: the verdict proved (or, in a scope, holds in scope).",
    "refuted": "the proposition is false; the kernel has checked a certificate of that. `presheaf counterexample FILE NAME` shows what decides it.",
    "unknown": "no engine has decided the claim; the reason says why: bound (a presentation did not close, a scope ended), resource (a limit was\n"
    "reached), undecidable (there is no procedure for claims of this form), missing (a package is not installed, or code was not allowed\n"
    "to run: the claim is skipped).",
    "skipped": "the claim has no verdict because something is missing that the reason names, such as a package that is not installed. It counts\n"
    "neither as met nor as a failure, and the summary says how many there are.",
    "encoder": 'codes of the objects of a structure, as a frozen table with a kernel: encoder f : M -> R^8 { embeddings "f.safetensors"  kernel\n'
    "gaussian(1/2) }. `presheaf show FILE f` prints its digest and what its kernel should be; `presheaf explain E341` says what files hold.",
    "allow-code": "`presheaf verify --allow-code` runs the networks that encoders name (module, model): local Python code with safetensors weights.\n"
    "Without it claims about them are skipped. Their codes are frozen as a table, and a verdict is about that table.",
    "vacuous": "no structure in the scope satisfies the hypothesis, so that the claim says nothing.",
    "certificate": "a JSON document with the structures, the statement, and evidence that a checker follows without searching:\n"
    "`presheaf check FILE` re-checks it with the kernel alone.",
    "native": "the engine with an algorithm of its own for every predicate, made for large structures.",
    "z3": "the engine that lowers a claim to the definitions of its predicates, as one deterministic CNF, and decides that with Z3. Partially known\n"
    "structures always go to it. A claim about all structures in a scope is a theory with the structures as unknowns, given to it once for each\n"
    "vector of sizes; where no theory says the claim, it decides the instances that are enumerated.",
    "both": "decide with both engines; a disagreement is an internal error. A claim in a scope is enumerated and given to Z3 as a theory, and\n"
    "verdicts and the sizes of what decides it are compared.",
    "exit-codes": "0 every expectation met; 1 some expectation not met; 2 usage; 3 a spec does not parse or type-check; 4 undecided where a verdict\n"
    "was expected; 5 a certificate was rejected; 70 internal error; 130 interrupted.",
}
