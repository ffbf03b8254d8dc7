/** Message passing beyond the textbook's list (communication.ts): what meets what, with the exact order of messages. */
import { checkTalk } from "./talk.ts";

/** Name, scenario, what happens. With `instruction: 0` only `compute`, `sleep` and latencies take time. */
type Case = readonly [name: string, text: string, expected: string];

const Z = "machine { instruction: 0 scheduler: round_robin(quantum: 100) seed: 3 }";

const DIRECT: readonly Case[] = [
  [
    "symmetric naming: both ends name each other, over one link for each way",
    `${Z} program p(q) { send(q, 1) send(q, 2) print(receive(q)) }
     program c(p) { print(receive(p)) print(receive(p)) send(p, 3) }
     process a = p(2) process b = c(1)`,
    `0 a sends 1 at a → b (1)
     0 a sends 2 at a → b (2)
     0 b receives 1 at a → b (1)
     0 b: 1
     0 b receives 2 at a → b (0)
     0 b: 2
     0 b sends 3 at b → a (1)
     0 a receives 3 at b → a (0)
     0 a: 3`,
  ],
  [
    "asymmetric naming: the receiver names nobody, takes what came first, and learns who sent it",
    `${Z} program server() { for i = 1 .. 3 { var word = receive() print(word, sender()) } }
     program client(word, wait) { sleep(wait) send(1, word) }
     process s = server() process x = client(7, 2) process y = client(8, 1) process z = client(9, 2)`,
    `1 y sends 8 at y → s (1)
     1 s receives 8 at y → s (0)
     1 s: 8 3
     2 x sends 7 at x → s (1)
     2 s receives 7 at x → s (0)
     2 z sends 9 at z → s (1)
     2 s: 7 2
     2 s receives 9 at z → s (0)
     2 s: 9 4`,
  ],
  [
    "from anyone, after some were received by name",
    `${Z} program server() { sleep(1) print(receive(3)) print(receive()) print(receive()) print(receive(2)) }
     program client(word) { send(1, word) send(1, word + 1) }
     process s = server() process x = client(10) process y = client(20)`,
    `0 x sends 10 at x → s (1)
     0 x sends 11 at x → s (2)
     0 y sends 20 at y → s (1)
     0 y sends 21 at y → s (2)
     1 s receives 20 at y → s (1)
     1 s: 20
     1 s receives 10 at x → s (1)
     1 s: 10
     1 s receives 11 at x → s (0)
     1 s: 11
     1 s: -5`,
  ],
  [
    "a link of bounded capacity makes its sender wait",
    `machine { instruction: 0 direct_capacity: 1 }
     program p() { send(2, 1) send(2, 2) print("sent two") send(2, 3) print("sent three") }
     program c() { for i = 1 .. 3 { sleep(5) print(receive(1)) } }
     process a = p() process b = c()`,
    `0 a sends 1 at a → b (1)
     0 a finds full 2 at a → b (1)
     5 b receives 1 at a → b (0)
     5 a sends 2 at a → b (1)
     5 b: 1
     5 a: sent two
     5 a finds full 3 at a → b (1)
     10 b receives 2 at a → b (0)
     10 a sends 3 at a → b (1)
     10 b: 2
     10 a: sent three
     15 b receives 3 at a → b (0)
     15 b: 3`,
  ],
  [
    "links that hold nothing: sender and receiver meet",
    `machine { instruction: 0 direct_capacity: 0 }
     program p(word) { send(3, word) print("met") }
     program c() { sleep(5) print(receive()) sleep(5) print(receive()) print(try_receive() == ERR_EMPTY) }
     process a = p(1) process b = p(2) process s = c()`,
    `5 a sends 1 at a → s (1)
     5 s receives 1 at a → s (0)
     5 s: 1
     5 a: met
     10 b sends 2 at b → s (1)
     10 s receives 2 at b → s (0)
     10 s: 2
     10 s: 1
     10 b: met`,
  ],
  [
    "a process talks to itself where there is room; where it would wait for itself it is told",
    `machine { instruction: 0 direct_capacity: 1 }
     program p() { send(pid(), 4) print(receive(pid())) print(receive(pid()) == ERR_DEADLOCK)
       send(pid(), 5) print(send(pid(), 6) == ERR_DEADLOCK, request(pid(), 1) == ERR_DEADLOCK) }
     process a = p()`,
    `0 a sends 4 at a → a (1)
     0 a receives 4 at a → a (0)
     0 a: 4
     0 a: 1
     0 a sends 5 at a → a (1)
     0 a finds full 6 at a → a (1)
     0 a: 1 1`,
  ],
];

