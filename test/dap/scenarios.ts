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
