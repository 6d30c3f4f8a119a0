import type { HttpApp } from '../../../src/http/index.ts'
import { origin } from './service.ts'

/** One server-sent event. */
export interface SentEvent {
  readonly id: number
  readonly event: string
  readonly data: Record<string, unknown>
}

/** A stream of events that is read one at a time. */
export interface Stream {
  readonly status: number
  /** The next event; null at the end. */
  next(): Promise<SentEvent | null>
  /** All events up to the end. */
  rest(): Promise<SentEvent[]>
  leave(): Promise<void>
}

/** Opens the event stream of a run. */
export async function openStream(
  app: Pick<HttpApp, 'fetch'>,
  runId: string,
  token: string,
  lastEventId?: number,
): Promise<Stream> {
  const response = await app.fetch(
    new Request(`${origin}/api/runs/${runId}/events`, {
      headers: {
        Authorization: `Bearer ${token}`,
        ...(lastEventId === undefined ? {} : { 'Last-Event-ID': String(lastEventId) }),
      },
    }),
  )
  const reader = response.body?.getReader()
  const decoder = new TextDecoder()
  let text = ''
  const next = async (): Promise<SentEvent | null> => {
    for (;;) {
      const end = text.indexOf('\n\n')
      if (end >= 0) {
        const block = text.slice(0, end)
        text = text.slice(end + 2)
        const parsed = parse(block)
        if (parsed !== null) return parsed
        continue
      }
      const read = await reader?.read()
      if (read === undefined || read.done) return null
      text += decoder.decode(read.value, { stream: true })
    }
  }
  return {
    status: response.status,
    next,
    async rest() {
      const events: SentEvent[] = []
      for (let event = await next(); event !== null; event = await next()) events.push(event)
      return events
    },
    leave: async () => reader?.cancel(),
  }
}

/** Null for a comment. */
function parse(block: string): SentEvent | null {
  const field = (name: string): string | undefined =>
    block
      .split('\n')
      .find((line) => line.startsWith(`${name}: `))
      ?.slice(name.length + 2)
  const [id, event, data] = [field('id'), field('event'), field('data')]
  if (id === undefined || event === undefined || data === undefined) return null
  return { id: Number(id), event, data: JSON.parse(data) as Record<string, unknown> }
}
