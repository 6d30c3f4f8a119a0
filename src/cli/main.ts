#!/usr/bin/env node
import { main } from './run.ts'

const { stdin, stdout, stderr, env } = process

// A reader that leaves early (`resettle plan … | head`) is no failure.
for (const stream of [stdout, stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error
  })
}

// Some versions of Node announce node:sqlite as experimental; whoever runs this can do nothing about it.
process.removeAllListeners('warning')
process.on('warning', (warning) => {
  if (warning.name !== 'ExperimentalWarning') stderr.write(`${warning.name}: ${warning.message}\n`)
})

process.exitCode = await main(process.argv.slice(2), {
  stdin,
  stdout,
  stderr,
  env,
  isTTY: stdin.isTTY === true && stderr.isTTY === true,
})
