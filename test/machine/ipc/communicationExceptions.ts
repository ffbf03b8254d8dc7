/**
 * The textbook's exception conditions of interprocess communication: a peer that terminates, messages that are lost or corrupted,
 * and how one recovers. Part of the table in communication.ts. One table.
 * Follows: Silberschatz, Galvin, Gagne, "Operating System Concepts", Exception Conditions.
 */
import type { CommunicationRow } from "./communication.ts";

export const EXCEPTIONS: readonly CommunicationRow[] = [
  {
    group: "Exceptions",
    name: "the sender terminates",
    says: "what it sent is received; then who waits for it alone is told",
    written: ["ERR_DEAD"],
    scenario: `
      machine { instruction: 0 }
      program sender_() { send(c, 1) compute(4) }
      program receiver() { print(receive(p)) print(receive(p) == ERR_DEAD, "at", clock()) }
      process p = sender_()
      process c = receiver()`,
    happens: `
      0 p sends 1 at p → c (1)
      4 c receives 1 at p → c (0)
      4 c: 1
      4 c: 1 at 4`,
  },
  {
    group: "Exceptions",
    name: "the receiver terminates",
    says: "who waits to send to it, or for its reply, is told",
    written: ["ERR_DEAD"],
    scenario: `
      machine { instruction: 0 direct_capacity: 0 }
      program receiver() { receive(q) sleep(4) }
      program sender_() { print(send(c, 1) == ERR_DEAD, "at", clock()) }
      program client() { print(request(c, 2) == ERR_DEAD, "at", clock()) }
      process c = receiver()
      process p = sender_()
      process q = client()`,
    happens: `
      0 q sends 2 at q → c (1)
      0 c receives 2 at q → c (0)
      4 p: 1 at 4
      4 q: 1 at 4`,
  },
  {
    group: "Exceptions",
    name: "the owner terminates, and tells",
    says: "a mailbox dies with its owner: who waits there is told",
    written: ["owner: p when_dead: tell"],
    scenario: `
      machine { instruction: 0 cpus: 2 }
      mailbox box { owner: p when_dead: tell }
      program owner() { compute(4) }
      program user() { print(receive(box) == ERR_DEAD) print(send(box, 1) == ERR_DESTROYED) }
      process p = owner()
      process q = user()`,
    happens: `
      4 q: 1
      4 q: 1`,
  },
  {
    group: "Exceptions",
    name: "the owner terminates, and takes along",
    says: "a mailbox dies with its owner: who waits there ends with it",
    written: ["owner: p when_dead: end"],
    scenario: `
      machine { instruction: 0 cpus: 2 }
      mailbox box { owner: p when_dead: end }
      program owner() { compute(4) }
      program user() { print(receive(box)) }
      process p = owner()
      process q = user()`,
    happens: `
      q killed: a mailbox that it waited at died with its owner p`,
  },
  {
    group: "Exceptions",
    name: "lost, and nobody does anything",
    says: "the sender has sent, the receiver waits",
    written: ["delivery: lossy loss: 50"],
    scenario: `
      machine { instruction: 0 seed: 3 }
      mailbox box { delivery: lossy loss: 50 }
      program producer() { for i = 1 .. 4 { print(send(box, i)) } }
      program consumer() { loop { var word = receive_within(9, box) if word == ERR_TIMEOUT { exit(0) } print(word) } }
      process p = producer()
      process c = consumer()`,
    happens: `
      0 p sends 1 at box (1)
      0 p loses 1 at box (0)
      0 p: 0
      0 p sends 2 at box (1)
      0 p: 0
      0 p sends 3 at box (2)
      0 p: 0
      0 p sends 4 at box (3)
      0 p loses 4 at box (2)
      0 p: 0
      0 c receives 2 at box (1)
      0 c: 2
      0 c receives 3 at box (0)
      0 c: 3`,
  },
  {
    group: "Exceptions",
    name: "lost, the system sends again",
    says: "after a time without acknowledgement the system sends again; nobody overtakes",
    written: ["delivery: retransmit timeout: 4"],
    scenario: `
      machine { instruction: 0 seed: 3 }
      mailbox box { delivery: retransmit loss: 50 latency: 1 timeout: 4 }
      program producer() { for i = 1 .. 3 { send(box, i) } }
      program consumer() { for i = 1 .. 3 { print(receive(box)) } }
      process p = producer()
      process c = consumer()`,
    happens: `
      0 p sends 1 at box (1)
      0 p loses 1 at box (0)
      0 p sends 2 at box (2)
      0 p sends 3 at box (3)
      4 p sends again 1 at box (3)
      4 p loses 1 at box (3)
      8 p sends again 1 at box (3)
      8 p loses 1 at box (3)
      12 p sends again 1 at box (3)
      13 c receives 1 at box (2)
      13 c: 1
      13 c receives 2 at box (1)
      13 c: 2
      13 c receives 3 at box (0)
      13 c: 3`,
  },
  {
    group: "Exceptions",
    name: "lost, the sender is notified",
    says: "after that time the sender is told, and sends again if it likes",
    written: ["delivery: notify", "ERR_LOST"],
    scenario: `
      machine { instruction: 0 seed: 3 }
      mailbox box { delivery: notify loss: 60 timeout: 3 }
      program producer() { for i = 1 .. 2 { while send(box, i) == ERR_LOST { print("again") } } }
      program consumer() { for i = 1 .. 2 { print(receive(box)) } }
      process p = producer()
      process c = consumer()`,
    happens: `
      0 p sends 1 at box (1)
      0 p loses 1 at box (0)
      3 p: again
      3 p sends 1 at box (1)
      3 c receives 1 at box (0)
      3 p sends 2 at box (1)
      3 c: 1
      3 c receives 2 at box (0)
      3 c: 2`,
  },
  {
    group: "Exceptions",
    name: "lost, the sender finds out",
    says: "the sender waits for an answer as long as it has patience, and sends again",
    written: ["receive_within(ticks, …)", "ERR_TIMEOUT"],
    scenario: `
      machine { instruction: 0 seed: 3 }
      mailbox there { delivery: lossy loss: 60 }
      mailbox back
      program producer() { loop { send(there, 7) if receive_within(4, back) != ERR_TIMEOUT { exit(0) } print("again") } }
      program consumer() { print(receive(there)) send(back, 1) }
      process p = producer()
      process c = consumer()`,
    happens: `
      0 p sends 7 at there (1)
      0 p loses 7 at there (0)
      4 p: again
      4 p sends 7 at there (1)
      4 c receives 7 at there (0)
      4 c: 7
      4 c sends 1 at back (1)
      4 p receives 1 at back (0)`,
  },
  {
    group: "Exceptions",
    name: "corrupted, and nobody checks",
    says: "the receiver gets another word than was sent",
    written: ["corruption: 100"],
    scenario: `
      machine { instruction: 0 }
      mailbox box { delivery: lossy corruption: 100 }
      program producer() { send(box, 0) }
      program consumer() { print(receive(box) == 0) }
      process p = producer()
      process c = consumer()`,
    happens: `
      0 p sends 0 at box (1)
      0 p garbles 128 at box (0)
      0 c receives 128 at box (0)
      0 c: 0`,
  },
  {
    group: "Exceptions",
    name: "corrupted, and detected",
    says: "a checksum does not fit, and the receiver is told",
    written: ["checksum: true", "ERR_CORRUPT"],
    scenario: `
      machine { instruction: 0 seed: 3 }
      mailbox box { delivery: lossy corruption: 50 checksum: true }
      program producer() { for i = 1 .. 3 { send(box, i) } }
      program consumer() { for i = 1 .. 3 { print(receive(box) == ERR_CORRUPT) } }
      process p = producer()
      process c = consumer()`,
    happens: `
      0 p sends 1 at box (1)
      0 p garbles 1 at box (0)
      0 p sends 2 at box (2)
      0 p sends 3 at box (3)
      0 c receives 1 at box (2)
      0 c: 1
      0 c receives 2 at box (1)
      0 c: 0
      0 c receives 3 at box (0)
      0 c: 0`,
  },
  {
    group: "Exceptions",
    name: "corrupted, and sent again",
    says: "the system takes a corrupted message for a lost one",
    written: ["delivery: retransmit checksum: true"],
    scenario: `
      machine { instruction: 0 seed: 3 }
      mailbox box { delivery: retransmit corruption: 50 checksum: true timeout: 2 }
      program producer() { for i = 1 .. 3 { send(box, i) } }
      program consumer() { for i = 1 .. 3 { print(receive(box)) } }
      process p = producer()
      process c = consumer()`,
    happens: `
      0 p sends 1 at box (1)
      0 p garbles 1 at box (0)
      0 p sends 2 at box (2)
      0 p sends 3 at box (3)
      2 p sends again 1 at box (3)
      2 p garbles 1 at box (3)
      4 p sends again 1 at box (3)
      4 p garbles 1 at box (3)
      6 p sends again 1 at box (3)
      6 c receives 1 at box (2)
      6 c: 1
      6 c receives 2 at box (1)
      6 c: 2
      6 c receives 3 at box (0)
      6 c: 3`,
  },
];
