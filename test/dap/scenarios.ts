/**
 * The scenarios of the adapter's tests.
 */

/** Two processes that add without a lock; p is a caller of functions. */
export const ADDERS = `machine { scheduler: round_robin(quantum: 3) }
shared count = 0
shared list: int[4]
function double(n) {
  var twice = n * 2
  return twice
}
program adder(times) {
  var sum = 0
  for i = 1 .. times {
    count = count + 1
    sum = sum + double(i)
  }
  print("sum", sum)
}
process p = adder(4)
process q = adder(4)
`;

/** One process divides by zero; the other goes on. */
export const FAULTS = `program bad(d) {
  var x = 10
  print(x / d)
}
program good() {
  compute(5)
  assert 1 == 2, "never so"
}
process b = bad(0)
process g = good()
`;

/** Three that the person at the controls picks from. */
export const MANUAL = `machine { scheduler: manual }
program worker(n) {
  compute(n)
  print("done", n)
}
process a = worker(2)
process b = worker(3)
process c = worker(4)
`;

export const BROKEN = `program p( {
  var = 3
}
`;

/** Locks, messages and waits of each kind, at tick 8. */
export const LOCKS = `machine { instruction: 0 scheduler: priority devices: { disk: device(service: 5) } }
mutex door
semaphore slots = 0
mailbox box { capacity: 1 }
mailbox quiet
program owner() {
  lock(door)
  compute(9)
}
program sender() {
  send(box, 1, 2)
  send(box, 3)
}
program getter() { var word = receive(quiet) }
program taker() { down(slots) }
program other() {
  io(disk)
  lock(door)
}
process s = sender()
process g = getter()
process t = taker()
process x = other()
process o = owner()
`;

/** Two that talk through a mailbox. */
export const TALKERS = `mailbox box
program tell() {
  send(box, 7)
  print("told")
}
program hear() {
  var n = receive(box)
  print("heard", n)
}
process p = tell()
process q = hear()
`;

/** One waits for a letter that the other writes slowly, and is then busy for long. */
export const LETTERS = `mailbox box
program writer() {
  compute(5)
  send(box, 7)
  compute(20)
}
program reader() {
  var n = receive(box)
  for i = 1 .. 100000 { n = n + i }
}
process r = reader()
process w = writer()
`;

/** Two files: `SHARED` is imported by the other as `shared.turno`. */
export const IMPORTING = `import "shared.turno"
program p() { print(twice(N)) }
process a = p()
`;
export const SHARED = `const N = 4
function twice(n) {
  return n + n
}
`;

/** Two that lock each other's mutex, after a race for a shared word; a third one would go on. */
export const CROSSED = `machine { instruction: 0 }
shared count = 0
mutex m[2]
program crossed(first, second) {
  lock(m[first])
  count = count + 1
  sleep(2)
  lock(m[second])
}
program other() { loop { sleep(1) } }
process p = crossed(0, 1)
process q = crossed(1, 0)
process o = other()
`;

/** Two that count for ever, each in a word of its own. */
export const COUNTERS = `program counter() {
  var n = 0
  loop { n = n + 1 }
}
process a = counter()
process b = counter()
`;

/** A producer without a consumer: its messages pile up. */
export const FLOOD = `mailbox m { }
program p() { loop { send(m, 1, 2) } }
process a = p()
`;

/** Processes that begin and end for ever, and long lines for ever. */
export const LIVES = `program q() { }
program p() { loop { var c = start(q)
  wait(c) } }
program r() { loop { print("${"a long line ".repeat(400)}") } }
process a = p()
process b = r()
`;
