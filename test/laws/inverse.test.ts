/**
 * The law of going back: a step back undoes the step before it, of every kind and from wherever, over whatever a person did; going
 * forward again leads to the same worlds.
 */
import { strict as assert } from "node:assert";
import fc from "fast-check";
import { atOnce } from "../../src/base/pieces.ts";
import { SHARED_BASE } from "../../src/isa/image.ts";
import { traceHash } from "../../src/machine/simulation.ts";
import { hashWorld } from "../../src/machine/snapshot.ts";
import { ThreadState } from "../../src/machine/states.ts";
import type { StopInfo } from "../../src/debugger/breakpoints/stops.ts";
import { jumpTargets } from "../../src/debugger/time/targets.ts";
import type { Granularity, StepKind } from "../../src/debugger/time/stepping.ts";
import { Debuggee } from "../debugger/debuggee.ts";
import { scenario } from "../machine/programs.ts";

const granularity = fc.constantFrom<Granularity[]>("statement", "line", "instruction");
const kind = fc.constantFrom<StepKind[]>("over", "into", "out");

/** A move of a thread or the machine, and what a person does before it. */
const move = fc.record({
  scope: fc.constantFrom("thread", "thread", "thread", "cpu", "only", "tick", "switch", "event", "goto"),
  step: kind,
  granularity,
  deeds: fc.array(
    fc.record({
      what: fc.constantFrom(
        "write",
        "register",
        "priority",
        "dispatch",
        "hold",
        "release",
        "suspend",
        "resume",
        "kill",
      ),
      thread: fc.nat(8),
      value: fc.integer({ min: -3, max: 9 }),
    }),
    { maxLength: 2 },
  ),
  /** Whether the person looks at another thread first. */
  turns: fc.option(fc.nat(8), { freq: 5 }),
});
type Move = typeof move extends fc.Arbitrary<infer T> ? T : never;

/** As an adapter drives a session: the thread in view is that of the last stop, unless that is about none. */
class Person {
  focus: number;

  constructor(readonly d: Debuggee) {
    this.focus = d.begin().thread;
    d.session.threadInView = this.focus;
  }

  private arrive(stop: StopInfo): StopInfo {
    const { threads } = this.d.session.sim.world;
    const isAlive = threads[this.focus]?.state !== ThreadState.terminated;
    if (stop.isGeneral !== true || !isAlive) this.focus = stop.thread >= 0 ? stop.thread : threads.length - 1;
    this.d.session.threadInView = this.focus;
    return stop;
  }

  look({ turns }: Move): void {
    const { session } = this.d;
    if (turns === null) return;
    const there = session.sim.world.threads.filter(({ state }) => state !== ThreadState.terminated);
    if (there.length > 0) this.view(there[turns % there.length]!.id);
  }

  view(thread: number): void {
    this.focus = thread;
    this.d.session.threadInView = thread;
  }

  /** Goes on; undefined: there is nobody to step, or nowhere to go. */
  go({ scope, step, granularity: by, turns }: Move): StopInfo | undefined {
    const { d, focus } = this;
    const { session } = d;
    if (session.sim.world.threads[focus] === undefined) return undefined;
    switch (scope) {
      case "thread":
      case "only":
        session.runOnly(scope === "only" ? focus : -1);
        session.step(focus, step, by);
        return this.arrive(d.toStop());
      case "cpu":
        session.runOnly(-1);
        session.stepCpu(focus, step, by);
        return this.arrive(d.toStop());
      case "tick":
        session.runOnly(-1);
        return this.arrive(d.stepTick());
      case "switch":
        return this.arrive(d.nextContextSwitch());
      case "event":
        return this.arrive(d.nextEvent());
      case "goto": {
        const targets = [1, 2, 3, 4, 5, 6, 7, 8, 9].flatMap((line) => jumpTargets(session.map, 0, line, 0));
        const target = targets[(turns ?? 3) % Math.max(1, targets.length)];
        if (target === undefined) return undefined;
        if (session.intervene({ kind: "jump", thread: focus, index: target.index }) !== undefined) return undefined;
        return session.pause();
      }
    }
  }

  do({ deeds }: Move): void {
    const { session } = this.d;
    for (const { what, thread: place, value } of deeds) {
      const { threads } = session.sim.world;
      const thread = place % threads.length;
      const { pid } = threads[thread]!;
      if (what === "write") session.intervene({ kind: what, pid, address: SHARED_BASE, value });
      else if (what === "register") session.intervene({ kind: what, thread, register: 1, value });
      else if (what === "priority") session.steer({ kind: what, thread, value });
      else if (what === "dispatch") session.steer({ kind: what, thread, cpu: -1 });
      else session.steer({ kind: what as "hold", thread });
    }
  }

  back({ scope, granularity: by }: Move): StopInfo {
    const { session } = this.d;
    if (scope === "cpu") return this.arrive(atOnce(session.ways.stepBackCpu(this.focus, by)));
    if (scope === "tick") return this.arrive(atOnce(session.ways.previousTick()));
    const isOfThread = scope === "thread" || scope === "only";
    return this.arrive(session.stepBack(this.focus, isOfThread ? by : "statement"));
  }

  get world(): string {
    const { world } = this.d.session.sim;
    return `${hashWorld(world)} ${traceHash(world)}`;
  }

  get stands(): string {
    return `tick ${this.d.tick} thread ${this.focus} ${this.world}`;
  }
}

describe("the law of going back", function () {
  this.timeout(300_000);

  it("steps back undo steps, over whatever a person did, and forward again all is as it was", () => {
    fc.assert(
      fc.property(scenario, fc.array(move, { minLength: 1, maxLength: 10 }), fc.boolean(), (text, moves, again) => {
        const person = new Person(new Debuggee(text, { asks: false }));
        const { session } = person.d;
        const made: { readonly move: Move; readonly focus: number; readonly from: string }[] = [];
        for (const each of moves) {
          if (session.isFinished) break;
          person.do(each);
          const before = person.focus;
          person.look(each);
          const { stands: from, focus } = person;
          const { world } = person;
          if (person.go(each) !== undefined) made.push({ move: each, focus, from });
          else person.view(before);
          // What is done where a step led nowhere was done where it began, too: which came first nobody can tell.
          if (made.at(-1)?.move === each && person.world === world) break;
        }
        const history = session.record();
        for (let round = 0; round < (again ? 2 : 1); round++) {
          for (const { move: each, from } of [...made].reverse()) {
            person.back(each);
            assert.equal(person.stands, from);
          }
          session.takeOutput();
          for (const [k, { move: each }] of made.entries()) {
            // A person would only go on: what was done comes by itself.
            if (each.scope === "goto") {
              session.runOnly(-1);
              session.step(person.focus, "over", "statement");
              person.d.toStop();
            } else {
              person.go(each);
            }
            const leaves = made[k + 1]?.from ?? person.stands;
            if (made[k + 1] !== undefined) person.view(made[k + 1]!.focus);
            assert.equal(person.stands, leaves, `after ${k + 1} moves again`);
          }
          assert.doesNotMatch(person.d.output.join(), /new future/);
          assert.deepEqual(session.record(), history);
        }
      }),
      { numRuns: 200 },
    );
  });
});
