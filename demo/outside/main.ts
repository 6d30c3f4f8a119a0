/**
 * Both outside systems as a process of their own: `node demo/outside/main.ts [--litellm PORT] [--stripe PORT]`.
 * Prints where they are, as settings that Resettle reads, and `ready`. Ends on a signal, and with `--attached` also
 * when its standard input ends, so that it never outlives whoever started it.
 */
import { parseArgs } from 'node:util'
import { startLiteLlm } from './litellm.ts'
import { startStripe } from './stripe.ts'

const { values } = parseArgs({
  options: {
    litellm: { type: 'string', default: '0' },
    stripe: { type: 'string', default: '0' },
    attached: { type: 'boolean', default: false },
  },
})
const litellm = await startLiteLlm({ port: Number(values.litellm) })
const stripe = await startStripe({ port: Number(values.stripe) })

console.log(`RESETTLE_LITELLM_URL=${litellm.url}`)
console.log(`RESETTLE_LITELLM_KEY=${litellm.masterKey}`)
console.log(`RESETTLE_STRIPE_URL=${stripe.url}`)
console.log(`RESETTLE_STRIPE_KEY=${stripe.apiKey}`)
console.log('ready')

const end = async (): Promise<void> => {
  await Promise.all([litellm.close(), stripe.close()])
  process.exit()
}
process.once('SIGTERM', () => void end())
process.once('SIGINT', () => void end())
if (values.attached) process.stdin.on('end', () => void end()).resume()