const BUFFERING: readonly Case[] = [
  [
    "bounded: a sender waits for room, and goes on in its turn",
    `${Z} mailbox box { capacity: 2 } program p(first) { send(box, first) send(box, first + 1) print("done") }
     program c() { sleep(3) for i = 1 .. 4 { print(receive(box)) sleep(1) } }
     process a = p(1) process b = p(11) process s = c()`,
    `0 a sends 1 at box (1)
     0 a sends 2 at box (2)
     0 a: done
     0 b finds full 11 at box (2)
     3 s receives 1 at box (1)
     3 b sends 11 at box (2)
     3 s: 1
     3 b finds full 12 at box (2)
     4 s receives 2 at box (1)
     4 b sends 12 at box (2)
     4 s: 2
     4 b: done
     5 s receives 11 at box (1)
     5 s: 11
     6 s receives 12 at box (0)
     6 s: 12`,
  ],
  [
    "rendezvous, acknowledged: request waits for the reply",
    `${Z} mailbox box { capacity: 0 } program p() { var (x, y) = request(box, 20) print(x, y, sender()) }
     program c() { sleep(2) var word = receive(box) compute(3) reply(sender(), word * 2, 5) }
     process a = p() process b = c()`,
    `2 a sends 20 at box (1)
     2 b receives 20 at box (0)
     5 b replies 40 to a
     5 a: 40 5 2`,
  ],
  [
    "rendezvous over a distance: the message takes its time, and both wait",
    `${Z} mailbox box { capacity: 0 latency: 7 } program p(word) { send(box, word) print("sent") }
     program c() { for i = 1 .. 2 { print(receive(box)) } } process s = c() process a = p(1) process b = p(2)`,
    `0 a sends 1 at box (1)
     7 s receives 1 at box (0)
     7 s: 1
     7 b sends 2 at box (1)
     7 a: sent
     14 s receives 2 at box (0)
     14 s: 2
     14 b: sent`,
  ],
  [
    "a full box may discard, or tell the sender",
    `${Z} mailbox drop { capacity: 1 when_full: discard } mailbox tell { capacity: 1 when_full: error }
     program p() { print(send(drop, 1), send(drop, 2), send(tell, 3), send(tell, 4) == ERR_FULL) print(receive(drop)) print(receive(tell)) }
     process a = p()`,
    `0 a sends 1 at drop (1)
     0 a finds full 2 at drop (1)
     0 a loses 2 at drop (1)
     0 a sends 3 at tell (1)
     0 a finds full 4 at tell (1)
     0 a: 0 0 0 1
     0 a receives 1 at drop (0)
     0 a: 1
     0 a receives 3 at tell (0)
     0 a: 3`,
  ],
  [
    "trying, and waiting no longer than some ticks",
    `${Z} mailbox box { capacity: 1 }
     program p() { print(try_receive(box) == ERR_EMPTY, receive_within(3, box) == ERR_TIMEOUT, clock()) print(try_send(box, 1), try_send(box, 2) == ERR_FULL)
       print(send_within(4, box, 3) == ERR_TIMEOUT, clock()) print(send_within(0, box, 3) == ERR_TIMEOUT, receive_within(0, box)) send(box, 9) }
     program c() { sleep(20) print(receive_within(5, box)) } process a = p() process b = c()`,
    `3 a: 1 1 3
     3 a sends 1 at box (1)
     3 a finds full 2 at box (1)
     3 a: 0 1
     3 a finds full 3 at box (1)
     7 a: 1 7
     7 a finds full 3 at box (1)
     7 a receives 1 at box (0)
     7 a: 1 1
     7 a sends 9 at box (1)
     20 b receives 9 at box (0)
     20 b: 9`,
  ],
  [
    "a delivery beats a time-out of the same tick",
    `${Z} mailbox box { latency: 5 } program p() { send(box, 1) } program c() { print(receive_within(5, box)) }
     process b = c() process a = p()`,
    `0 a sends 1 at box (1)
     5 b receives 1 at box (0)
     5 b: 1`,
  ],
];

