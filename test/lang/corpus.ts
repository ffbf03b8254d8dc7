/** Small texts that together use all of the language; fuzzing begins with them. All compile at the highest level. */

export const LIBRARY = `shared turn = 0
shared flag: int[2]
function enter_region(i) {
  flag[i] = true turn = 1 - i
  while flag[1 - i] && turn == 1 - i { }
}
function leave_region(i) { flag[i] = false }
`;

export const CORPUS: readonly string[] = [
  `// producer and consumer
machine { scheduler: priority(quantum: 4) context_switch: 1 }
const N = 5
shared buffer: int[N] shared in = 0 shared out = 0
program producer(items) {
  var next = 0
  while next < items {
    compute(3)
    while (in + 1) % N == out { }
    buffer[in] = next in = (in + 1) % N next = next + 1
  }
}
process p = producer(10) { priority: 2 } process c = producer(5)`,
  `import "lib.turno"
program q(i) { enter_region(i) assert turn >= 0, "turn" leave_region(i) }
process a = q(0) process b = q(1) { arrival: 2 }
expect { terminates no deadlock always turn == 0 || turn == 1 finally average(waiting) >= 0 finally a.exit == 0 output "x" }`,
  `enum Kind { ping, pong, }
mailbox box[2] { capacity: 4 message: 3 receivers: any when_full: wait delivery: lossy checksum: true loss: 10 corruption: 5 }
semaphore s = 3 { order: fifo } mutex m { protocol: inherit } condition c barrier b = 3 rwlock r
program t(n) {
  function f(x) { return x * 2 }
  var got = receive_within(10, box[0])
  var (k, v) = receive(box[n])
  send(box[1], Kind.pong, k, m) reply(sender(), v)
  down(s) lock(m) cond_wait(c, m) unlock(m) up(s) barrier_wait(b)
  var th = spawn(f, 1) join(th)
  if try_lock(m) < 0 { exit(ERR_FULL) } else if got == ping { return } else { yield() }
}
machine { scheduler: priority }
process one = t(1) { threads: library(preemptive, quantum: 3) } process two = t(0) { priority: 1 }`,
  `machine alpha { cpus: 2, devices: { disk: device(service: 20, queue: fifo, servers: 1) } }
machine beta { scheduler: mlfq(quanta: [2, 4], allotments: [1, 1], io_return: head), degree: unlimited }
link alpha <-> beta { latency: 5, bandwidth: 64, loss: 10 }
program w() {
  io(disk, 3)
  var fd = open("f") write(fd, -1) close(fd)
  migrate(pid(), beta, precopy)
  start_on(beta, w)
}
process w1 = w() { on: alpha } process w2 = w() { on: beta, parent: w1 }
at 50 { crash(alpha) restart(alpha) kill(w1) }`,
  `shared a: int[3][2] = [[1, 2], [3]] shared n = -0x10 + 0b11
function g(x, y) { if x <= 1 { return 1 } return g(x - 1, y) + y }
program v(p0) {
  var total: int var list = [1, 2, 3] var búfer: bool[4]
  for i = 0 .. 2 { var z: int[6] z[i] = a[i][i & 1] << 2 | 1 list[i] += z[i] % 7 if i == 1 { continue } total -= list[0] }
  loop { total *= 2 if total > 100 || !(total != 3) { break } }
  repeat { total = ~total ^ g(total, p0) } until total >= 0 && p0 < 9
  atomic { n = n + 1 atomic { n -= 1 } if p0 { return n } }
  again: asm { retry: mov r0, 5; tas r1, n // comment
    cmp r1, 0
    jne retry
    load r2, [sp + 4] }
  if test_and_set(n) == 0 { goto again }
  n = compare_and_swap(n, 1, p0 + 1) + fetch_and_add(a[p0][1], 2) + swap(total, g(1, 2))
  print("total", total /* shown */, búfer[3])
}
process z = v(7)`,
];
