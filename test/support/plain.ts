/** Arbitrary plain data for laws: what `src/base/plain.ts` says the machine's state is made of. */
import fc from "fast-check";

/** Any plain data, nested a few levels, typed arrays and awkward keys and numbers included. */
export const plainData: fc.Arbitrary<unknown> = fc.letrec((tie) => ({
  value: fc.oneof({ maxDepth: 4 }, tie("scalar"), tie("typed"), tie("list"), tie("record")),
  scalar: fc.oneof(fc.integer(), fc.double(), fc.string(), fc.boolean(), fc.constant(null)),
  typed: fc.oneof(fc.int32Array(), fc.uint8Array(), fc.uint32Array(), fc.float64Array(), fc.uint16Array()),
  list: fc.array(tie("value"), { maxLength: 5 }),
  record: fc.dictionary(fc.oneof(fc.string(), fc.constantFrom("a", "b", "__proto__")), tie("value"), {
    maxKeys: 5,
    noNullPrototype: true,
  }),
})).value;
