/**
 * The textbook's list of interprocess communication, row by row: naming, buffering, who receives, sizes, exception conditions.
 * Each has a scenario and the exact order of what happens in it; the page docs/communication.md is made of it. One table.
 *
 * A line of what happens: the tick, the process, what it does with which first word, where, and how many are there then; or
 * what it prints. With `instruction: 0` only `compute`, `sleep`, latencies and time-outs take time.
 * Follows: Silberschatz, Galvin, Gagne, "Operating System Concepts", Interprocess Communication.
 */

import { EXCEPTIONS } from "./communicationExceptions.ts";

export interface CommunicationRow {
  readonly group: string;
  readonly name: string;
  /** What it means, in a sentence without its stop. */
  readonly says: string;
  /** How it is written, in pieces. */
  readonly written: readonly string[];
  readonly scenario: string;
  readonly happens: string;
}

const ORDINARY: readonly CommunicationRow[] = [
  {
    group: "Direct communication",
    name: "symmetric",
    says: "sender and receiver name each other; the link of the pair is made by itself, one for each way",
    written: ["send(q, …)", "receive(p)"],
    scenario: `
      machine { instruction: 0 }
      program ping() { send(q, 1) print(receive(q)) }
      program pong() { print(receive(p)) send(p, 2) }
      process p = ping()
      process q = pong()`,
    happens: `
      0 p sends 1 at p → q (1)
      0 q receives 1 at p → q (0)
      0 q: 1
      0 q sends 2 at q → p (1)
      0 p receives 2 at q → p (0)
      0 p: 2`,
  },
  {
    group: "Direct communication",
    name: "asymmetric",
    says: "only the sender names the other; the receiver takes what came first, and learns who sent it",
    written: ["receive()", "sender()"],
    scenario: `
      machine { instruction: 0 }
      program server() { for i = 1 .. 2 { print(receive(), "from", sender()) } }
      program client(word, wait) { sleep(wait) send(s, word) }
      process s = server()
      process x = client(7, 2)
      process y = client(8, 1)`,
    happens: `
      1 y sends 8 at y → s (1)
      1 s receives 8 at y → s (0)
      1 s: 8 from 3
      2 x sends 7 at x → s (1)
      2 s receives 7 at x → s (0)
      2 s: 7 from 2`,
  },
  {
    group: "Indirect communication",
    name: "a mailbox of two",
    says: "sender and receiver name a mailbox, and need not know each other",
    written: ["mailbox box", "send(box, …)", "receive(box)"],
    scenario: `
      machine { instruction: 0 }
      mailbox box
      program producer() { send(box, 1) send(box, 2) }
      program consumer() { print(receive(box)) print(receive(box)) }
      process p = producer()
      process c = consumer()`,
    happens: `
      0 p sends 1 at box (1)
      0 p sends 2 at box (2)
      0 c receives 1 at box (1)
      0 c: 1
      0 c receives 2 at box (0)
      0 c: 2`,
  },
  {
    group: "Indirect communication",
    name: "a mailbox of many",
    says: "any number of processes share a mailbox, and a pair may share several",
    written: ["mailbox red", "mailbox blue"],
    scenario: `
      machine { instruction: 0 }
      mailbox red
      mailbox blue
      program producer(word) { send(red, word) send(blue, word + 1) }
      program consumer() { sleep(1) print(receive(blue)) print(receive(red)) }
      process p = producer(1)
      process q = producer(11)
      process c = consumer()
      process d = consumer()`,
    happens: `
      0 p sends 1 at red (1)
      0 p sends 2 at blue (1)
      0 q sends 11 at red (2)
      0 q sends 12 at blue (2)
      1 c receives 2 at blue (1)
      1 c: 2
      1 c receives 1 at red (1)
      1 c: 1
      1 d receives 12 at blue (0)
      1 d: 12
      1 d receives 11 at red (0)
      1 d: 11`,
  },
  {
    group: "Indirect communication",
    name: "two-way",
    says: "who sends to a mailbox may receive from it as well",
    written: ["mailbox box"],
    scenario: `
      machine { instruction: 0 }
      mailbox box
      program ping() { send(box, 1) sleep(2) print(receive(box)) }
      program pong() { print(receive(box)) send(box, 2) }
      process p = ping()
      process q = pong()`,
    happens: `
      0 p sends 1 at box (1)
      0 q receives 1 at box (0)
      0 q: 1
      0 q sends 2 at box (1)
      2 p receives 2 at box (0)
      2 p: 2`,
  },
  {
    group: "Indirect communication",
    name: "owned by a process",
    says: "a process makes a mailbox, and alone may destroy it; who waits there is told",
    written: ["mailbox_create(n)", "mailbox_destroy(box)"],
    scenario: `
      machine { instruction: 0 }
      shared box = 0
      program owner() { box = mailbox_create(4) sleep(2) print(receive(box)) sleep(2) mailbox_destroy(box) }
      program user() {
        sleep(1)
        print(mailbox_destroy(box) == ERR_DENIED)
        send(box, 5)
        sleep(2)
        print(receive(box) == ERR_DESTROYED)
      }
      process p = owner()
      process q = user()`,
    happens: `
      1 q: 1
      1 q sends 5 at box 0 (1)
      2 p receives 5 at box 0 (0)
      2 p: 5
      4 q: 1`,
  },
  {
    group: "Indirect communication",
    name: "owned by the system",
    says: "a mailbox of the scenario is there whoever ends, and keeps what is in it",
    written: ["mailbox box"],
    scenario: `
      machine { instruction: 0 }
      mailbox box
      program first() { send(box, 5) }
      program second() { sleep(3) print(receive(box)) }
      process p = first()
      process q = second()`,
    happens: `
      0 p sends 5 at box (1)
      3 q receives 5 at box (0)
      3 q: 5`,
  },
  {
    group: "Who receives",
    name: "pair",
    says: "two processes share the mailbox; a third one is refused",
    written: ["receivers: pair"],
    scenario: `
      machine { instruction: 0 }
      mailbox box { receivers: pair }
      program producer() { send(box, 1) sleep(3) }
      program consumer() { print(receive(box)) sleep(3) }
      program third() { sleep(1) print(receive(box) == ERR_DENIED, send(box, 2) == ERR_DENIED) }
      process p = producer()
      process c = consumer()
      process t = third()`,
    happens: `
      0 p sends 1 at box (1)
      0 c receives 1 at box (0)
      0 c: 1
      1 t: 1 1`,
  },
  {
    group: "Who receives",
    name: "one at a time",
    says: "while a process is receiving no other may",
    written: ["receivers: one"],
    scenario: `
      machine { instruction: 0 }
      mailbox box { receivers: one }
      program consumer(wait) {
        sleep(wait)
        var word = receive(box)
        if word == ERR_DENIED { print("denied") } else { print(word) }
      }
      program producer() { sleep(3) send(box, 1) send(box, 2) }
      process c = consumer(1)
      process d = consumer(2)
      process e = consumer(4)
      process p = producer()`,
    happens: `
      2 d: denied
      3 p sends 1 at box (1)
      3 c receives 1 at box (0)
      3 p sends 2 at box (1)
      3 c: 1
      4 e receives 2 at box (0)
      4 e: 2`,
  },
  {
    group: "Who receives",
    name: "arbitrary",
    says: "the system picks one of those who wait, and tells the sender who it was",
    written: ["receivers: arbitrary"],
    scenario: `
      machine { instruction: 0 seed: 3 }
      mailbox box { receivers: arbitrary }
      program consumer() { print(receive(box)) }
      program producer() { sleep(1) for i = 1 .. 3 { print("received by", send(box, i)) } }
      process c = consumer()
      process d = consumer()
      process e = consumer()
      process p = producer()`,
    happens: `
      1 p sends 1 at box (1)
      1 c receives 1 at box (0)
      1 p: received by 1
      1 p sends 2 at box (1)
      1 e receives 2 at box (0)
      1 p: received by 3
      1 p sends 3 at box (1)
      1 d receives 3 at box (0)
      1 p: received by 2
      1 c: 1
      1 e: 2
      1 d: 3`,
  },
  {
    group: "Who receives",
    name: "first come, first served",
    says: "without a rule: who has waited longest",
    written: ["receivers: any"],
    scenario: `
      machine { instruction: 0 }
      mailbox box
      program consumer(wait) { sleep(wait) print(receive(box)) }
      program producer() { sleep(3) send(box, 1) send(box, 2) }
      process c = consumer(2)
      process d = consumer(1)
      process p = producer()`,
    happens: `
      3 p sends 1 at box (1)
      3 d receives 1 at box (0)
      3 p sends 2 at box (1)
      3 c receives 2 at box (0)
      3 d: 1
      3 c: 2`,
  },
  {
    group: "Capacity",
    name: "zero: rendezvous",
    says: "nothing is kept: the sender waits until its message is received",
    written: ["capacity: 0"],
    scenario: `
      machine { instruction: 0 }
      mailbox box { capacity: 0 }
      program producer() { send(box, 1) print("received at", clock()) }
      program consumer() { sleep(4) print(receive(box)) }
      process p = producer()
      process c = consumer()`,
    happens: `
      4 p sends 1 at box (1)
      4 c receives 1 at box (0)
      4 c: 1
      4 p: received at 4`,
  },
  {
    group: "Capacity",
    name: "zero: sent and lost",
    says: "the sender does not wait; without a receiver that waits the message is lost",
    written: ["capacity: 0 when_full: discard"],
    scenario: `
      machine { instruction: 0 }
      mailbox box { capacity: 0 when_full: discard }
      program producer() { send(box, 1) sleep(5) send(box, 2) }
      program consumer() { sleep(3) print(receive(box)) }
      process p = producer()
      process c = consumer()`,
    happens: `
      0 p loses 1 at box (0)
      5 p sends 2 at box (1)
      5 c receives 2 at box (0)
      5 c: 2`,
  },
  {
    group: "Capacity",
    name: "zero: acknowledged",
    says: "the sender waits for the receiver's answer",
    written: ["request(box, …)", "reply(sender(), …)"],
    scenario: `
      machine { instruction: 0 }
      mailbox box { capacity: 0 }
      program client() { print(request(box, 20)) }
      program server() { var word = receive(box) compute(3) reply(sender(), word + 1) }
      process p = client()
      process s = server()`,
    happens: `
      0 p sends 20 at box (1)
      0 s receives 20 at box (0)
      3 s replies 21 to p
      3 p: 21`,
  },
  {
    group: "Capacity",
    name: "bounded",
    says: "the mailbox keeps n messages; who sends one more waits for room",
    written: ["capacity: n"],
    scenario: `
      machine { instruction: 0 }
      mailbox box { capacity: 2 }
      program producer() { for i = 1 .. 4 { send(box, i) } print("done") }
      program consumer() { sleep(3) for i = 1 .. 4 { print(receive(box)) sleep(1) } }
      process p = producer()
      process c = consumer()`,
    happens: `
      0 p sends 1 at box (1)
      0 p sends 2 at box (2)
      0 p finds full 3 at box (2)
      3 c receives 1 at box (1)
      3 p sends 3 at box (2)
      3 c: 1
      3 p finds full 4 at box (2)
      4 c receives 2 at box (1)
      4 p sends 4 at box (2)
      4 c: 2
      4 p: done
      5 c receives 3 at box (1)
      5 c: 3
      6 c receives 4 at box (0)
      6 c: 4`,
  },
  {
    group: "Capacity",
    name: "unbounded",
    says: "the sender never waits",
    written: ["capacity: unbounded"],
    scenario: `
      machine { instruction: 0 }
      mailbox box { capacity: unbounded }
      program producer() { for i = 1 .. 4 { send(box, i) } print("done") }
      program consumer() { sleep(3) for i = 1 .. 4 { print(receive(box)) sleep(1) } }
      process p = producer()
      process c = consumer()`,
    happens: `
      0 p sends 1 at box (1)
      0 p sends 2 at box (2)
      0 p sends 3 at box (3)
      0 p sends 4 at box (4)
      0 p: done
      3 c receives 1 at box (3)
      3 c: 1
      4 c receives 2 at box (2)
      4 c: 2
      5 c receives 3 at box (1)
      5 c: 3
      6 c receives 4 at box (0)
      6 c: 4`,
  },
  {
    group: "Capacity",
    name: "of direct links",
    says: "the same three, for the links of pairs",
    written: ["machine { direct_capacity: 0, n or unbounded }"],
    scenario: `
      machine { instruction: 0 direct_capacity: 1 }
      program producer() { for i = 1 .. 3 { send(c, i) } print("done") }
      program consumer() { sleep(3) for i = 1 .. 3 { print(receive(p)) sleep(1) } }
      process p = producer()
      process c = consumer()`,
    happens: `
      0 p sends 1 at p → c (1)
      0 p finds full 2 at p → c (1)
      3 c receives 1 at p → c (0)
      3 p sends 2 at p → c (1)
      3 c: 1
      3 p finds full 3 at p → c (1)
      4 c receives 2 at p → c (0)
      4 p sends 3 at p → c (1)
      4 c: 2
      4 p: done
      5 c receives 3 at p → c (0)
      5 c: 3`,
  },
  {
    group: "Message size",
    name: "fixed",
    says: "every message has so many words; another number is refused",
    written: ["message: n"],
    scenario: `
      machine { instruction: 0 }
      mailbox box { message: 2 }
      program producer(to) { print(send(to, 5) == ERR_SIZE) send(to, 5, 6) }
      program consumer() { var (x, y) = receive(box) print(x, y) }
      process p = producer(box)
      process c = consumer()`,
    happens: `
      0 p: 1
      0 p sends 5 at box (1)
      0 c receives 5 at box (0)
      0 c: 5 6`,
  },
  {
    group: "Message size",
    name: "variable",
    says: "each message has as many words as its sender gives; what was not sent is 0",
    written: ["message: variable"],
    scenario: `
      machine { instruction: 0 }
      mailbox box { message: variable }
      program producer() { send(box) send(box, 5) send(box, 5, 6, 7) }
      program consumer() { for i = 1 .. 3 { var (x, y, z) = receive(box) print(x, y, z) } }
      process p = producer()
      process c = consumer()`,
    happens: `
      0 p sends 0 at box (1)
      0 p sends 5 at box (2)
      0 p sends 5 at box (3)
      0 c receives 0 at box (2)
      0 c: 0 0 0
      0 c receives 5 at box (1)
      0 c: 5 0 0
      0 c receives 5 at box (0)
      0 c: 5 6 7`,
  },
];

export const COMMUNICATION: readonly CommunicationRow[] = [...ORDINARY, ...EXCEPTIONS];
