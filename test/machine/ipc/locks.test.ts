/** Synchronisation objects and deadlock: who is woken in which order, what misuse comes to, and the moment of a deadlock. */
import { checkTalk } from "./talk.ts";

/** Name, scenario, what happens. With `instruction: 0` only `compute` and `sleep` take time. */
type Case = readonly [name: string, text: string, expected: string];

const Z = "machine { instruction: 0 scheduler: round_robin(quantum: 100) }";

const SEMAPHORES: readonly Case[] = [
  [
    "who waits first is woken first, and nobody overtakes",
    `${Z} semaphore s = 1 program p(name, wait) { sleep(wait) down(s) print(name) sleep(5) up(s) down(s) print(name, "again") up(s) }
     process a = p(1, 0) process b = p(2, 2) process c = p(3, 1)`,
    `0 a: 1
     5 c: 3
     10 b: 2
     15 a: 1 again
     15 c: 3 again
     15 b: 2 again`,
  ],
  [
    "the most urgent waiter first; the last to wait first",
    `${Z} semaphore s = 0 { order: priority } semaphore l = 0 { order: lifo }
     program p(name) { down(s) print("s", name) down(l) print("l", name) }
     program q() { sleep(3) for i = 1 .. 3 { up(s) } sleep(3) for i = 1 .. 3 { up(l) } }
     process a = p(1) { priority: 5 } process b = p(2) { priority: 1 } process c = p(3) { priority: 5 } process d = q()`,
    `3 b: s 2
     3 a: s 1
     3 c: s 3
     6 c: l 3
     6 a: l 1
     6 b: l 2`,
  ],
  [
    "down, P and wait are one; so are up, V and signal; trying never waits",
    `${Z} semaphore s = 3 program p() { P(s) wait(s) print(try_down(s), try_down(s) == ERR_EMPTY) V(s) signal(s) print(try_down(s), try_down(s), try_down(s) == ERR_EMPTY) }
     process a = p()`,
    `0 a: 1 1
     0 a: 1 1 1`,
  ],
  [
    "a word that is no semaphore",
    `${Z} mutex m shared x = 0 program p() { x = m down(x) } process a = p()`,
    `a fault: a wrong argument: m`,
  ],
];

const MUTEXES: readonly Case[] = [
  [
    "an unlocked mutex is its next waiter's at once",
    `${Z} mutex m program p(name) { lock(m) print(name) sleep(3) unlock(m) print(name, try_lock(m) == ERR_EMPTY) } process a = p(1) process b = p(2) process c = p(3)`,
    `0 a: 1
     3 a: 1 1
     3 b: 2
     6 b: 2 1
     6 c: 3
     9 c: 3 0`,
  ],
  [
    "unlocking what one does not own",
    `${Z} mutex m program p() { lock(m) sleep(5) unlock(m) } program q() { unlock(m) } process a = p() process b = q()`,
    `b fault: a lock that the caller does not own: m`,
  ],
  [
    "locking what one owns already",
    `${Z} mutex m program p() { lock(m) lock(m) } process a = p()`,
    `deadlock: a waits for mutex m (held by a)`,
  ],
  [
    "an owner inherits the priority of who waits, through a chain, until it unlocks",
    `machine { instruction: 0 scheduler: priority } mutex m { protocol: inherit } mutex n { protocol: inherit }
     program low() { lock(m) compute(4) print("low unlocks") unlock(m) compute(1) print("low ends") }
     program middle() { sleep(1) lock(n) lock(m) unlock(m) unlock(n) print("middle ends") }
     program high() { sleep(2) lock(n) print("high has it") unlock(n) }
     program other() { sleep(2) compute(5) print("other ends") }
     process a = low() { priority: 9 } process b = middle() { priority: 8 } process c = high() { priority: 1 } process d = other() { priority: 5 }`,
    `4 a: low unlocks
     4 b: middle ends
     4 c: high has it
     9 d: other ends
     10 a: low ends`,
  ],
  [
    "without inheritance the one in the middle goes first: inversion",
    `machine { instruction: 0 scheduler: priority } mutex m
     program low() { lock(m) compute(4) unlock(m) print("low unlocked") } program high() { sleep(2) lock(m) print("high has it") unlock(m) }
     program other() { sleep(2) compute(5) print("other ends") }
     process a = low() { priority: 9 } process c = high() { priority: 1 } process d = other() { priority: 5 }`,
    `7 d: other ends
     9 a: low unlocked
     9 c: high has it`,
  ],
  [
    "a new priority does not take away what is inherited; a waiter that ends does",
    `machine { instruction: 0 scheduler: priority } mutex m { protocol: inherit }
     program low() { lock(m) compute(10) print("low ends") } program high() { sleep(2) lock(m) }
     program other() { sleep(3) compute(4) print("other ends") } program boss() { sleep(1) set_priority(1, 7) sleep(2) set_priority(1, 8) sleep(2) kill(2) }
     process a = low() { priority: 9 } process c = high() { priority: 1 } process d = other() { priority: 5 } process e = boss() { priority: 0 }`,
    `9 d: other ends
     14 a: low ends
     c killed: killed by e (4)`,
  ],
];