const SIZES: readonly Case[] = [
  [
    "fixed size: another number of words is refused",
    `${Z} mailbox box { message: 2 } program p() { print(send(box, 1) == ERR_SIZE, send(box, 1, 2), send(box, 1, 2, 3) == ERR_SIZE)
       var (x, y) = receive(box) print(x, y) }
     process a = p()`,
    `0 a sends 1 at box (1)
     0 a: 1 0 1
     0 a receives 1 at box (0)
     0 a: 1 2`,
  ],
  [
    "variable size: words that were not sent are 0",
    `${Z} mailbox box program p() { send(box) send(box, 1, 2, 3, 4, 5, 6, 7, 8) send(box, 9)
       var x = receive(box) var (a, b, c, d, e, f, g, h) = receive(box) var (y, z) = receive(box) print(x, a, b, c, d, e, f, g, h, y, z) }
     process a = p()`,
    `0 a sends 0 at box (1)
     0 a sends 1 at box (2)
     0 a sends 9 at box (3)
     0 a receives 0 at box (2)
     0 a receives 1 at box (1)
     0 a receives 9 at box (0)
     0 a: 0 1 2 3 4 5 6 7 8 9 0`,
  ],
];

const RECEIVERS: readonly Case[] = [
  [
    "any: who waited first is served first",
    `${Z} mailbox box program c() { print(receive(box)) } program p() { sleep(1) for i = 1 .. 3 { send(box, i) } }
     process x = c() process y = c() process z = c() process a = p()`,
    `1 a sends 1 at box (1)
     1 x receives 1 at box (0)
     1 a sends 2 at box (1)
     1 y receives 2 at box (0)
     1 a sends 3 at box (1)
     1 z receives 3 at box (0)
     1 x: 1
     1 y: 2
     1 z: 3`,
  ],
  [
    "one: while a process is receiving, another may not",
    `${Z} mailbox box { receivers: one } program c(wait) { sleep(wait) print(receive(box)) } program p() { sleep(4) send(box, 1) send(box, 2) }
     process x = c(1) process y = c(2) process z = c(5) process a = p()`,
    `2 y: -7
     4 a sends 1 at box (1)
     4 x receives 1 at box (0)
     4 a sends 2 at box (1)
     4 x: 1
     5 z receives 2 at box (0)
     5 z: 2`,
  ],
  [
    "pair: two processes share it, whoever comes third is refused",
    `${Z} mailbox box { receivers: pair } program c() { print(receive(box)) sleep(3) } program p() { print(send(box, 1)) sleep(3) }
     program third() { sleep(1) print(send(box, 3) == ERR_DENIED, receive(box) == ERR_DENIED) sleep(9) }
     process x = c() process a = p() process y = third()`,
    `0 a sends 1 at box (1)
     0 x receives 1 at box (0)
     0 a: 0
     0 x: 1
     1 y: 1 1`,
  ],
  [
    "arbitrary: the system picks one of those who wait, and the sender is told who it was",
    `${Z} mailbox box { receivers: arbitrary } program c() { print(receive(box)) }
     program p() { sleep(1) print(send(box, 1)) print(send(box, 2)) print(send(box, 3)) print(send(box, 4)) }
     process x = c() process y = c() process z = c() process a = p()`,
    `1 a sends 1 at box (1)
     1 x receives 1 at box (0)
     1 a: 1
     1 a sends 2 at box (1)
     1 z receives 2 at box (0)
     1 a: 3
     1 a sends 3 at box (1)
     1 y receives 3 at box (0)
     1 a: 2
     1 a sends 4 at box (1)
     1 a: 0
     1 x: 1
     1 z: 2
     1 y: 3`,
  ],
  [
    "arbitrary at a rendezvous: the sender waits to be told",
    `${Z} mailbox box { receivers: arbitrary capacity: 0 } program c() { sleep(3) print(receive(box)) } program p() { print(send(box, 1)) }
     process a = p() process y = c()`,
    `3 a sends 1 at box (1)
     3 y receives 1 at box (0)
     3 y: 1
     3 a: 2`,
  ],
];

