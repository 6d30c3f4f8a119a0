import { describe, expect, it } from 'vitest'
import { listen } from '../../src/http/listen.ts'
import { useService } from './support/service.ts'

describe('the server that listens', () => {
  const open = useService('sqlite')

  it('keeps a connection that nobody uses for longer than a proxy does', async () => {
    const { app } = await open()
    const listening = await listen(app, '127.0.0.1', 0)
    try {
      const { headers } = await fetch(`${listening.address}/healthz`)
      expect(headers.get('keep-alive')).toBe('timeout=75')
    } finally {
      await listening.close()
    }
  })
})