const CONDITIONS: readonly Case[] = [
  [
    "signal wakes in order, and who is woken owns the mutex again",
    `${Z} mutex m condition c program p(name) { lock(m) cond_wait(c, m) print(name) sleep(2) unlock(m) }
     program q() { sleep(1) lock(m) cond_signal(c) cond_signal(c) print("signalled") sleep(3) unlock(m) sleep(9) cond_signal(c) cond_signal(c) }
     process x = p(1) process y = p(2) process z = p(3) process d = q()`,
    `1 d: signalled
     4 x: 1
     6 y: 2
     13 z: 3`,
  ],
  [
    "the most urgent first",
    `${Z} mutex m condition c { order: priority } program p(name) { lock(m) cond_wait(c, m) print(name) unlock(m) }
     program q() { sleep(1) lock(m) cond_signal(c) unlock(m) sleep(1) lock(m) cond_broadcast(c) unlock(m) }
     process x = p(1) { priority: 3 } process y = p(2) { priority: 1 } process z = p(3) { priority: 2 } process d = q()`,
    `1 y: 2
     2 z: 3
     2 x: 1`,
  ],
  [
    "waiting without the mutex",
    `${Z} mutex m condition c program p() { cond_wait(c, m) } process a = p()`,
    `a fault: a lock that the caller does not own: m`,
  ],
];

const OTHERS: readonly Case[] = [
  [
    "a barrier lets all through together, again and again",
    `${Z} barrier b = 3 program p(name) { for i = 1 .. 2 { sleep(name) barrier_wait(b) print(name) } } process x = p(1) process y = p(2) process z = p(3)`,
    `3 z: 3
     3 x: 1
     3 y: 2
     6 z: 3
     6 x: 1
     6 y: 2`,
  ],
  [
    "readers together, writers alone, in the order of their coming",
    `${Z} rwlock r program reader(name, wait) { sleep(wait) read_lock(r) print("read", name) sleep(3) rw_unlock(r) } program writer(name, wait) { sleep(wait) write_lock(r) print("write", name) sleep(3) rw_unlock(r) }
     process a = reader(1, 0) process b = reader(2, 0) process c = writer(3, 1) process d = reader(4, 2) process e = writer(5, 2)`,
    `0 a: read 1
     0 b: read 2
     3 c: write 3
     6 d: read 4
     9 e: write 5`,
  ],
  [
    "readers before waiting writers",
    `${Z} rwlock r { prefer: readers } program reader(name, wait) { sleep(wait) read_lock(r) print("read", name) sleep(3) rw_unlock(r) } program writer(name, wait) { sleep(wait) write_lock(r) print("write", name) sleep(3) rw_unlock(r) }
     process a = reader(1, 0) process c = writer(3, 1) process d = reader(4, 2) process e = reader(5, 4) process f = writer(6, 5) process g = reader(7, 9)`,
    `0 a: read 1
     2 d: read 4
     4 e: read 5
     7 c: write 3
     10 g: read 7
     13 f: write 6`,
  ],
  [
    "waiting writers before new readers",
    `${Z} rwlock r { prefer: writers } program reader(name, wait) { sleep(wait) read_lock(r) print("read", name) sleep(3) rw_unlock(r) } program writer(name, wait) { sleep(wait) write_lock(r) print("write", name) sleep(3) rw_unlock(r) }
     process a = reader(1, 0) process c = writer(3, 1) process d = reader(4, 2) process e = writer(5, 4)`,
    `0 a: read 1
     3 c: write 3
     6 e: write 5
     9 d: read 4`,
  ],
  [
    "giving back what one does not hold",
    `${Z} rwlock r program p() { rw_unlock(r) } process a = p()`,
    `a fault: a lock that the caller does not own: r`,
  ],
];