const OWNERS: readonly Case[] = [
  [
    "a created mailbox is its maker's: only it destroys it, and whoever waits is told",
    `${Z} shared box = 0 program p() { box = mailbox_create(1) sleep(3) print(mailbox_destroy(box), mailbox_destroy(box) == ERR_DESTROYED) sleep(3) }
     program c() { sleep(1) print(mailbox_destroy(box) == ERR_DENIED) print(receive(box) == ERR_DESTROYED) print(send(box, 1) == ERR_DESTROYED) }
     process a = p() process b = c()`,
    `1 b: 1
     3 a: 0 1
     3 b: 1
     3 b: 1`,
  ],
  [
    "a mailbox dies with its owner: receivers, senders and clients are told",
    `${Z} mailbox box { owner: a capacity: 1 } mailbox ask { owner: a }
     program owner() { sleep(5) } program r() { print(receive(box) == ERR_DEAD) } program s() { sleep(1) send(box, 1) send(box, 2) print(send(box, 3) == ERR_DEAD) }
     program q() { print(request(ask, 1) == ERR_DEAD) print(send(ask, 1) == ERR_DESTROYED) }
     process a = owner() process x = r() process y = s() process z = q()`,
    `0 z sends 1 at ask (1)
     1 y sends 1 at box (1)
     1 x receives 1 at box (0)
     1 y sends 2 at box (1)
     1 y finds full 3 at box (1)
     1 x: 0
     5 y: 1
     5 z: 1
     5 z: 1`,
  ],
];

const EXCEPTIONS: readonly Case[] = [
  [
    "the sender terminates: what it sent is received, then the receiver is told",
    `${Z} program p() { send(2, 1) } program c() { sleep(3) print(receive(1)) print(receive(1) == ERR_DEAD) } process a = p() process b = c()`,
    `0 a sends 1 at a → b (1)
     3 b receives 1 at a → b (0)
     3 b: 1
     3 b: 1`,
  ],
  [
    "the sender terminates while the receiver waits for it",
    `${Z} program p() { compute(4) } program c() { print(receive(1) == ERR_DEAD, clock()) } process a = p() process b = c()`,
    `4 b: 1 4`,
  ],
  [
    "the receiver terminates: who waits to send, or for its reply, is told",
    `machine { instruction: 0 direct_capacity: 1 } program c() { var word = receive(3) sleep(4) }
     program p() { send(1, 1) print(send(1, 2) == ERR_DEAD, clock()) print(send(1, 3) == ERR_DEAD) } program q() { print(request(1, 5) == ERR_DEAD, clock()) }
     process b = c() process a = p() process d = q()`,
    `0 a sends 1 at a → b (1)
     0 a finds full 2 at a → b (1)
     0 d sends 5 at d → b (1)
     0 b receives 5 at d → b (0)
     4 a: 1 4
     4 a: 1
     4 d: 1 4`,
  ],
  [
    "lost messages are lost",
    `${Z} mailbox box { delivery: lossy loss: 50 } program p() { for i = 1 .. 5 { print(send(box, i)) } }
     program c() { sleep(1) loop { var word = try_receive(box) if word == ERR_EMPTY { exit(0) } print(word) } } process a = p() process b = c()`,
    `0 a sends 1 at box (1)
     0 a loses 1 at box (0)
     0 a: 0
     0 a sends 2 at box (1)
     0 a: 0
     0 a sends 3 at box (2)
     0 a: 0
     0 a sends 4 at box (3)
     0 a loses 4 at box (2)
     0 a: 0
     0 a sends 5 at box (3)
     0 a loses 5 at box (2)
     0 a: 0
     1 b receives 2 at box (1)
     1 b: 2
     1 b receives 3 at box (0)
     1 b: 3`,
  ],
  [
    "lost messages: the operating system sends again, and nobody overtakes",
    `${Z} mailbox box { delivery: retransmit loss: 50 latency: 1 timeout: 4 } program p() { for i = 1 .. 4 { send(box, i) } }
     program c() { for i = 1 .. 4 { print(receive(box)) } } process a = p() process b = c()`,
    `0 a sends 1 at box (1)
     0 a loses 1 at box (0)
     0 a sends 2 at box (2)
     0 a sends 3 at box (3)
     0 a sends 4 at box (4)
     0 a loses 4 at box (3)
     4 a sends again 1 at box (4)
     4 a loses 1 at box (4)
     4 a sends again 4 at box (4)
     8 a sends again 1 at box (4)
     8 a loses 1 at box (4)
     12 a sends again 1 at box (4)
     13 b receives 1 at box (3)
     13 b: 1
     13 b receives 2 at box (2)
     13 b: 2
     13 b receives 3 at box (1)
     13 b: 3
     13 b receives 4 at box (0)
     13 b: 4`,
  ],
  [
    "corrupted messages: the checksum tells the receiver",
    `${Z} mailbox box { delivery: lossy corruption: 50 checksum: true } program p() { for i = 1 .. 4 { send(box, i) } }
     program c() { for i = 1 .. 4 { var word = receive(box) if word == ERR_CORRUPT { print("corrupt") } else { print(word) } } } process a = p() process b = c()`,
    `0 a sends 1 at box (1)
     0 a garbles 1 at box (0)
     0 a sends 2 at box (2)
     0 a sends 3 at box (3)
     0 a sends 4 at box (4)
     0 a garbles 4 at box (3)
     0 b receives 1 at box (3)
     0 b: corrupt
     0 b receives 2 at box (2)
     0 b: 2
     0 b receives 3 at box (1)
     0 b: 3
     0 b receives 4 at box (0)
     0 b: corrupt`,
  ],
  [
    "corrupted messages that nobody checks: a bit is another",
    `${Z} mailbox box { delivery: lossy corruption: 100 } program p() { send(box, 0) } program c() { var word = receive(box) print(word != 0, word & (word - 1)) }
     process a = p() process b = c()`,
    `0 a sends 0 at box (1)
     0 a garbles 33554432 at box (0)
     0 b receives 33554432 at box (0)
     0 b: 1 0`,
  ],
];

