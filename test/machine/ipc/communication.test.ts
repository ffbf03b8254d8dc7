/** Each row of the textbook's list of interprocess communication, with the exact order of its messages. */
import { COMMUNICATION } from "./communication.ts";
import { checkTalk } from "./talk.ts";

for (const group of new Set(COMMUNICATION.map((row) => row.group)))
  describe(`communication: ${group}`, () => {
    for (const { name, scenario, happens } of COMMUNICATION.filter((row) => row.group === group))
      it(name, () => checkTalk(scenario, happens));
  });
