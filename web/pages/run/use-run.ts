import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import type { Run } from '../../api/contract.ts'
import { queries } from '../../api/queries.ts'

export interface LogLine {
  readonly id: number
  readonly at: string
  readonly message: string
}

export interface FollowedRun {
  readonly query: ReturnType<typeof useRunQuery>
  readonly log: readonly LogLine[]
  /** False while the stream is being opened again. */
  readonly connected: boolean
}

/** Until the stream is opened again after it was refused, in milliseconds. */
const PAUSE = 2_000
const carryingRun = ['phase', 'progress', 'done', 'failed'] as const

/** A run as it goes. The browser opens the stream again by itself, and the service goes on where it was. */
export function useFollowedRun(id: string): FollowedRun {
  const query = useRunQuery(id)
  const client = useQueryClient()
  const [log, setLog] = useState<readonly LogLine[]>([])
  const [connected, setConnected] = useState(true)
  const status = query.data?.status
  const follows = status !== undefined && status !== 'cancelled'
  // Once over, its log is read to the end; begun again, it is followed anew.
  const open = status === 'running' || status === 'scheduled'

  // biome-ignore lint/correctness/useExhaustiveDependencies: a run that begins again needs a new stream
  useEffect(() => {
    if (!follows) return
    setConnected(true)
    let source: EventSource | null = null
    let pause: ReturnType<typeof setTimeout> | undefined
    const { queryKey } = queries.run(id)

    const listen = (): void => {
      source = new EventSource(`/api/runs/${encodeURIComponent(id)}/events`)
      source.onopen = () => setConnected(true)
      for (const name of carryingRun) {
        source.addEventListener(name, (event) => {
          const next = JSON.parse(event.data) as Run
          client.setQueryData(queryKey, (known) =>
            known === undefined || isNews(known, next) ? next : known,
          )
        })
      }
      for (const name of ['log', 'notice'] as const) {
        source.addEventListener(name, (event) => setLog((lines) => addLine(lines, event)))
      }
      source.onerror = () => void reopen()
    }
    const reopen = async (): Promise<void> => {
      const closed = source?.readyState === EventSource.CLOSED
      // A closed stream is either over, or was refused: the run itself says which.
      const run = await client
        .fetchQuery({ ...queries.run(id), staleTime: 0, retry: false })
        .catch(() => null)
      const over = run !== null && isOver(run)
      setConnected(over || run !== null)
      if (over) source?.close()
      else if (closed) pause = setTimeout(listen, PAUSE)
    }
    listen()
    return () => {
      clearTimeout(pause)
      source?.close()
    }
  }, [id, follows, open, client])

  return { query, log, connected }
}

function useRunQuery(id: string) {
  return useQuery({
    ...queries.run(id),
    refetchInterval: ({ state }) => (state.data?.status === 'scheduled' ? 5_000 : false),
  })
}

/** A stream that is opened anew tells everything from the beginning: what is known already stays as it is. */
function isNews(known: Run, next: Run): boolean {
  return next.attempts > known.attempts || (next.attempts === known.attempts && !isOver(known))
}

function isOver({ status }: Run): boolean {
  return status === 'done' || status === 'failed' || status === 'cancelled' || status === 'interrupted'
}

/** Lines that come a second time, after the stream was opened anew, are not added again. */
function addLine(lines: readonly LogLine[], event: MessageEvent<string>): readonly LogLine[] {
  const id = Number(event.lastEventId)
  if (lines.some((line) => line.id === id)) return lines
  const { at, message } = JSON.parse(event.data) as Omit<LogLine, 'id'>
  return [...lines, { id, at, message }]
}
