/**
 * Lost updates at a break on value change: which writes are stopped at, and what each is said to lose; against a naive account of
 * all accesses, forward, back, and from wherever the breakpoint is set.
 */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import fc from "fast-check";
import { expressionInfo } from "../../src/debugger/breakpoints/dataInfo.ts";
import { placeOf } from "../../src/debugger/inspect/evaluate.ts";
import { parseExpression } from "../../src/lang/expressions.ts";
import { compile } from "../../src/lang/compile.ts";
import { boot } from "../../src/machine/boot.ts";
import { peek } from "../../src/machine/memory/memory.ts";
import { threadName } from "../../src/machine/names.ts";
import { nodeOf, processAt, type Simulation } from "../../src/machine/simulation.ts";
import { Ended, Phase } from "../../src/machine/state.ts";
import { run } from "../../src/machine/step.ts";
import { setWatchers } from "../../src/machine/watching.ts";
import { hashWorld } from "../../src/machine/snapshot.ts";
import { Debuggee } from "./debuggee.ts";

const SAMPLE = readFileSync("samples/lost-update.turno", "utf8");

const adders = (machine: string, body: string, more = ""): string => `machine { ${machine} }
shared count = 0
mutex door
program adder(times, by) {
  for i = 1 .. times {
    ${body}
  }
}
process p = adder(4, 1)
process q = adder(4, 10)
${more}`;

const ROUND = "scheduler: round_robin(quantum: 3)";

/** Scenarios, with the word that is watched. */
const SCENARIOS: Readonly<Record<string, readonly [text: string, word: string]>> = {
  "the sample": [SAMPLE, "count"],
  "+=": [adders(ROUND, "count += by"), "count"],
  "over a local": [
    adders("scheduler: round_robin(quantum: 5)", "var seen = count compute(4) count = seen + by"),
    "count",
  ],
  "over a long time": [
    adders("scheduler: round_robin(quantum: 400)", "var seen = count compute(by * 1500) count = seen + by").replaceAll(
      "adder(4",
      "adder(2",
    ),
    "count",
  ],
  "three CPUs": [adders("cpus: 3", "count = count + by", "process r = adder(4, 100)"), "count"],
  "two CPUs, out of step": [adders("cpus: 2", "compute(i % 3) count = count - by"), "count"],
  "a mutex": [adders(ROUND, "lock(door) count = count + by unlock(door)"), "count"],
  atomic: [adders(ROUND, "atomic { count = count + by }"), "count"],
  fetch_and_add: [adders(ROUND, "fetch_and_add(count, by)"), "count"],
  "fetch_and_add here, a sum there": [
    adders("cpus: 2", "if by == 1 { fetch_and_add(count, 1) } else { count = count + by }"),
    "count",
  ],
  "compare_and_swap that fails at times": [
    adders(ROUND, "var seen = count compute(3) compare_and_swap(count, seen, seen + by) count = seen"),
    "count",
  ],
  "a broken lock": [adders(ROUND, "while count == 1 { } count = 1 compute(2) count = 0"), "count"],
  "writes that looked at nothing": [adders(ROUND, "count = i * by"), "count"],
  "writes after one look": [adders(ROUND, "if i == 1 { compute(count) } count = i * by"), "count"],
  "an operator": [
    adders(
      "scheduler: round_robin(quantum: 50)",
      "var seen = count compute(9) count = seen + by",
      "at 18 { count = 7 }",
    ),
    "count",
  ],
  "the elements of an array": [
    adders(ROUND, "list[i % 2] = list[i % 2] + by").replace("mutex door", "shared list: int[2]"),
    "list",
  ],
  "threads of a process": [
    `machine { scheduler: round_robin(quantum: 6) }
program counter() {
  var sum = 9
  function add(times) { for i = 1 .. times { sum = sum + 1 } }
  var first = spawn(add, 3)
  var second = spawn(add, 3)
  join(first)
  join(second)
}
process p = counter()
`,
    "p.sum",
  ],
};

/** What is said of a write: who writes what over what, and what is lost. */
interface Said {
  readonly text: string;
  readonly tick: number;
}

interface Access {
  readonly thread: number;
  readonly tick: number;
  readonly place: number;
  readonly reads: boolean;
  readonly writes: boolean;
  readonly before: number;
  readonly isIndivisible: boolean;
}

