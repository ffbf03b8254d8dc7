/** The same scenario gives the same trace in every extension host as on Node (test/differential/fingerprint.test.ts). */
import { fingerprint, FINGERPRINT } from "../../support/fingerprint.ts";
import { equal } from "./expect.ts";

describe("the trace of one scenario", () => {
  it("is the same here as anywhere", () => {
    equal(fingerprint(1_000_000), FINGERPRINT, "trace hash");
  });
});
