/** What some work took, in milliseconds. */
export interface Spent {
  readonly wall: number
  /** Of this process: all there is for SQLite, which lives in it; next to nothing for a server. */
  readonly cpu: number
}

export async function timed<T>(work: () => Promise<T>): Promise<Spent & { readonly result: T }> {
  const usage = process.cpuUsage()
  const start = performance.now()
  const result = await work()
  const wall = performance.now() - start
  const { user, system } = process.cpuUsage(usage)
  return { wall, cpu: (user + system) / 1000, result }
}
