/** Does something so many times. @returns the CPU time of one, in milliseconds: also of what runs beside it, such as collecting garbage */
export async function cpuTime(times: number, work: () => unknown): Promise<number> {
  const before = process.cpuUsage();
  for (let time = 0; time < times; time++) {
    await work();
  }
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000 / times;
}
