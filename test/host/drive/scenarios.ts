/** Scenarios of the drives that are no samples: what a picture must show more of than a lesson would. */

/** Many processes, to see how the views bear them. */
export function crowd(count: number): string {
  const programs = `machine {
  cpus: 2
  scheduler: round_robin(quantum: 3)
}
shared total = 0
program adder(times) {
  var done = 0
  while done < times {
    total = total + 1
    done = done + 1
    if done % 3 == 0 { sleep(5) }
  }
}
`;
  return (
    programs + Array.from({ length: count }, (_none, n) => `process worker_${n + 1} = adder(${(n % 7) + 3})\n`).join("")
  );
}

/** Each process forks as long as there is depth left, then works: a cascade. */
export const forks = `machine {
  scheduler: round_robin(quantum: 2)
}
program tree(depth) {
  var left = depth
  while left > 0 {
    left = left - 1
    fork()
  }
  compute(60)
  while wait() > 0 { }
}
process ancestor = tree(3)
`;

/** Three levels of feedback, two CPUs, a disk, a job queue; a thread library with threads of its own. */
export const levels = `machine {
  cpus: 2
  scheduler: mlfq(quanta: [2, 4, 0])
  context_switch: 1
  degree: 8
  devices: { disk: device(service: 12) }
}
program interactive() {
  for k = 1 .. 20 {
    compute(1)
    io(disk)
  }
}
program batch() { compute(90) }
program sleeper() { sleep(500) }
function part(n) { compute(n) }
program server() {
  for k = 1 .. 4 {
    spawn(part, 40)
  }
  compute(40)
}
process shell = interactive()
process editor = interactive()
process night = sleeper()
process pool = server() { threads: library }
process sum = batch()
process sort = batch()
process print = batch()
process index = batch()
process later = batch()
process last = batch() { arrival: 400 }
`;

/** A person decides who runs. */
export const byHand = `machine {
  scheduler: manual
}
program work(n) {
  compute(n)
  print("done", n)
}
process first = work(3)
process second = work(4)
process third = work(5)
`;

/** Runs without end. */
export const endless = `machine {
  scheduler: round_robin(quantum: 5)
}
shared count = 0
function one() {
  return 1
}
program spin() {
  loop {
    count = count + one()
  }
}
process left = spin()
process right = spin()
`;

/** Does not compile. */
export const broken = `program p() {
  var x = 
  y = 1
}
process a = p()
`;
