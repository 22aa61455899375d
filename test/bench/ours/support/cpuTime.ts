/**
 * Does something a number of times.
 * @returns the CPU time of one time, in milliseconds, including other work of the process such as garbage collection
 */
export async function cpuTime(times: number, work: () => unknown): Promise<number> {
  const before = process.cpuUsage();
  for (let time = 0; time < times; time++) {
    await work();
  }
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000 / times;
}
