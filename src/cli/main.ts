#!/usr/bin/env node
import { main } from './run.ts'

const { stdin, stdout, stderr, env } = process

// A reader that leaves early (`resettle plan … | head`) is no failure.
for (const stream of [stdout, stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error
  })
}

// That node:sqlite is experimental, or that a library calls another one in a way that will go: whoever runs this can do
// nothing about it.
const ofDevelopers = ['ExperimentalWarning', 'DeprecationWarning']
process.removeAllListeners('warning')
process.on('warning', (warning) => {
  if (!ofDevelopers.includes(warning.name) || env.RESETTLE_DEBUG)
    stderr.write(`${warning.name}: ${warning.message}\n`)
})

let isSignalled = false

process.exitCode = await main(process.argv.slice(2), {
  stdin,
  stdout,
  stderr,
  env,
  isTTY: stdin.isTTY === true && stderr.isTTY === true,
  onSignal(listener) {
    for (const signal of ['SIGINT', 'SIGTERM']) {
      process.on(signal, () => {
        isSignalled = true
        listener(signal)
      })
    }
  },
})

// A statement may still run; the database takes it back when the connection is gone.
if (isSignalled) {
  // A question hides the cursor.
  if (stderr.isTTY) stderr.write('\u001b[?25h')
  stdout.write('', () => stderr.write('', () => process.exit()))
}