const LATECOMERS: readonly Case[] = [
  [
    "a thread that is killed while it waits is passed over",
    `${Z} semaphore s = 0 rwlock r mailbox box program p(name) { down(s) print(name) } program q() { read_lock(r) sleep(2) kill(1) up(s) kill(5) sleep(5) rw_unlock(r) send(box, 1) }
     program w() { write_lock(r) } program v() { read_lock(r) print("read") print(receive(box)) }
     process a = p(1) process b = p(2) process c = q() process d = w() { arrival: 1 } process e = w() { arrival: 1 } process f = v() { arrival: 1 } process g = killer() { arrival: 3 }
     program killer() { kill(4) }`,
    `2 b: 2
     3 f: read
     7 c sends 1 at box (1)
     7 f receives 1 at box (0)
     7 f: 1
     a killed: killed by c (3)
     d killed: killed by g (7)
     e killed: killed by c (3)`,
  ],
  [
    "a suspended process is given what it waits for, and goes on when it is resumed",
    `${Z} semaphore s = 0 mailbox box program p() { down(s) print("down") print(receive(box)) } program q() { sleep(1) suspend(1) up(s) sleep(3) resume(1) sleep(1) suspend(1) send(box, 7) sleep(3) resume(1) }
     process a = p() process b = q()`,
    `4 a: down
     5 b sends 7 at box (1)
     5 a receives 7 at box (0)
     8 a: 7`,
  ],
];

