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

/** Does not compile. */
export const broken = `program p() {
  var x = 
  y = 1
}
process a = p()
`;