const WRONG: readonly Case[] = [
  [
    "names of nobody, and nobody's requests",
    `${Z} program p() { print(send(99, 1) == ERR_NO_PROCESS, receive(99) == ERR_NO_PROCESS, request(-4, 1) == ERR_NO_PROCESS)
       print(reply(1, 1) == ERR_EMPTY, reply(99, 1) == ERR_NO_PROCESS) } process a = p()`,
    `0 a: 1 1 1
     0 a: 1 1`,
  ],
  [
    "a word of another kind is a fault",
    `${Z} mutex m shared word = 0 program p() { word = m send(word, 1) } process a = p()`,
    `a fault: a wrong argument: m`,
  ],
  [
    "a reply to what is no process is a fault",
    `${Z} mailbox box shared word = 0 program p() { word = box reply(word, 1) } process a = p()`,
    `a fault: a wrong argument: box`,
  ],
  [
    "a negative capacity is a fault",
    `${Z} program p(n) { var box = mailbox_create(n) } process a = p(-3)`,
    `a fault: a wrong argument: -3`,
  ],
  [
    "a mailbox that is created has a name, as one that is declared",
    `${Z} mailbox declared program p() { var made = mailbox_create(1) print(made, declared) print(mailbox_create(2)) } process a = p()`,
    `0 a: box 1 declared
     0 a: box 2`,
  ],
  [
    "a negative time is a fault",
    `${Z} mailbox box program p(n) { send_within(n, box, 1) } process a = p(-3)`,
    `a fault: a negative time: -3`,
  ],
  [
    "with nobody left to receive, a sender at a rendezvous is stuck",
    `${Z} mailbox box { capacity: 0 } program p() { send(box, 1) } process a = p()`,
    `deadlock: a waits to send to box`,
  ],
];

for (const [title, cases] of Object.entries({
  "direct communication": DIRECT,
  buffering: BUFFERING,
  "sizes of messages": SIZES,
  "who receives": RECEIVERS,
  "owners of mailboxes": OWNERS,
  exceptions: EXCEPTIONS,
  "wrong uses of messages": WRONG,
})) {
  describe(title, () => {
    for (const [name, text, expected] of cases) it(name, () => checkTalk(text, expected));
  });
}