const DEADLOCKS: readonly Case[] = [
  [
    "two mutexes, found when the second begins to wait, though another goes on",
    `${Z} mutex m mutex n program p() { lock(m) sleep(2) lock(n) } program q() { lock(n) sleep(5) lock(m) } program r() { loop { sleep(1) } }
     process a = p() process b = q() process c = r()`,
    `deadlock: b waits for mutex m (held by a); a waits for mutex n (held by b)`,
  ],
  [
    "two processes that wait for each other's message",
    `${Z} program p(other) { print(receive(other)) } program r() { loop { sleep(1) } } process a = p(2) process b = p(1) process c = r()`,
    `deadlock: b waits to receive from a; a waits to receive from b`,
  ],
  [
    "a parent that waits for a child that waits for a lock of its parent",
    `${Z} mutex m program child() { sleep(3) lock(m) } program p() { lock(m) start(child) wait() } program r() { loop { sleep(1) } } process a = p() process c = r()`,
    `deadlock: child (3) waits for mutex m (held by a); a waits for a child`,
  ],
  [
    "a client and a server that request from each other",
    `${Z} program p(other) { sleep(other) request(other, 1) } program r() { loop { sleep(1) } } process a = p(2) process b = p(1) process c = r()`,
    `1 b sends 1 at b → a (1)
     2 a sends 1 at a → b (1)
     deadlock: a waits for a reply from b; b waits for a reply from a`,
  ],
  [
    "a reader that wants to write while it reads",
    `${Z} rwlock r program p() { read_lock(r) write_lock(r) } program q() { loop { sleep(1) } } process a = p() process b = q()`,
    `deadlock: a waits for lock r (held by a)`,
  ],
  [
    "two full mailboxes of a pair",
    `${Z} mailbox there { capacity: 1 receivers: pair } mailbox back { capacity: 1 receivers: pair }
     program p() { try_receive(back) send(there, 1) sleep(1) send(there, 2) } program q() { sleep(2) try_send(there, 0) send(back, 1) send(back, 2) }
     program r() { loop { sleep(1) } } process a = p() process b = q() process c = r()`,
    `0 a sends 1 at there (1)
     1 a finds full 2 at there (1)
     2 b finds full 0 at there (1)
     2 b sends 1 at back (1)
     2 b finds full 2 at back (1)
     deadlock: b waits to send to back; a waits to send to there`,
  ],
  [
    "a mutex whose owner has ended",
    `${Z} mutex m program p() { lock(m) sleep(3) } program q() { sleep(1) lock(m) } program r() { loop { sleep(1) } } process a = p() process b = q() process c = r()`,
    `deadlock: b waits for mutex m (held by a, which has ended)`,
  ],
  [
    "semaphores that two have taken from each other, found at once, though another goes on",
    `${Z} semaphore s[2] = 1 program p(me) { down(s[me]) sleep(1 + me) down(s[1 - me]) up(s[0]) up(s[1]) } program r() { loop { sleep(1) } } process a = p(0) process b = p(1) process c = r()`,
    `deadlock: b waits for semaphore s[0] (held by a); a waits for semaphore s[1] (held by b)`,
  ],
  [
    "a semaphore that only who waits for one's lock would give",
    `${Z} semaphore s = 0 mutex m function give() { up(s) } program p() { lock(m) down(s) unlock(m) } program q() { sleep(1) lock(m) give() unlock(m) } program r() { loop { sleep(1) } }
     process a = p() process b = q() process c = r()`,
    `deadlock: b waits for mutex m (held by a); a waits for semaphore s (raised by b)`,
  ],
  [
    "a buffer whose producer holds the lock while it waits for a place: it took all places, and holds none",
    `${Z} semaphore places = 2 mutex m program put() { loop { lock(m) down(places) unlock(m) sleep(1) } } program get() { sleep(5) lock(m) up(places) unlock(m) } process a = put() process b = get()`,
    `deadlock: b waits for mutex m (held by a); a waits for semaphore places (raised by b)`,
  ],
  [
    "mailboxes at which each waits for the other to begin, found when the last other one has ended",
    `${Z} mailbox here mailbox there program p() { receive(here) send(there, 1) } program q() { receive(there) send(here, 1) } program x() { sleep(5) if clock() > 9 { send(here, 1) } } program r() { loop { sleep(1) } }
     process a = p() process b = q() process e = x() process c = r()`,
    `deadlock: a waits to receive from here; b waits to receive from there`,
  ],
  [
    "a condition that only who waits at a barrier for the waiter would signal",
    `${Z} mutex m condition c barrier b = 2 program p() { lock(m) cond_wait(c, m) unlock(m) barrier_wait(b) } program q() { barrier_wait(b) cond_signal(c) } program r() { loop { sleep(1) } }
     process a = p() process d = q() process e = r()`,
    `deadlock: d waits for barrier b; a waits for condition c`,
  ],
  [
    "semaphores, when nobody is left who could give",
    `${Z} semaphore s = 1 semaphore t = 1 program p() { down(s) sleep(1) down(t) } program q() { down(t) sleep(1) down(s) } program r() { sleep(7) } process a = p() process b = q() process c = r()`,
    `deadlock: a waits for semaphore t (held by b); b waits for semaphore s (held by a)`,
  ],
  [
    "a thread that joins one which waits for its lock",
    `${Z} mutex m function f() { lock(m) } program p() { lock(m) join(spawn(f)) } program r() { loop { sleep(1) } } process a = p() process c = r()`,
    `deadlock: a.2 waits for mutex m (held by a.1); a.1 waits for the end of a.2`,
  ],
  [
    "two threads that join each other",
    `${Z} shared first = 0 shared second = 0 function f() { sleep(2) join(second) } function g() { sleep(3) join(first) }
     program p() { first = spawn(f) second = spawn(g) sleep(9) } program r() { loop { sleep(1) } } process a = p() process c = r()`,
    `deadlock: a.3 waits for the end of a.2; a.2 waits for the end of a.3`,
  ],
  [
    "a parent that waits for its child, which waits for a message of its parent",
    `${Z} mailbox box { receivers: pair } program child() { receive(box) } program p() { try_receive(box) start(child) wait() } program r() { loop { sleep(1) } }
     process a = p() process c = r()`,
    `deadlock: child (3) waits to receive from box; a waits for a child`,
  ],
  [
    "a barrier that one too few can reach",
    `${Z} barrier b = 3 program p() { barrier_wait(b) } program r() { sleep(4) } process x = p() process y = p() process z = r()`,
    `deadlock: y waits for barrier b; x waits for barrier b`,
  ],
  [
    "time-outs that are over keep nothing alive",
    `${Z} mailbox box program p() { print(receive_within(1000, box)) print(receive(box)) } program q() { sleep(2) send(box, 1) } process a = p() process b = q()`,
    `2 b sends 1 at box (1)
     2 a receives 1 at box (0)
     2 a: 1
     deadlock: a waits to receive from box`,
  ],
  [
    "who may be given to by another, or waits for whoever may come, is in no circle",
    `${Z} semaphore s = 0 semaphore t = 0 mailbox box program p() { down(s) send(box, 1) up(t) } program q() { down(t) } program v() { receive(box) receive(box) }
     program x(to) { sleep(4) up(to) } process a = p() process b = q() process w = v() process e = x(s)`,
    `4 a sends 1 at box (1)
     4 w receives 1 at box (0)
     deadlock: w waits to receive from box`,
  ],
  [
    "a message that is on its way comes by itself",
    `${Z} mailbox box { latency: 9 } semaphore s = 0 program p() { down(s) } program q() { receive(box) up(s) } program r() { send(box, 1) } process a = p() process b = q() process e = r()`,
    `0 e sends 1 at box (1)
     9 b receives 1 at box (0)`,
  ],
  ["everybody is suspended", `${Z} program p() { suspend(pid()) } process a = p()`, `deadlock: a is suspended ready`],
];

for (const [title, cases] of Object.entries({
  semaphores: SEMAPHORES,
  mutexes: MUTEXES,
  conditions: CONDITIONS,
  "barriers and readers-writer locks": OTHERS,
  "threads that end or sleep while they wait": LATECOMERS,
  deadlock: DEADLOCKS,
})) {
  describe(title, () => {
    for (const [name, text, expected] of cases) it(name, () => checkTalk(text, expected));
  });
}
