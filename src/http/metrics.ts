import { Counter, collectDefaultMetrics, Histogram, Registry } from 'prom-client'

/** Counts for Prometheus. Labels are routes and codes, never names of people or organizations. */
export interface Metrics {
  request(method: string, route: string, status: number, seconds: number): void
  problem(code: string): void
  run(kind: string, status: string): void
  /** In Prometheus' own text. */
  print(): Promise<string>
  readonly contentType: string
}

export function createMetrics(): Metrics {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry, prefix: 'resettle_' })
  const registers = [registry]
  const requests = new Histogram({
    name: 'resettle_http_request_seconds',
    help: 'Time to answer a request',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 60],
    registers,
  })
  const problems = new Counter({
    name: 'resettle_http_problems_total',
    help: 'Requests that were answered with a problem, by code',
    labelNames: ['code'],
    registers,
  })
  const runs = new Counter({
    name: 'resettle_runs_total',
    help: 'Runs that ended in this process',
    labelNames: ['kind', 'status'],
    registers,
  })
  return {
    request: (method, route, status, seconds) =>
      requests.observe({ method, route, status: String(status) }, seconds),
    problem: (code) => problems.inc({ code }),
    run: (kind, status) => runs.inc({ kind, status }),
    print: () => registry.metrics(),
    contentType: registry.contentType,
  }
}