/** Every access of a run to some words, by a watcher of its own. */
function accessesOf(text: string, word: string): { sim: Simulation; accesses: Access[]; values: number[] } {
  const { image, diagnostics } = compile("test.turno", text);
  assert.deepEqual(
    diagnostics.filter(({ severity }) => severity === "error"),
    [],
    text,
  );
  const sim = boot(image!);
  const parsed = parseExpression(word);
  assert.ok(parsed.ok);
  const found = placeOf(new Debuggee(text).session.viewpoint(undefined), parsed.expr)!;
  const count = found.type.lengths.reduce((product, length) => product * length, 1);
  const value = (place: number): number => {
    const process = processAt(sim, found.pid);
    return peek(nodeOf(sim, process).memory, process, found.address + 4 * place)!;
  };
  const accesses: Access[] = [];
  const last = Array.from({ length: count }, (_none, place) => value(place));
  let fresh = 0;
  setWatchers(sim, [
    {
      isOfRun: true,
      reach: "all",
      access: (cpu, address, writes) => {
        const place = (address - found.address) / 4;
        if (place < 0 || place >= count) return;
        const tick = sim.world.tick + (sim.world.phase === Phase.advance ? 1 : 0);
        const { thread } = sim.world.cpus[cpu]!;
        const again = accesses.slice(fresh).findIndex((each) => each.thread === thread);
        if (again >= 0) accesses[fresh + again] = { ...accesses[fresh + again]!, writes: true, isIndivisible: true };
        else accesses.push({ thread, tick, place, reads: !writes, writes, before: value(place), isIndivisible: false });
      },
      stepped: () => {
        for (let place = 0; place < count; place++) {
          const isWritten = accesses.slice(fresh).some((each) => each.place === place && each.writes);
          if (!isWritten && value(place) !== last[place])
            accesses.push({ ...NOBODY, tick: sim.world.tick, place, before: last[place]! });
          last[place] = value(place);
        }
        fresh = accesses.length;
      },
    },
  ]);
  while (sim.world.ended === Ended.not) run(sim, 1_000);
  return { sim, accesses, values: last };
}

const NOBODY = { thread: -1, reads: false, writes: true, isIndivisible: false };

/** What is to be said of each write, from the definition alone. */
function expected(text: string, word: string): Said[] {
  const { sim, accesses, values } = accessesOf(text, word);
  return accesses.flatMap((access, k): Said[] => {
    if (!access.writes || access.thread < 0) return [];
    const after = accesses.slice(k + 1).find(({ place }) => place === access.place)?.before ?? values[access.place]!;
    const of = accesses.slice(0, k).filter(({ place }) => place === access.place);
    const own = of.findLastIndex(({ thread }) => thread === access.thread);
    const look = of[own];
    const isAfter = of.map(
      (each, n) => n > own && each.writes && (!each.isIndivisible || isChange(of, n, access.before)),
    );
    const others =
      look?.reads === true && !(look.isIndivisible && isChange(of, own, access.before))
        ? of.filter((_each, n) => isAfter[n])
        : [];
    const lost = access.isIndivisible || others.length === 0 ? "" : `: ${lostText(sim, others, look!.tick)}`;
    const isSame = access.before === after;
    const name = word === "list" ? `list[${access.place}]` : word;
    const same = isSame ? ", same value" : "";
    const said = `${name}: ${access.before} → ${after}, at tick ${access.tick}${same}${lost}`;
    return [{ text: said, tick: access.tick }];
  });
}

/** Whether an indivisible instruction changed the word: what the next access found, or the one that is asked about. */
function isChange(of: readonly Access[], n: number, now: number): boolean {
  return (of[n + 1]?.before ?? now) !== of[n]!.before;
}

function lostText(sim: Simulation, others: readonly Access[], since: number): string {
  const names = [...new Set(others.map(({ thread }) => (thread < 0 ? "the operator" : threadName(sim, thread))))];
  const who = names.length === 1 ? names[0]! : `${names.slice(0, -1).join(", ")} and ${names.at(-1)!}`;
  const many = names.length === 1 ? `${others.length} updates` : "the updates";
  return `${others.length === 1 ? "the update" : many} of ${who} since tick ${since} ${others.length === 1 ? "is" : "are"} lost`;
}

function watched(text: string, word: string, from = 0): Debuggee {
  const d = new Debuggee(text);
  d.begin();
  if (from > 0) d.runToTick(from);
  const found = expressionInfo(d.session.viewpoint(undefined), word, false);
  if (typeof found === "string") assert.fail(found);
  const [made] = d.session.changeBreakpoints((set) => set.setData([{ dataId: found.dataId, access: "write" }]));
  assert.equal(made!.problem, undefined);
  return d;
}

/** The sentences of a stop, without who it is. */
function sentences(text: string): string[] {
  return text
    .replace(/^Reverse: /, "")
    .split(" · ")
    .flatMap((each) => /^(?!the operator).* writes (.*)$/.exec(each)?.[1] ?? []);
}

function forward(d: Debuggee): string[] {
  const texts: string[] = [];
  for (let stop = d.continue(); stop.reason !== "finished"; stop = d.continue()) texts.push(...sentences(stop.text));
  return texts;
}

function backward(d: Debuggee): string[] {
  const texts: string[] = [];
  for (let stop = d.session.reverseContinue(); stop.reason === "data breakpoint"; stop = d.session.reverseContinue())
    texts.unshift(...sentences(stop.text));
  return texts;
}

describe("a break on value change of a word that several can write", () => {
  for (const [name, [text, word]] of Object.entries(SCENARIOS)) {
    it(`stops at each write and says what it loses: ${name}`, () => {
      const naive = expected(text, word);
      assert.ok(naive.length > 0);
      assert.deepEqual(
        forward(watched(text, word)),
        naive.map((said) => said.text),
      );
    });

    it(`says the same on the way back, and where it is set on the way: ${name}`, () => {
      const naive = expected(text, word);
      const d = watched(text, word);
      forward(d);
      assert.deepEqual(
        backward(d),
        naive.map((said) => said.text),
      );
      assert.deepEqual(
        forward(d),
        naive.map((said) => said.text),
      );
      const ticks = naive.map(({ tick }) => tick);
      for (const from of [ticks[Math.floor(ticks.length / 2)]! - 1, ticks[ticks.length - 1]! - 2]) {
        const later = naive.filter(({ tick }) => tick > from);
        const set = watched(text, word, from);
        assert.deepEqual(
          forward(set).slice(-later.length),
          later.map((said) => said.text),
        );
      }
    });
  }

  it("has in its scenarios what it is to tell apart", () => {
    const lost = (name: string): number => {
      const [text, word] = SCENARIOS[name]!;
      return expected(text, word).filter((said) => said.text.includes(" lost")).length;
    };
    const none = ["a mutex", "atomic", "fetch_and_add", "writes that looked at nothing"];
    for (const name of Object.keys(SCENARIOS)) {
      if (none.includes(name)) assert.equal(lost(name), 0, name);
      else assert.ok(lost(name) > 0, name);
    }
  });

  it("says it in the words of the lesson", () => {
    const d = watched(SAMPLE, "count");
    const texts = [1, 2, 3, 4].map(() => d.continue().text);
    assert.equal(texts[3], "2 q writes count: 3 → 3, at tick 40, same value: the update of p since tick 35 is lost");
  });

  it("changes nothing of the run", () => {
    for (const [text, word] of Object.values(SCENARIOS)) {
      const d = watched(text, word);
      forward(d);
      backward(d);
      forward(d);
      const plain = new Debuggee(text);
      plain.begin();
      plain.continue();
      assert.equal(hashWorld(d.session.sim.world), hashWorld(plain.session.sim.world));
    }
  });

  it("holds for random pieces of programs", () => {
    const statement = fc.constantFrom(
      "count = count + 1",
      "seen = count",
      "count = seen + 1",
      "count = 5",
      "compute(2)",
      "fetch_and_add(count, 1)",
      "count = compare_and_swap(count, seen, 3)",
      "if count > 2 { count = 0 }",
      "lock(door) count = count + 1 unlock(door)",
    );
    const body = fc.array(statement, { minLength: 1, maxLength: 6 });
    const scenario = fc.record({
      bodies: fc.array(body, { minLength: 2, maxLength: 3 }),
      quantum: fc.integer({ min: 1, max: 6 }),
      cpus: fc.integer({ min: 1, max: 3 }),
    });
    fc.assert(
      fc.property(scenario, fc.double({ min: 0, max: 1, noNaN: true }), ({ bodies, quantum, cpus }, part) => {
        const programs = bodies.map(
          (each, k) =>
            `program p${k}() { var seen = 0 for k = 1 .. 2 { ${each.join("\n")} } }\nprocess q${k} = p${k}()`,
        );
        const text = `machine { cpus: ${cpus} scheduler: round_robin(quantum: ${quantum}) }\nshared count = 0\nmutex door\n${programs.join("\n")}\n`;
        const naive = expected(text, "count");
        const texts = naive.map((said) => said.text);
        const d = watched(text, "count");
        assert.deepEqual(forward(d), texts);
        assert.deepEqual(backward(d), texts);
        const from = Math.floor((naive.at(-1)?.tick ?? 1) * part);
        const later = naive.filter(({ tick }) => tick > from).map((said) => said.text);
        assert.deepEqual(forward(watched(text, "count", from)).slice(-later.length || Infinity), later);
      }),
      { numRuns: 40 },
    );
  });
});
